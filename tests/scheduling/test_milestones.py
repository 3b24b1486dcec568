"""The junctures at which plans are owed, from the records of prisons and of community offices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from offenders.services import record_movement, register_offender
from scheduling.gather import gather


@pytest.mark.parametrize(("kind", "intakes"), [("prison", 1), ("community", 0)])
def test_an_arrival_is_an_intake_where_people_are_held_and_nowhere_else(cast, kind, intakes):
    cast.redbud.kind = kind
    cast.redbud.save()
    person = register_offender(cast.tran, number="770021", family_name="Quill", given_names="Ross")
    record_movement(
        person,
        cast.tran,
        kind="arrival",
        facility=cast.redbud,
        unit=cast.unit_b,
        occurred_at=datetime(2026, 11, 2, 15, tzinfo=UTC),
        permanent=True,
    )
    (case,) = gather([person.pk])
    found = [milestone.kind for milestone in case.facts.milestones]
    assert found.count("intake") == intakes
