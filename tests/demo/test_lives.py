"""Thousands of invented lives, on awkward days: none breaks a rule of the records."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from types import SimpleNamespace

import pytest

from casemgmt.demo.life import Place
from casemgmt.demo.lives import Teller, Way
from casemgmt.demo.staff import Staff
from offenders.rules import Moved, derive_custody

FACILITIES = (1, 2, 3)


def teller(today: date, way: Way) -> Teller:
    staff = Staff()
    for facility in FACILITIES:
        staff.officers[facility] = [SimpleNamespace(pk=facility * 10 + n) for n in range(7)]
        staff.others[facility] = [SimpleNamespace(pk=facility * 10 + 8)]
        staff.assessors[facility] = SimpleNamespace(pk=facility * 10 + 9)
        staff.supervisors[facility] = SimpleNamespace(pk=facility * 100)
        staff.diligence |= {officer.pk: 0.95 for officer in staff.officers[facility]}
    return Teller(
        way=way,
        zone="Australia/Perth" if way == Way.CONTACT_CYCLE else "America/Chicago",
        today=today,
        places=[Place(facility, (facility,)) for facility in FACILITIES],
        staff=staff,
    )


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("today", ["2026-11-23", "2027-01-01", "2027-03-01", "2028-02-29"])
def test_no_life_breaks_a_rule_of_the_records(today: str, way: Way) -> None:
    day = date.fromisoformat(today)
    tell = teller(day, way)
    for index in range(800):
        life = tell.tell(Random(f"1/{index}"), index)
        for sentence in life.sentences:
            assert sentence["recorded_on"] <= day
            for end in ("eed", "edr", "srd"):
                assert (sentence.get(end) or sentence["start_on"]) >= sentence["start_on"], index
        custody = derive_custody(
            Moved(
                number,
                number,
                movement["kind"],
                movement["occurred_at"],
                movement["occurred_at"].date(),
                movement.get("facility_id"),
                movement.get("unit_id"),
                movement.get("permanent"),
            )
            for number, movement in enumerate(life.movements)
        )
        assert custody.contradictions == [], index
        spans = sorted((a["from_on"], a["until_on"] or date.max) for a in life.assignments)
        assert all(first <= last for first, last in spans), index
        assert all(one[1] < two[0] for one, two in zip(spans, spans[1:], strict=False)), index
        reviews = Counter((r["plan"], r["kind"], r["done_on"]) for r in life.reviews)
        assert set(reviews.values()) <= {1}, index
        assessed = Counter(a["assessed_on"] for a in life.assessments)
        assert set(assessed.values()) <= {1}, index
        for alert in life.alerts:
            assert alert["from_on"] <= day
        for note in life.notes:
            assert note["occurred_at"] <= note["recorded_at"], index
            assert note["recorded_at"].date() <= day, index
        for booking in life.bookings:
            assert bool(booking["booking_type"]) == (booking["typed_on"] is not None), index
            assert booking["booked_on"] <= (booking["released_on"] or day) <= day, index
        for enrolment in life.enrolments:
            assert enrolment["referred_on"] <= enrolment["opened_on"] <= day, index
            assert enrolment["opened_on"] <= (enrolment["closed_on"] or day) <= day, index
        for term in life.terms:
            assert term["from_on"] <= term["expires_on"], index
            assert (term["ended_on"] is None) == (term["ended_how"] == ""), index
        for consent in life.consents:
            assert consent["signed_on"] <= min(day, consent["expires_on"]), index
        for appearance in life.appearances:
            assert appearance.get("held_on", day) <= day, index
        months = Counter(
            (note["occurred_at"].year, note["occurred_at"].month)
            for note in life.notes
            if note["no_contact"]
        )
        assert set(months.values()) <= {1}, index
