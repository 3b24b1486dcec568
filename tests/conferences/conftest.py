"""What the tests of conferences share: setting one, sending its mail, holding it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from agency import jobs
from casemgmt.shipped import install_shipped_data
from conferences.checks import Preparation
from conferences.services.appointments import schedule_conference
from conferences.services.holding import hold_conference
from offenders.models import Instrument
from offenders.services import (
    assign_officer,
    record_assessment,
    record_movement,
    register_offender,
)

NOTHING = Preparation()


@pytest.fixture
def set_for(cast):
    """`set_for(day, at="09:00")`: Okafor's conference with Lindqvist, its mail waiting."""

    def make(day: str, *, officer=None, supervisor=None, at="09:00", preparation=NOTHING):
        return schedule_conference(
            officer or cast.okafor,
            supervisor or cast.lindqvist,
            on=date.fromisoformat(day),
            at=time.fromisoformat(at),
            preparation=preparation,
        )

    return make


@pytest.fixture
def sent(set_for):
    """The same, with the notice sent."""

    def make(day: str, **more):
        conference = set_for(day, **more)
        jobs.run_open_jobs()
        conference.refresh_from_db()
        return conference

    return make


@pytest.fixture
def held(cast, sent, on_day):
    """Okafor's conference of 3 December 2026, held on the day."""
    conference = sent("2026-12-03")
    on_day("2026-12-03T18:00+00:00")
    return hold_conference(
        conference,
        cast.lindqvist,
        at=datetime.fromisoformat("2026-12-03T09:00-06:00"),
        preparation=NOTHING,
    )


@pytest.fixture
def assessed(cast):
    """`assessed(25, 22, 4)`: that many more cases of Okafor, with these LS/CMI scores."""
    install_shipped_data()

    def make(*scores: int, family: str = "Case"):
        people = []
        for place, score in enumerate(scores, start=1):
            person = register_offender(
                None,
                number=f"9{place:05}",
                family_name=f"{family}{place}",
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
                occurred_at=datetime.fromisoformat("2026-09-01T12:00-05:00"),
            )
            assign_officer(person, cast.okafor, None, from_on=date(2026, 9, 10))
            record_assessment(
                person,
                cast.ferrante,
                instrument=Instrument.objects.get(code="LS/CMI"),
                assessed_on=date(2026, 10, 1),
                score=Decimal(score),
            )
            people.append(person)
        return people

    return make
