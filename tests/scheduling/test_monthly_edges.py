"""Edge cases of the monthly note and of movements, through the database and the clock."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest

from casemgmt.shipped import install_shipped_data
from casenotes.models import NoteType
from casenotes.services import record_note, save_draft
from offenders.services import assign_officer, record_movement, register_offender
from scheduling.flags import flag_overdue
from scheduling.models import DueItem, Transition, TransitionKind
from scheduling.policies import activate_packs
from scheduling.sweep import sweep


@pytest.fixture
def case(cast, on_day):
    """Somebody who arrived at Redbud and was given to Okafor on 2 January 2027."""
    install_shipped_data()
    activate_packs(cast.agency)
    on_day("2027-01-02T18:00+00:00")
    person = register_offender(cast.tran, number="770011", family_name="Quill", given_names="Ross")
    record_movement(
        person,
        cast.tran,
        kind="arrival",
        facility=cast.redbud,
        unit=cast.unit_b,
        occurred_at=datetime(2027, 1, 2, 15, tzinfo=UTC),
        permanent=True,
    )
    assign_officer(person, cast.okafor, cast.strand, from_on=date(2027, 1, 2))
    return cast, person


def note(cast, person, on, **more):
    return record_note(
        person,
        cast.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(on.year, on.month, on.day, 18, tzinfo=UTC),
        text=f"Spoke with him about what {on:%d %B %Y} brought.",
        **more,
    )


def months(person):
    """status by due day of the monthly notes, as of the last computation."""
    from agency import clock

    today = clock.today()
    return {
        item.due_on: item.status
        for item in DueItem.objects.standing()
        .filter(offender=person, standard="OK.MONTHLY_NOTE")
        .with_status(today)
    }


def test_notes_of_1_january_and_31_march_leave_february_overdue_from_1_march(case, on_day):
    cast, person = case
    on_day("2027-01-03T18:00+00:00")
    note(cast, person, date(2027, 1, 3))
    on_day("2027-02-28T18:00+00:00")
    sweep()
    assert months(person)[date(2027, 2, 28)] == "due"
    on_day("2027-03-01T18:00+00:00")
    sweep()
    assert months(person)[date(2027, 2, 28)] == "overdue"
    on_day("2027-03-31T18:00+00:00")
    note(cast, person, date(2027, 3, 31))
    assert months(person)[date(2027, 2, 28)] == "overdue"
    assert months(person)[date(2027, 3, 31)] == "done"


def test_after_a_note_on_31_january_the_next_is_due_on_the_last_of_february(case, on_day):
    cast, person = case
    on_day("2027-01-31T18:00+00:00")
    note(cast, person, date(2027, 1, 31))
    on_day("2027-02-01T18:00+00:00")
    sweep()
    assert max(months(person)) == date(2027, 2, 28)


def test_somebody_with_no_note_ever_is_flagged_when_the_first_month_has_ended(case, on_day):
    _, person = case
    on_day("2027-02-01T18:00+00:00")
    sweep()
    flag_overdue()
    flags = Transition.objects.filter(
        item__offender=person, kind=TransitionKind.FLAGGED_OVERDUE
    ).values_list("item__due_on", flat=True)
    assert date(2027, 1, 31) in flags


def test_a_draft_satisfies_no_month(case, on_day):
    cast, person = case
    on_day("2027-01-31T18:00+00:00")
    save_draft(
        cast.okafor, person, "note", {"text": "Almost done."}, version=0, form_key=uuid.uuid4()
    )
    on_day("2027-02-01T18:00+00:00")
    sweep()
    assert months(person)[date(2027, 1, 31)] == "overdue"


def test_a_confidential_note_satisfies_the_month_for_everyone(case, on_day):
    cast, person = case
    on_day("2027-01-20T18:00+00:00")
    note(cast, person, date(2027, 1, 20), confidential=True)
    item = DueItem.objects.get(offender=person, due_on=date(2027, 1, 31))
    assert item.fulfilled_on == date(2027, 1, 20)
    assert item in DueItem.objects.visible_to(cast.marrow)


def test_out_and_back_on_one_day_keeps_the_officer_and_asks_for_no_summary(case, on_day):
    cast, person = case
    on_day("2027-01-20T22:00+00:00")
    record_movement(
        person,
        cast.tran,
        kind="temporary_out",
        reason="court",
        occurred_at=datetime(2027, 1, 20, 15, tzinfo=UTC),
    )
    record_movement(
        person,
        cast.tran,
        kind="return",
        facility=cast.redbud,
        unit=cast.unit_b,
        occurred_at=datetime(2027, 1, 20, 20, tzinfo=UTC),
    )
    assert person.assignments.standing().get().until_on is None
    assert person.movements.count() == 3
    assert not (
        DueItem.objects.standing()
        .filter(offender=person, standard="OK.TERMINATION_SUMMARY")
        .exists()
    )


def test_a_movement_entered_late_counts_from_its_own_day(cast, on_day):
    install_shipped_data()
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    activate_packs(cast.agency)
    on_day("2027-01-08T18:00+00:00")
    from plans.services import record_review

    person = register_offender(cast.tran, number="770012", family_name="Quill", given_names="Ross")
    record_review(person, cast.ferrante, plan="imp", kind="approved", done_on=date(2027, 1, 4))
    record_movement(
        person,
        cast.tran,
        kind="arrival",
        facility=cast.redbud,
        unit=cast.unit_b,
        occurred_at=datetime(2027, 1, 5, 15, tzinfo=UTC),
        permanent=True,
    )
    item = DueItem.objects.standing().get(offender=person, standard="WA.ALLOCATE")
    assert item.due_on == date(2027, 1, 12)
