"""Later work is a row first: Redis may be down, silent or empty, and nothing is lost."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction

from agency import clock, jobs
from agency.errors import RuleViolation
from agency.models import Job, JobState
from tests.jobs.conftest import closed_port

pytestmark = pytest.mark.django_db(transaction=True)

ran: list[int] = []


@jobs.handles("test-work")
def work(run: jobs.JobRun) -> dict[str, object]:
    ran.append(run.job.pk)
    return {"saw": run.arguments}


@jobs.handles("test-poison")
def poison(run: jobs.JobRun) -> None:
    raise ValueError("It always fails")


@jobs.handles("test-refused")
def refused(run: jobs.JobRun) -> None:
    raise RuleViolation("The period is empty.")


@jobs.handles("test-steps")
def steps(run: jobs.JobRun) -> None:
    for step in range(10):
        if step == 3:
            jobs.request_cancel(Job.objects.get(pk=run.job.pk))
        run.progress(step, 10)


@pytest.fixture(autouse=True)
def fresh(on_day):
    ran.clear()
    on_day("2026-11-23T16:00+00:00")


def test_a_job_is_written_with_its_cause_or_not_at_all() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("test-work")
        raise RuntimeError
    assert not Job.objects.exists()


def test_with_redis_stopped_the_work_is_kept_and_done_later(broker) -> None:
    broker(closed_port())
    started = time.monotonic()
    with transaction.atomic():
        job = jobs.enqueue("test-work", {"day": "2026-11-23"})
    assert time.monotonic() - started < 2
    assert jobs.run_open_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"saw": {"day": "2026-11-23"}})


def test_with_a_redis_that_never_answers_nobody_waits(broker, black_hole) -> None:
    broker(black_hole)
    started = time.monotonic()
    with transaction.atomic():
        jobs.enqueue("test-work")
    assert time.monotonic() - started < 2
    assert jobs.run_open_jobs() == 1


def test_an_emptied_redis_loses_no_job() -> None:
    with transaction.atomic():
        for _ in range(20):
            jobs.enqueue("test-work")
    redis.Redis.from_url(settings.REDIS_URL).flushall()
    assert jobs.run_open_jobs() == 20


def test_waking_a_worker_puts_no_personal_data_into_redis() -> None:
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.flushall()
    with transaction.atomic():
        jobs.enqueue("test-work", {"secret": "canary-4711"})
    assert server.keys("*"), "the worker was not woken"
    for key in server.keys("*"):
        if server.type(key) == b"list":
            for message in server.lrange(key, 0, -1):
                assert b"canary-4711" not in message


def test_two_workers_never_take_the_same_job() -> None:
    with transaction.atomic():
        for _ in range(30):
            jobs.enqueue("test-work")

    def worker() -> None:
        jobs.run_open_jobs()
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(ran) == sorted(Job.objects.values_list("pk", flat=True))


def test_work_for_one_period_exists_once() -> None:
    first = jobs.enqueue("test-work", period="7/2026-11-23")
    assert jobs.enqueue("test-work", period="7/2026-11-23") == first


def test_a_job_whose_worker_died_is_done_by_another(on_day) -> None:
    job = jobs.enqueue("test-work")
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, leased_until=clock.now() + timedelta(minutes=5)
    )
    assert jobs.run_open_jobs() == 0
    on_day(datetime(2026, 11, 23, 16, 6, tzinfo=UTC))
    assert jobs.run_open_jobs() == 1


def test_a_job_that_always_fails_stops_and_does_not_stop_the_others(on_day) -> None:
    bad = jobs.enqueue("test-poison")
    jobs.enqueue("test-work")
    for hour in range(17, 23):
        jobs.run_open_jobs()
        on_day(datetime(2026, 11, 23, hour, tzinfo=UTC))
    bad.refresh_from_db()
    assert bad.state == JobState.FAILED
    assert bad.attempts == jobs.MOST_ATTEMPTS
    assert len(ran) == 1


def test_what_a_rule_forbids_fails_at_once_in_its_own_words() -> None:
    job = jobs.enqueue("test-refused")
    jobs.run_open_jobs()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The period is empty.")


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step() -> None:
    waiting = jobs.enqueue("test-work")
    jobs.request_cancel(waiting)
    waiting.refresh_from_db()
    assert waiting.state == JobState.CANCELLED
    running = jobs.enqueue("test-steps")
    jobs.run_open_jobs()
    running.refresh_from_db()
    assert (running.state, running.done_count, running.total_count) == (JobState.CANCELLED, 3, 10)
    assert ran == []


def test_nothing_is_queued_that_nobody_handles() -> None:
    with pytest.raises(ValueError, match="Nothing handles"):
        jobs.enqueue("unheard-of")
