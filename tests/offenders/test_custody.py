"""Placements and absences follow from movements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agency.models import Agency, Facility
from offenders.models import Absence, Placement
from offenders.services import record_movement, register_offender

pytestmark = pytest.mark.django_db


def test_a_transfer_ends_the_placement_before_it() -> None:
    Agency.objects.create(code="x", name="X", time_zone="America/Chicago")
    here = Facility.objects.create(code="A", name="A", time_zone="America/Chicago", kind="prison")
    there = Facility.objects.create(code="B", name="B", time_zone="America/Denver", kind="prison")
    person = register_offender(None, number="1", family_name="Ashby", given_names="Terrell")
    record_movement(
        person,
        None,
        kind="arrival",
        facility=here,
        permanent=True,
        occurred_at=datetime(2026, 1, 5, 4, 30, tzinfo=UTC),
    )
    record_movement(
        person,
        None,
        kind="temporary_out",
        reason="court",
        occurred_at=datetime(2026, 2, 1, 15, tzinfo=UTC),
    )
    record_movement(
        person,
        None,
        kind="transfer",
        facility=there,
        permanent=True,
        occurred_at=datetime(2026, 3, 1, 6, 30, tzinfo=UTC),
    )
    first, second = Placement.objects.filter(offender=person)
    assert (str(first.arrived_on), str(first.departed_on)) == ("2026-01-04", "2026-02-28")
    assert second.departed_on is None
    assert str(Absence.objects.get().returned_on) == "2026-02-28"
