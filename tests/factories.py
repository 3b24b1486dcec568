"""People of no particular meaning: for tests that need somebody beyond the cast.

They come to be by the product's own services, as anybody does, so what must follow from a record
follows here too. A test says what matters to it and nothing else.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from offenders.models import Offender
from offenders.services import assign_officer, record_movement, register_offender


class OffenderFactory(factory.Factory):
    """Somebody who is registered and held nowhere: `OffenderFactory(number="770011")`."""

    class Meta:
        model = Offender

    number = factory.Sequence(lambda n: f"77{n:04}")
    family_name = "Quill"
    given_names = "Ross"

    @classmethod
    def _create(cls, model_class, *args, by=None, **facts) -> Offender:
        return register_offender(by, **facts)


class HeldFactory(OffenderFactory):
    """Somebody held in a unit for good: `HeldFactory(unit=cast.unit_b, since=date(2027, 1, 2))`.

    They arrived at three in the afternoon, UTC. facility: for somebody in none of its units.
    officer: in charge from the day of the arrival, or from `in_charge_from` on.
    """

    @classmethod
    def _create(
        cls,
        model_class,
        *args,
        since: date,
        unit=None,
        facility=None,
        by=None,
        officer=None,
        in_charge_from: date | None = None,
        **facts,
    ) -> Offender:
        person = register_offender(by, **facts)
        record_movement(
            person,
            by,
            kind="arrival",
            facility=facility or unit.facility,
            unit=unit,
            occurred_at=datetime(since.year, since.month, since.day, 15, tzinfo=UTC),
            permanent=True,
        )
        if officer is not None:
            assign_officer(person, officer, by, from_on=in_charge_from or since)
        return person
