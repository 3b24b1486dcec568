"""Team visits, and the 48 hours by the clock of the facility."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from agency.errors import RuleViolation
from agency.events import cases_changed
from conferences.models import TeamAttendance
from conferences.services.teams import (
    Outcome,
    change_appearance,
    correct_session,
    record_outcome,
    record_session,
    schedule_appearance,
    withdraw_appearance,
    withdraw_session,
)
from scheduling.models import DueItem
from scheduling.past import as_it_stood
from scheduling.policies import activate_packs
from scheduling.presentation import described
from scheduling.rates import conditions, window_of
from scheduling.sync import recompute

pytestmark = pytest.mark.django_db


def appearance_at(cast, at: str, told: str | None):
    """Ashby before the team of Unit B; moments with their offset."""
    return schedule_appearance(
        cast.ashby,
        cast.okafor,
        facility=cast.redbud,
        unit=cast.unit_b,
        kind="program_review",
        at=datetime.fromisoformat(at),
        noticed_at=datetime.fromisoformat(told) if told else None,
    )


HELD = {"needs": "Work readiness", "program": "Welding", "appeared": "yes"}


@pytest.mark.parametrize(
    ("told", "in_time"),
    [
        ("2026-11-18T09:59-06:00", True),
        ("2026-11-18T10:00-06:00", True),
        ("2026-11-18T10:01-06:00", False),
        (None, False),
    ],
)
def test_the_person_is_told_48_hours_ahead(cast, told, in_time):
    appearance = appearance_at(cast, "2026-11-20T10:00-06:00", told)
    assert appearance.noticed_in_time is in_time
    assert str(appearance.notice_due) == "2026-11-18 10:00:00"


@pytest.mark.parametrize(
    ("at", "on_the_hour", "a_minute_late"),
    [
        # Chicago put its clocks forward on 8 March 2026: 47 hours have passed, the clock says 48.
        ("2026-03-09T10:00-05:00", "2026-03-07T10:00-06:00", "2026-03-07T10:01-06:00"),
        # And back on 1 November 2026: 49 hours have passed.
        ("2026-11-02T10:00-06:00", "2026-10-31T10:00-05:00", "2026-10-31T10:01-05:00"),
    ],
)
def test_the_48_hours_are_those_of_the_facilitys_clock_also_when_it_changes(
    cast, at, on_the_hour, a_minute_late
):
    assert appearance_at(cast, at, on_the_hour).noticed_in_time
    assert not appearance_at(cast, at, a_minute_late).noticed_in_time


def test_a_notice_given_too_late_needs_a_written_waiver_or_a_reason(cast):
    appearance = appearance_at(cast, "2026-11-20T10:00-06:00", "2026-11-19T10:00-06:00")
    held = Outcome(held_on=date(2026, 11, 20), **HELD)
    with pytest.raises(RuleViolation, match="by 10:00 on 18 November 2026") as refused:
        record_outcome(appearance, cast.okafor, held)
    assert (refused.value.field, refused.value.cite) == (
        "without_notice_because",
        "28 CFR 524.11",
    )
    waiver = {
        "at": appearance.at,
        "noticed_at": appearance.noticed_at,
        "waived_on": date(2026, 11, 19),
    }
    with pytest.raises(RuleViolation, match="filed"):
        change_appearance(appearance, cast.okafor, waiver_reference=" ", **waiver)
    waived = change_appearance(appearance, cast.okafor, waiver_reference="Section III", **waiver)
    assert (waived.noticed_in_time, waived.notice_holds) == (False, True)
    assert record_outcome(waived, cast.okafor, held).held_on == date(2026, 11, 20)


def test_what_happened_without_notice_is_recorded_with_its_reason(cast):
    appearance = appearance_at(cast, "2026-11-20T10:00-06:00", None)
    held = record_outcome(
        appearance,
        cast.okafor,
        Outcome(date(2026, 11, 20), without_notice_because="Bus at noon.", **HELD),
    )
    assert held.without_notice_because == "Bus at noon."
    assert not held.notice_holds


def test_moving_an_appearance_earlier_can_make_its_notice_late(cast):
    appearance = appearance_at(cast, "2026-11-26T10:00-06:00", "2026-11-23T09:00-06:00")
    assert appearance.noticed_in_time
    moved = change_appearance(
        appearance,
        cast.okafor,
        at=datetime.fromisoformat("2026-11-25T08:59-06:00"),
        noticed_at=appearance.noticed_at,
        waived_on=None,
        waiver_reference="",
    )
    assert not moved.noticed_in_time


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"appeared": "refused"}, "reasons"),
        ({"needs": " "}, "needs"),
        ({"program": ""}, "program"),
        ({"held_on": date(2026, 11, 24)}, "held_on"),
        ({"held_on": date(2026, 11, 19)}, "held_on"),
        ({"copy_given_on": date(2026, 11, 19)}, "copy_given_on"),
    ],
)
def test_an_outcome_says_everything_that_the_rule_asks_for(cast, changes, field):
    appearance = appearance_at(cast, "2026-11-20T10:00-06:00", "2026-11-17T10:00-06:00")
    said = {"held_on": date(2026, 11, 20), **HELD} | changes
    with pytest.raises(RuleViolation) as refused:
        record_outcome(appearance, cast.okafor, Outcome(**said))
    assert refused.value.field == field


def test_a_refusal_is_kept_with_its_reasons_and_the_case_is_told(cast):
    heard = []

    def hear(offender_ids, because, **_):
        heard.append((tuple(offender_ids), because))

    cases_changed.connect(hear)
    try:
        appearance = appearance_at(cast, "2026-11-20T10:00-06:00", "2026-11-17T10:00-06:00")
        refused = record_outcome(
            appearance,
            cast.okafor,
            Outcome(
                date(2026, 11, 20), "refused", "Says the team will not listen.", "Work", "Welding"
            ),
        )
        withdraw_appearance(refused, cast.okafor, because="Entered on the wrong person")
    finally:
        cases_changed.disconnect(hear)
    assert refused.reasons == "Says the team will not listen."
    assert [because for _, because in heard] == [
        "team appearance set",
        "team appearance held",
        "team appearance withdrawn",
    ]
    assert {ids for ids, _ in heard} == {(cast.ashby.pk,)}


def attended(cast, on: str, *staff):
    return record_session(
        cast.unit_b,
        cast.strand,
        on=date.fromisoformat(on),
        staff=staff,
        findings="Conducted properly.",
        conducted_properly=True,
    )


def test_only_the_coordinator_of_that_day_attends_as_coordinator(cast):
    cast.strand.postings.update(until_on=date(2026, 11, 10))
    attended(cast, "2026-11-10", cast.strand, cast.marrow)
    attended(cast, "2026-11-11", cast.strand)
    counted = TeamAttendance.objects.filter(as_coordinator=True)
    assert [(row.staff, str(row.on)) for row in counted] == [(cast.strand, "2026-11-10")]


def test_a_corrected_visit_is_the_same_attendance_on_another_day(cast):
    session = attended(cast, "2026-11-10", cast.strand, cast.marrow)
    before = session.attendances.get(staff=cast.strand).pk
    correct_session(
        session,
        cast.strand,
        on=date(2026, 11, 9),
        staff=[cast.strand],
        findings="Conducted properly.",
    )
    (row,) = session.attendances.all()
    assert (row.pk, str(row.on)) == (before, "2026-11-09")
    withdraw_session(session, cast.strand, because="Another unit")
    with pytest.raises(RuleViolation, match="withdrawn"):
        withdraw_session(session, cast.strand, because="Again")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("2026-11-18T09:59-06:00", "done"),
        ("2026-11-18T10:00-06:00", "done"),
        ("2026-11-18T11:00-06:00", "done late"),
        ("2026-11-19T08:00-06:00", "done late"),
    ],
)
def test_a_notice_47_hours_ahead_is_not_in_time_wherever_it_is_counted(cast, told, status):
    cast.agency.standards = ["us-bop/3510.08"]
    cast.agency.save()
    activate_packs(cast.agency)
    appearance_at(cast, "2026-11-20T10:00-06:00", told)
    recompute([cast.ashby.pk], "test")
    item = DueItem.objects.get(standard="FED.TEAM_NOTICE", withdrawn_at=None)
    on = date(2026, 11, 23)
    assert (item.due_on, item.due_time) == (date(2026, 11, 18), time(10))
    assert described([item], on)[0].status == status
    assert DueItem.objects.with_status(on).get(pk=item.pk).status == status
    met = conditions(on, window_of(30, on), [])
    assert DueItem.objects.filter(met["on_time"], pk=item.pk).exists() is (status == "done")
    assert DueItem.objects.filter(met["late"], pk=item.pk).exists() is (status != "done")
    then = as_it_stood(cast.ashby, on, cast.redbud)
    assert {one.status for one in then if one.standard == "FED.TEAM_NOTICE"} == {status}
    assert recompute([cast.ashby.pk], "again").total == 0
