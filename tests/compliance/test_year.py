"""WA-030: the minimum of contact reports in twelve months, for each person and in a list."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from offenders.services import (
    assign_officer,
    record_movement,
    record_release_dates,
    register_offender,
)
from plans.services import record_review
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from scheduling.sync import recompute
from scheduling.yearly import year_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def plan_since(cast):
    """`plan_since("2025-06-01", release="2028-01-01")`: a plan approved on that day."""
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.live_from = None
    cast.agency.save()
    activate_packs(cast.agency)

    def make(approved, release):
        person = register_offender(
            None,
            number="900001",
            family_name="Harrow",
            given_names="Lee",
            date_of_birth=date(1990, 1, 1),
            sex="male",
        )
        record_movement(
            person,
            None,
            kind="arrival",
            facility=cast.redbud,
            unit=cast.unit_b,
            permanent=True,
            occurred_at=datetime.fromisoformat("2025-01-10T12:00-06:00"),
        )
        assign_officer(person, cast.okafor, None, from_on=date(2025, 1, 11))
        record_release_dates(
            person,
            cast.tran,
            start_on=date(2024, 1, 5),
            recorded_on=date(2024, 1, 6),
            srd=date.fromisoformat(release),
        )
        record_review(
            person, cast.ferrante, plan="imp", kind="approved",
            done_on=date.fromisoformat(approved),
        )  # fmt: skip
        recompute([person.pk], "test")
        return person

    return make


def told(year):
    return [(turn.name, turn.made, turn.asked) for turn in year.turns]


@pytest.mark.parametrize(("release", "each"), [("2028-01-01", 2), ("2036-01-01", 1)])
def test_a_year_owes_two_of_each_in_the_final_years_and_one_of_each_before(
    plan_since, release, each
):
    year = year_of(plan_since("2025-08-01", release).pk, TODAY)
    assert told(year) == [("Regular Contact Report", 0, each), ("IMP Review", 0, each)]
    assert (year.first, year.last) == (date(2025, 11, 23), date(2026, 11, 22))
    assert year.begun_on is None
    assert not year.is_met


def test_less_than_a_year_owes_what_fell_due_and_says_since_when(plan_since):
    year = year_of(plan_since("2026-04-20", "2028-01-01").pk, TODAY)
    assert told(year) == [("Regular Contact Report", 0, 1), ("IMP Review", 0, 1)]
    assert year.begun_on == date(2026, 4, 20)


def test_what_has_not_fallen_due_is_no_year_and_what_was_on_hold_was_not_owed(cast, plan_since):
    person = plan_since("2026-11-02", "2028-01-01")
    assert year_of(person.pk, TODAY) is None
    assert year_of(person.pk, date(2027, 2, 2)) is None
    assert year_of(person.pk, date(2027, 2, 3)).turns[0].asked == 1
    DueItem.objects.filter(standard="WA.RCR").update(on_hold=True)
    assert year_of(person.pk, date(2027, 2, 3)) is None


def test_the_case_file_and_the_coordinators_list_say_the_same(cast, plan_since, sign_in):
    person = plan_since("2026-04-20", "2028-01-01")
    page = sign_in(cast.okafor).get(f"/case/{person.pk}").content.decode()
    assert "Less than a year: counted from Mon 20 Apr 2026" in page
    assert page.count("0 of 1") == 2
    client = sign_in(cast.strand)
    assert "?show=year" in client.get("/findings").content.decode()
    listed = client.get("/findings?show=year").content.decode()
    assert "1 case with fewer" in listed
    assert person.number in listed
    elsewhere = sign_in(cast.marsh_coordinator).get("/findings?show=year").content.decode()
    assert person.number not in elsewhere


def test_a_report_that_was_made_counts(cast, plan_since, on_day):
    person = plan_since("2026-04-20", "2028-01-01")
    DueItem.objects.filter(standard="WA.IMP_REVIEW").update(fulfilled_on="2026-10-18")
    year = year_of(person.pk, TODAY)
    assert told(year)[1] == ("IMP Review", 1, 1)
    DueItem.objects.filter(standard="WA.RCR").update(fulfilled_on="2026-08-01")
    assert year_of(person.pk, TODAY).is_met


def test_nothing_is_said_where_no_standard_has_such_a_cycle(cast):
    assert year_of(cast.ashby.pk, TODAY) is None
