"""The sweep, the overdue flags and the morning digest: run twice, late, or after missed nights."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from agency import jobs
from agency.models import Agency, Job, JobState
from casenotes.models import NoteType
from casenotes.services import record_note
from scheduling import digests, flags, sweep
from scheduling.models import DueItem, Transition, TransitionKind

MONTHLY = "OK.MONTHLY_NOTE"


def at(day: str, hour: int = 18) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), tzinfo=UTC)


def note(cast, officer, person, moment: datetime, text: str = "Saw him in the unit office."):
    return record_note(
        person,
        officer,
        type=NoteType.objects.get(code="progress_review"),
        occurred_at=moment,
        text=text,
    )


def monthly(person, due_on: str) -> DueItem:
    return DueItem.objects.get(offender=person, standard=MONTHLY, due_on=due_on)


def state_of_everything() -> set[tuple]:
    return set(
        DueItem.objects.values_list(
            "occurrence", "due_on", "fulfilled_on", "closed", "closed_on", "owner", "withdrawn_at"
        )
    )


def test_a_note_moves_the_date_in_the_same_transaction(cast) -> None:
    item = monthly(cast.ashby, "2026-11-30")
    assert item.is_open
    saved = note(cast, cast.okafor, cast.ashby, at("2026-11-20"))
    item.refresh_from_db()
    assert (item.fulfilled_on, item.fulfilled_by) == (date(2026, 11, 20), f"note:{saved.pk}")
    assert item.transitions.filter(kind=TransitionKind.FULFILLED).count() == 1


def test_a_back_dated_note_satisfies_last_month_and_shows_as_a_late_entry(cast) -> None:
    saved = note(cast, cast.okafor, cast.ashby, at("2026-10-30"))
    assert monthly(cast.ashby, "2026-10-31").fulfilled_on == date(2026, 10, 30)
    assert monthly(cast.ashby, "2026-11-30").is_open
    assert saved.is_late_entry


def test_the_sweep_makes_the_next_month_appear(cast, on_day) -> None:
    on_day(at("2026-12-01"))
    assert not DueItem.objects.filter(due_on="2026-12-31").exists()
    assert sweep.sweep() > 0
    assert monthly(cast.ashby, "2026-12-31").is_open


def test_a_second_sweep_writes_nothing(cast, on_day) -> None:
    on_day(at("2026-12-01"))
    sweep.sweep()
    before = Transition.objects.count()
    assert sweep.sweep() == 0
    assert sweep.recompute_everyone().total == 0
    assert Transition.objects.count() == before


def test_missed_nights_end_in_the_same_state_as_nights_that_were_not_missed(cast, on_day) -> None:
    from django.db import transaction

    days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-31", "2027-01-01", "2027-01-02"]
    with transaction.atomic():
        for day in days:
            on_day(at(day))
            sweep.sweep()
        every_night = {row[:-1] for row in state_of_everything()}
        transaction.set_rollback(True)
    on_day(at(days[-1]))
    sweep.sweep()
    assert {row[:-1] for row in state_of_everything()} == every_night


def test_an_overdue_item_is_flagged_once_however_often_the_job_runs(cast, on_day) -> None:
    on_day(at("2026-12-01"))
    assert flags.flag_overdue() > 0
    assert flags.flag_overdue() == 0
    item = monthly(cast.ashby, "2026-11-30")
    flag = item.transitions.get(kind=TransitionKind.FLAGGED_OVERDUE)
    assert flag.after == {"due_on": "2026-11-30"}


def test_a_missed_night_is_flagged_on_the_next_with_its_true_date(cast, on_day) -> None:
    on_day(at("2026-12-05"))
    flags.flag_overdue()
    flag = monthly(cast.ashby, "2026-11-30").transitions.get(kind=TransitionKind.FLAGGED_OVERDUE)
    assert (flag.on, flag.after["due_on"]) == (date(2026, 12, 5), "2026-11-30")


def test_each_facility_flags_at_its_own_midnight(cast, on_day) -> None:
    """06:30 UTC on 1 December is 00:30 in Chicago and 23:30 the day before in Denver."""
    on_day("2026-12-01T06:30+00:00")
    flags.flag_overdue()
    flagged = set(
        Transition.objects.filter(kind=TransitionKind.FLAGGED_OVERDUE).values_list(
            "item__offender__family_name", flat=True
        )
    )
    assert "Ashby" in flagged
    assert "Nalder" not in flagged or not Transition.objects.filter(
        kind=TransitionKind.FLAGGED_OVERDUE,
        item__offender=cast.nalder,
        item__due_on="2026-11-30",
    )


def test_what_was_due_before_go_live_is_on_no_list_and_not_flagged(cast, on_day) -> None:
    Agency.objects.update(live_from=date(2026, 12, 1))
    sweep.recompute_everyone()
    on_day(at("2026-12-05"))
    assert flags.flag_overdue() == 0
    assert not DueItem.objects.on_lists().overdue(date(2026, 12, 5)).exists()


@pytest.fixture
def morning(cast, on_day):
    """07:00 in Chicago, 06:00 in Denver, on 1 December; October's and November's notes wanting."""
    on_day("2026-12-01T13:00+00:00")
    sweep.sweep()
    return cast


def test_the_digest_goes_out_once_for_each_person_and_day(morning) -> None:
    digests.queue_digests()
    jobs.run_open_jobs()
    sent = sorted(message.to[0] for message in mail.outbox)
    assert "okafor@x.test" in sent
    assert "lindqvist@x.test" in sent
    assert len(sent) == len(set(sent))
    digests.queue_digests()
    jobs.run_open_jobs()
    assert sorted(message.to[0] for message in mail.outbox) == sent


def test_the_digest_counts_and_names_nobody_in_custody(morning) -> None:
    digests.queue_digests()
    jobs.run_open_jobs()
    body = next(m.body for m in mail.outbox if m.to == ["okafor@x.test"])
    # November's note and caseload list, and the accountability plan of October.
    assert "3 overdue" in body
    for person in morning.offenders.values():
        assert person.family_name not in body
        assert person.number not in body


def test_no_digest_goes_out_before_six_in_the_morning(cast, on_day) -> None:
    on_day("2026-12-01T11:59+00:00")
    assert digests.queue_digests() == 0


def test_a_mail_server_that_refuses_gets_the_digest_again_later(
    morning, monkeypatch, on_day
) -> None:
    def refuse(self, messages):
        raise OSError("connection refused")

    digests.queue_digests()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        jobs.run_open_jobs()
    assert mail.outbox == []
    assert set(Job.objects.filter(kind="digest").values_list("state", flat=True)) == {
        JobState.WAITING
    }
    on_day("2026-12-01T13:10+00:00")
    jobs.run_open_jobs()
    assert "okafor@x.test" in {message.to[0] for message in mail.outbox}


def test_a_worker_that_died_after_marking_a_digest_sends_no_second_one(morning, on_day) -> None:
    digests.queue_digests()
    job = Job.objects.filter(kind="digest", arguments__user=morning.okafor.pk).get()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, result={"sent": True}, leased_until=at("2026-12-01", 13)
    )
    on_day("2026-12-01T14:00+00:00")
    jobs.run_open_jobs()
    assert "okafor@x.test" not in {message.to[0] for message in mail.outbox}
