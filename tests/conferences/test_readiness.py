"""What the checks find (PRO-007 to PRO-015, PRO-021)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casemgmt.conferencing.readiness import prepare
from casemgmt.conferencing.standards import review_standards
from casenotes.models import NoteType
from casenotes.services import record_note
from conferences.models import ContactStandard
from offenders.models import CustodyBooking, Enrolment, EnrolmentVerification, Program
from plans.models import PlanReview


def found(cast, on="2026-11-23"):
    """check → what it found of Ashby: "" when ready; checks that do not apply are absent."""
    findings = prepare(cast.okafor, date.fromisoformat(on)).findings
    return {f.check: f.words for f in findings if f.offender_id == cast.ashby.pk}


def note(cast, person, day, code="contact", **more):
    """A note of Okafor's, face to face, at noon in Chicago."""
    noted = {"contact_mode": "face_to_face", "text": f"Spoke with him on {day}.", **more}
    return record_note(
        person,
        cast.okafor,
        type=NoteType.objects.get(code=code),
        occurred_at=datetime.fromisoformat(f"{day}T18:00+00:00"),
        **noted,
    )


def test_a_case_with_nothing_on_file_says_what_is_missing(cast):
    assert found(cast) == {
        "notes": "No note in the last three months.",
        "plan": "No plan has been approved.",
        "assessment": "Never assessed.",
        "no_contact": "No contact and no reason entered in November so far.",
    }


def test_notes_are_current_within_the_month(cast):
    note(cast, cast.ashby, "2026-10-30")
    assert found(cast)["notes"] == "Last note 30 October 2026."
    note(cast, cast.ashby, "2026-11-02")
    assert found(cast)["notes"] == ""
    assert "no_contact" not in found(cast)


@pytest.mark.parametrize(
    ("approved", "words"),
    [
        (date(2026, 5, 23), ""),
        (date(2026, 5, 22), "Plan of 22 May 2026, older than 6 months."),
    ],
)
def test_a_plan_is_current_for_six_months(cast, approved, words):
    PlanReview.objects.create(offender=cast.ashby, plan="imp", kind="approved", done_on=approved)
    assert found(cast)["plan"] == words


@pytest.mark.parametrize(
    ("opened", "verified", "ready"),
    [
        ("2026-05-23", None, True),  # exactly six months
        ("2026-05-22", None, False),  # the day after
        ("2026-05-22", "2026-10-01", True),  # verified this quarter
        ("2026-05-22", "2026-09-30", False),  # verified last quarter
    ],
)
def test_an_enrolment_open_over_six_months_is_verified_each_quarter(cast, opened, verified, ready):
    program = Program.objects.create(name="Thinking Ahead", kind="cbt")
    one = Enrolment.objects.create(offender=cast.ashby, program=program, opened_on=opened)
    if verified:
        EnrolmentVerification.objects.create(enrolment=one, on=verified, still_valid=True)
    assert (found(cast)["enrolments"] == "") is ready


def test_somebody_in_custody_needs_a_booking_type(cast):
    booking = CustodyBooking.objects.create(
        offender=cast.ashby, booked_on=date(2026, 11, 2), place="County jail"
    )
    assert found(cast)["booking"] == "In custody since 2 November 2026, no booking type."
    booking.booking_type, booking.typed_on = "warrant", date(2026, 11, 3)
    booking.save()
    assert found(cast)["booking"] == ""


def test_low_cases_are_listed_and_others_not(cast, assessed):
    low, lower, _middle, _high = assessed(10, 4, 15, 25)
    listed = prepare(cast.okafor, date(2026, 11, 23)).to_discuss
    assert {(case.offender_id, case.reason) for case in listed} == {
        (low.pk, "low"),
        (lower.pk, "low"),
    }


def test_a_caseload_of_any_size_is_looked_through_with_the_same_queries(
    cast, assessed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25):
        prepare(cast.okafor, date(2026, 11, 23))
    assessed(25, 20, 4, 15, 30, 31)
    with django_assert_max_num_queries(25):
        assert prepare(cast.okafor, date(2026, 11, 23)).cases == 7


def test_the_standards_review_counts_by_level_place_and_whole_months(cast, assessed):
    (high,) = assessed(25)
    NoteType.objects.create(code="field_contact", name="Field contact", is_contact=True)
    NoteType.objects.create(code="office_contact", name="Office contact", is_contact=True)
    for kind, minimum in (("field", 1), ("total", 2)):
        ContactStandard.objects.create(
            risk_level="high", contact_type=kind, minimum=minimum, from_on=date(2026, 1, 1)
        )
    note(cast, high, "2026-10-05", "field_contact")
    note(cast, high, "2026-10-20", "office_contact")
    note(cast, high, "2026-11-03", "field_contact")
    reports = {
        report["risk_level"]: report["results"]
        for report in review_standards(cast.okafor, date(2026, 9, 1), date(2026, 11, 22))
    }
    assert set(reports) == {"high", "not assessed"}
    # Assigned on 10 September, and November is not over: October alone is judged.
    assert reports["high"]["met"] == {
        "field": {"met": 1, "rated": 1},
        "total": {"met": 1, "rated": 1},
    }
    assert (reports["high"]["field"], reports["high"]["office"], reports["high"]["total"]) == (
        2,
        1,
        3,
    )


def test_a_month_with_too_few_contacts_does_not_meet_the_standard(cast, assessed):
    (high,) = assessed(25)
    ContactStandard.objects.create(
        risk_level="high", contact_type="total", minimum=2, from_on=date(2026, 1, 1)
    )
    note(cast, high, "2026-10-05")
    note(cast, high, "2026-11-03")
    (report, _) = review_standards(cast.okafor, date(2026, 10, 1), date(2026, 11, 22))
    assert report["results"]["met"] == {"total": {"met": 0, "rated": 1}}
