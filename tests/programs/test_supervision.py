"""Terms of supervision and custody elsewhere: PRO-009, FED-002."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from agency.errors import RuleViolation
from offenders.models import CustodyBooking, LegalStatus
from offenders.services import (
    record_booking,
    record_term,
    update_booking,
    update_term,
    withdraw_supervision,
)

TODAY = date(2026, 11, 23)


def test_a_booking_says_its_type_with_the_day_on_which_it_was_completed(cast):
    """PRO-009"""
    booking = record_booking(
        cast.ashby, cast.okafor, booked_on=date(2026, 11, 1), place="County jail"
    )
    with pytest.raises(RuleViolation, match="or neither yet") as found:
        update_booking(booking, cast.okafor, booking_type="warrant")
    assert found.value.field == "typed_on"
    done = update_booking(booking, cast.okafor, booking_type="warrant", typed_on=TODAY)
    assert (done.booking_type, done.typed_on, done.history.count()) == ("warrant", TODAY, 2)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"released_on": date(2026, 10, 31)}, "released_on"),
        ({"released_on": date(2026, 11, 24)}, "released_on"),
        ({"planned_release_on": date(2026, 10, 31)}, "planned_release_on"),
        ({"booking_type": "hold", "typed_on": date(2026, 10, 31)}, "typed_on"),
        ({"booked_on": date(2026, 11, 24)}, "booked_on"),
    ],
)
def test_a_booking_with_contradicting_days_is_refused(cast, facts, field):
    given = {"booked_on": date(2026, 11, 1), "place": "County jail"} | facts
    with pytest.raises(RuleViolation) as found:
        record_booking(cast.ashby, cast.okafor, **given)
    assert found.value.field == field


def test_nobody_is_held_in_two_places_at_once(cast):
    first = record_booking(
        cast.ashby, cast.okafor, booked_on=date(2026, 11, 1), place="County jail"
    )
    with pytest.raises(RuleViolation, match="still open"):
        record_booking(cast.ashby, cast.okafor, booked_on=TODAY, place="City jail")
    with pytest.raises(IntegrityError, match="one_open_booking"), transaction.atomic():
        CustodyBooking.objects.create(offender=cast.ashby, booked_on=TODAY, place="City jail")
    withdraw_supervision(first, cast.okafor, reason="Another person’s")
    record_booking(cast.ashby, cast.okafor, booked_on=TODAY, place="City jail")
    assert CustodyBooking.objects.standing().get().place == "City jail"


def test_a_term_keeps_its_conditions_and_ends_with_a_day_and_a_reason(cast):
    term = record_term(
        cast.ashby,
        cast.okafor,
        kind="probation",
        court_case="CF-2026-118",
        from_on=date(2026, 1, 5),
        expires_on=date(2028, 1, 4),
        conditions=["No contact with the victim", "", "Report monthly"],
    )
    first, _ = term.conditions.all()
    update_term(
        term,
        cast.okafor,
        new_conditions=["Outpatient treatment"],
        ended_conditions=[first],
        conditions_from=TODAY,
    )
    assert [(c.text, c.from_on, c.until_on) for c in term.conditions.all()] == [
        ("No contact with the victim", date(2026, 1, 5), TODAY),
        ("Report monthly", date(2026, 1, 5), None),
        ("Outpatient treatment", TODAY, None),
    ]
    with pytest.raises(RuleViolation, match="or neither"):
        update_term(term, cast.okafor, ended_how="revoked")
    done = update_term(term, cast.okafor, ended_how="revoked", ended_on=TODAY)
    assert done.get_ended_how_display() == "Revoked"


def test_pretrial_and_holdover_people_are_known_as_such(cast, sign_in):
    """FED-002: legal status is recorded, and nobody is left out for it."""
    assert {"pretrial", "holdover", "sentenced"} <= set(LegalStatus.values)
    cast.ashby.legal_status = LegalStatus.HOLDOVER
    cast.ashby.save()
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/supervision").content.decode()
    assert "Holdover" in page
