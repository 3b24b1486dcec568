"""Moments without an offset are local: at the facility of the row, else where the person was,
else at the agency."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casenotes.models import CaseNote
from offenders.models import Absence, Movement, Placement
from tests.importing.folder import small_folder


def _utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def moved():
    """The person of the small folder, moved from Chicago's time to Denver's on 5 September."""
    folder = small_folder()
    folder.add(
        "movements",
        number="00123",
        kind="transfer",
        facility="EST",
        occurred_at="2026-09-05T09:30",
        permanent="yes",
    )
    return folder


def _note(folder, occurred_at, recorded_at="2026-11-20T12:00"):
    folder.add(
        "notes",
        number="00123",
        author="ode",
        type="contact",
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        text="At a time.",
    )


def _noted():
    return CaseNote.objects.get(text="At a time.")


def test_a_movement_is_at_the_time_of_the_facility_that_it_names(bring_in, moved):
    bring_in(moved)
    first, second = Movement.objects.order_by("occurred_at")

    assert first.occurred_at == _utc("2026-01-05T15:30")  # Chicago, winter
    assert second.occurred_at == _utc("2026-09-05T15:30")  # Denver, summer


def test_an_absence_is_at_the_time_of_the_facility_where_the_person_was(bring_in, moved):
    moved.add("movements", number="00123", kind="temporary_out", occurred_at="2026-09-01T08:00")
    moved.add(
        "movements",
        number="00123",
        kind="return",
        facility="NOR",
        occurred_at="2026-09-02T08:00",
    )
    moved.add("movements", number="00123", kind="parole", occurred_at="2026-11-02T08:00")

    assert bring_in(moved, shuffled=5).refusals == []
    absence = Absence.objects.get()
    assert absence.left_at == _utc("2026-09-01T13:00")
    assert Placement.objects.order_by("-arrived_at")[0].departed_at == _utc("2026-11-02T15:00")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-08-10T14:00", "2026-08-10T19:00"),  # at Northmoor
        ("2026-10-10T14:00", "2026-10-10T20:00"),  # at Eastlake
        ("2025-12-10T14:00", "2025-12-10T20:00"),  # before the arrival: the agency's
        ("2026-10-10T14:00:30", "2026-10-10T20:00:30"),
        ("2026-10-10T14:00Z", "2026-10-10T14:00"),
        ("2026-10-10T14:00+05:30", "2026-10-10T08:30"),
    ],
)
def test_a_note_is_at_the_time_where_the_person_was(bring_in, moved, written, meant):
    _note(moved, written)

    assert bring_in(moved).refusals == []
    assert _noted().occurred_at == _utc(meant)


def test_a_time_that_occurs_twice_is_the_first(bring_in):
    folder = small_folder()
    _note(folder, "2026-11-01T01:30")

    assert bring_in(folder).refusals == []
    assert _noted().occurred_at == _utc("2026-11-01T06:30")  # still summer time


def test_the_day_is_the_one_on_the_wall_where_it_happened(bring_in, moved):
    _note(moved, "2026-10-10T23:30", "2026-10-11T06:30Z")
    bring_in(moved)

    assert str(_noted().occurred_on) == "2026-10-10"
    assert str(_noted().recorded_on) == "2026-10-11"


def test_a_movement_within_the_skipped_hour_can_be_told_with_an_offset(bring_in):
    folder = small_folder()
    folder.change("movements", 0, occurred_at="2026-03-08T02:30-06:00")
    for file in ("assignments", "notes"):
        del folder.files[file]

    assert bring_in(folder).refusals == []
    assert Movement.objects.get().occurred_at == _utc("2026-03-08T08:30")
