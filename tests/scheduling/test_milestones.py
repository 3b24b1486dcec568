"""The junctures at which plans are owed, from the records of prisons and of community offices."""

from __future__ import annotations

from datetime import date

import pytest

from scheduling.gather import gather
from tests.factories import HeldFactory


@pytest.mark.parametrize(("kind", "intakes"), [("prison", 1), ("community", 0)])
def test_an_arrival_is_an_intake_where_people_are_held_and_nowhere_else(cast, kind, intakes):
    cast.redbud.kind = kind
    cast.redbud.save()
    person = HeldFactory(unit=cast.unit_b, since=date(2026, 11, 2))
    (case,) = gather([person.pk])
    found = [milestone.kind for milestone in case.facts.milestones]
    assert found.count("intake") == intakes
