"""Makes the stored due items of subjects what the engine says, in the caller's transaction.

Two changes of one subject come one after the other: its row is locked, in one order for all. A
second run writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from agency import clock
from agency.models import Agency, Facility, Unit, User
from offenders.models import Offender
from scheduling import needs, policies
from scheduling.difference import Changes, Difference, stored_items, stored_schedules
from scheduling.gather import gather, gather_others
from scheduling.models import CaseSchedule, OtherSchedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agency.events import Subject
    from scheduling.gather import Gathered

__all__ = ["BATCH", "BATCH_OF_OTHERS", "Changes", "recompute", "recompute_others"]

BATCH = 200
#: Officers, facilities and units have the facts of many cases each.
BATCH_OF_OTHERS = 25


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of subject is stored: its model, and the columns that name it."""

    model: type[Any]
    item_column: str
    schedules: type[CaseSchedule | OtherSchedule]
    schedule_column: str


_CASE = _Kind(Offender, "offender_id", CaseSchedule, "offender_id")

OTHERS: dict[Subject, _Kind] = {
    "officer": _Kind(User, "officer_id", OtherSchedule, "officer_id"),
    "facility": _Kind(Facility, "facility_subject_id", OtherSchedule, "facility_id"),
    "unit": _Kind(Unit, "unit_subject_id", OtherSchedule, "unit_id"),
}


def recompute(
    offender_ids: Iterable[int], because: str, fingerprints: Mapping[int, bytes] | None = None
) -> Changes:
    """Bring the due items of these cases up to date, in batches, in the caller's transaction.

    fingerprints: of the facts of each case, taken before this; a case without one is looked at
    again by the next full recompute.
    """
    ids = sorted(set(offender_ids))
    changes = Changes()
    with transaction.atomic(savepoint=False):
        in_force = policies.in_force()
        read = needs.sources_read(in_force.policies)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            _lock(_CASE, batch)
            changes.include(
                _bring_up_to_date(
                    _CASE, gather(batch, read), batch, in_force, because, fingerprints or {}
                )
            )
    return changes


def recompute_others(subject: Subject, ids: Iterable[int], because: str) -> Changes:
    """The same for officers, facilities or units."""
    kind = OTHERS[subject]
    ordered = sorted(set(ids))
    changes = Changes()
    with transaction.atomic(savepoint=False):
        in_force = policies.in_force()
        read = needs.sources_read(in_force.policies)
        for start in range(0, len(ordered), BATCH_OF_OTHERS):
            batch = ordered[start : start + BATCH_OF_OTHERS]
            _lock(kind, batch)
            changes.include(
                _bring_up_to_date(
                    kind, gather_others(subject, batch, read), batch, in_force, because, {}
                )
            )
    return changes


def _lock(kind: _Kind, ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{kind.model._meta.db_table}" WHERE id = ANY(%s) '  # noqa: S608
            "ORDER BY id FOR NO KEY UPDATE",
            [list(ids)],
        )


def _bring_up_to_date(
    kind: _Kind,
    subjects: Iterable[Gathered],
    ids: Sequence[int],
    in_force: policies.InForce,
    because: str,
    fingerprints: Mapping[int, bytes],
) -> Changes:
    live_from = Agency.current().live_from
    stored = stored_items(kind.item_column, ids)
    schedules = stored_schedules(kind.schedules, kind.schedule_column, ids)
    difference = Difference(
        clock.now(), because, kind.item_column, kind.schedules, kind.schedule_column
    )
    for subject in subjects:
        pk = subject.pk
        today = clock.today(subject.facility)
        answer = policies.assess(in_force, subject.facts, today)
        difference.compare(subject, answer, stored[pk], today, live_from, in_force)
        difference.schedule(subject, answer, today, schedules.get(pk), fingerprints.get(pk, b""))
    return difference.write()
