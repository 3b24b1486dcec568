"""Later work: written as a row with its cause, done by a worker, safe to do twice.

`enqueue` writes the row in the caller's transaction. After commit one attempt that fails fast
wakes a worker; `run_open_jobs`, also called by beat, picks up whatever was not woken. Redis may
lose everything and no work is lost.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import clock
from agency.errors import RuleViolation
from agency.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from agency.models import User

    Handler = Callable[["JobRun"], dict[str, Any] | None]

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 4

#: Work tells how far it is every few seconds; after so long without a word its worker may be dead.
SILENCE = timedelta(minutes=1)

_handlers: dict[str, Handler] = {}


class JobCancelled(Exception):
    """The person who asked for the work has cancelled it."""


@dataclass
class JobRun:
    """What a handler gets: its job, and a way to say how far it is."""

    job: Job

    @property
    def arguments(self) -> dict[str, Any]:
        """Ids and ISO dates."""
        return self.job.arguments

    def progress(self, done: int, total: int | None = None) -> None:
        """Tell how much is done, keep the lease, stop if cancelled (JobCancelled).

        Call it outside a transaction, or nobody sees it before the end.
        """
        changes: dict[str, Any] = {"done_count": done, "leased_until": clock.now() + LEASE}
        if total is not None:
            changes["total_count"] = total
        Job.objects.filter(pk=self.job.pk).update(**changes)
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise JobCancelled


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of job. It must be safe to run twice."""

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise ValueError(f"Two handlers for {kind!r}.")
        _handlers[kind] = handler
        return handler

    return register


def enqueue(
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    requested_by: User | None = None,
    period: str | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Write a job in the caller's transaction.

    period: makes it once only: a second job of that kind and period is the first one.
    """
    if kind not in _handlers:
        raise ValueError(f"Nothing handles {kind!r}.")
    fields = {
        "arguments": arguments or {},
        "requested_by": requested_by,
        "not_before": not_before or clock.now(),
    }
    if period is None:
        job = Job.objects.create(kind=kind, **fields)
    else:
        job, _ = Job.objects.get_or_create(kind=kind, period=period, defaults=fields)
    transaction.on_commit(wake_a_worker)
    return job


def wake_a_worker() -> None:
    """Try once, and quickly, to tell a worker that there is work. Beat will find it otherwise."""
    from agency.tasks import run_jobs

    try:
        run_jobs.apply_async(retry=False)
    except Exception:  # whatever is wrong with the broker must not be the user's trouble
        logger.warning("No worker could be woken; beat will find the work.")


def request_cancel(job: Job) -> None:
    """Ask a job to stop: at once if it still waits, at its next progress report otherwise."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
    if not waiting.update(state=JobState.CANCELLED, finished_at=clock.now()):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)


def silent_since(job: Job) -> datetime | None:
    """Since when running work has told nothing, if that is unusually long; another worker takes it
    up when its lease ends (`leased_until`)."""
    if job.state != JobState.RUNNING or job.leased_until is None:
        return None
    last_word: datetime = job.leased_until - LEASE
    return last_word if clock.now() - last_word > SILENCE else None


def run_open_jobs(most: int = 100) -> int:
    """Run jobs whose time has come, one after the other; returns how many were run."""
    ran = 0
    while ran < most and (job := _claim()) is not None:
        _run(job)
        ran += 1
    return ran


def _claim() -> Job | None:
    """Take one job that waits, or whose worker died; no two workers take the same."""
    now = clock.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(
                Q(state=JobState.WAITING, not_before__lte=now)
                | Q(state=JobState.RUNNING, leased_until__lt=now)
            )
            .order_by("not_before", "pk")
            .first()
        )
        if job is None:
            return None
        job.state = JobState.RUNNING
        job.started_at = job.started_at or now
        job.leased_until = now + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "started_at", "leased_until", "attempts"])
        return job


def _run(job: Job) -> None:
    if job.attempts > MOST_ATTEMPTS:
        # Its worker died each time: it may be what kills workers.
        _finish(job, JobState.FAILED, error="It was tried several times and never finished.")
        return
    try:
        result = _handlers[job.kind](JobRun(job))
    except JobCancelled:
        _finish(job, JobState.CANCELLED)
    except RuleViolation as violation:
        _finish(job, JobState.FAILED, error=violation.reason)
    except Exception:
        logger.exception("Job %s (%s) failed, attempt %s.", job.pk, job.kind, job.attempts)
        if job.attempts >= MOST_ATTEMPTS:
            _finish(job, JobState.FAILED, error="It failed several times. The log says why.")
        else:
            Job.objects.filter(pk=job.pk).update(
                state=JobState.WAITING,
                not_before=clock.now() + timedelta(seconds=10 * 3**job.attempts),
                leased_until=None,
            )
    else:
        _finish(job, JobState.DONE, result=result or {})


def _finish(
    job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = ""
) -> None:
    changes: dict[str, Any] = {
        "state": state,
        "finished_at": clock.now(),
        "leased_until": None,
        "error": error[:1000],
    }
    if result is not None:
        changes["result"] = result
    Job.objects.filter(pk=job.pk).update(**changes)
