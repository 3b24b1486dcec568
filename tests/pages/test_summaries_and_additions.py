"""The closing note of an officer who reads the case no more, and additions to what is signed."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from casenotes.models import Amendment, CaseNote
from offenders.services import reassign
from scheduling.models import DueItem
from tests.cast import WITHOUT_SUMMARY


@pytest.fixture
def passed_on(office):
    """Ashby's case goes from Okafor to Reyes today."""
    assignment = office.ashby.assignments.get()
    reassign(
        assignment,
        office.reyes,
        office.strand,
        from_on=date(2026, 11, 23),
        reason="Leave",
        without=WITHOUT_SUMMARY,
    )
    return office


def summary(**changed):
    return {
        "occurred_on": "2026-11-23",
        "occurred_time": "09:00",
        "progress": "Finished welding.",
        "problems": "None.",
        "concerns": "Debt on the unit.",
        "recent": "Sister is ill.",
        "form_key": str(uuid.uuid4()),
    } | changed


def test_a_former_officer_writes_the_summary_and_reads_nothing(passed_on, sign_in) -> None:
    client = sign_in(passed_on.okafor)
    page = client.get(f"/case/{passed_on.ashby.pk}/summary").content.decode()
    assert "ASHBY, Terrell Dean" in page
    assert "from 3 Sep to 22 Nov" in page
    assert "Unit B" not in page.split("<main", 1)[1]
    assert client.post(f"/case/{passed_on.ashby.pk}/summary", summary()).status_code == 302
    note = CaseNote.objects.get()
    assert note.text == (
        "Progress\nFinished welding.\n\nProblems\nNone.\n\nConcerns\nDebt on the unit.\n\n"
        "Recent developments\nSister is ill."
    )
    assert note.type.code == "termination_summary"
    assert note.assignment_ended.officer == passed_on.okafor
    item = DueItem.objects.get(standard="OK.TERMINATION_SUMMARY", offender=passed_on.ashby)
    assert item.fulfilled_by == f"note:{note.pk}"


def test_each_of_the_four_parts_must_say_something(passed_on, sign_in) -> None:
    answer = sign_in(passed_on.okafor).post(
        f"/case/{passed_on.ashby.pk}/summary", summary(concerns=" ")
    )
    assert answer.status_code == 422
    assert "Concerns is empty. Write “none” if there is none." in answer.content.decode()
    assert "Finished welding." in answer.content.decode()


def test_somebody_who_never_held_the_case_writes_no_summary(office, sign_in) -> None:
    assert sign_in(office.reyes).get(f"/case/{office.ashby.pk}/summary").status_code == 403
    assert sign_in(office.marsh).get(f"/case/{office.ashby.pk}/summary").status_code == 404


def test_more_details_stand_under_the_note_and_meet_no_duty(office, sign_in, write_note) -> None:
    note = write_note(office.ashby, office.okafor, "First words.", on=date(2026, 10, 26))
    client = sign_in(office.okafor)
    client.post(f"/note/{note.pk}/add", {"kind": "more_details", "text": "And his cell partner."})
    note.refresh_from_db()
    assert note.text == "First words."
    page = client.get(f"/case/{office.ashby.pk}").content.decode()
    assert "More details added" in page
    assert "And his cell partner." in page
    november = DueItem.objects.get(
        offender=office.ashby, standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30)
    )
    assert november.fulfilled_on is None


def test_an_error_is_reported_in_ones_own_note_only(office, sign_in, write_note) -> None:
    note = write_note(office.ashby, office.okafor, "First words.")
    assert sign_in(office.strand).get(f"/note/{note.pk}/add").status_code == 403
    assert sign_in(office.marsh).get(f"/note/{note.pk}/add").status_code == 404
    client = sign_in(office.okafor)
    page = client.get(f"/note/{note.pk}/add?kind=error_reported").content.decode()
    assert 'value="error_reported"' in page
    client.post(f"/note/{note.pk}/add", {"kind": "error_reported", "text": "It was Tuesday."})
    assert Amendment.objects.get().kind == "error_reported"


def test_an_addition_sent_twice_is_one(office, sign_in, write_note) -> None:
    note = write_note(office.ashby, office.okafor, "First words.")
    client = sign_in(office.okafor)
    sent = {"kind": "more_details", "text": "More.", "form_key": str(uuid.uuid4())}
    client.post(f"/note/{note.pk}/add", sent)
    client.post(f"/note/{note.pk}/add", sent)
    assert Amendment.objects.count() == 1


def test_an_empty_addition_is_refused_at_its_field(office, sign_in, write_note) -> None:
    note = write_note(office.ashby, office.okafor, "First words.")
    answer = sign_in(office.okafor).post(
        f"/note/{note.pk}/add", {"kind": "more_details", "text": " "}
    )
    assert answer.status_code == 422
    assert "Write what is to be added." in answer.content.decode()
