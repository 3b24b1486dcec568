"""The one upward seam: lower apps announce what changed, scheduling recomputes what is due.

Receivers run in the transaction of the caller, so a note and the due date that it moves are
saved together or not at all.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Of whom or what a duty can be besides a person in custody or under supervision.
Subject = Literal["officer", "facility", "unit"]

#: Sent with `offender_ids` (a sorted list of ids) and `because` (a short reason).
cases_changed = Signal()

#: Sent with `subject`, `ids` (a sorted list of ids of users, facilities or units) and `because`.
subjects_changed = Signal()

_gathered: ContextVar[dict[int, str] | None] = ContextVar("gathered_case_changes", default=None)


def announce_case_changed(offender_id: int, because: str) -> None:
    """Say that facts of one case changed; its due items are brought up to date at once."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered[offender_id] = because
        return
    cases_changed.send(sender=None, offender_ids=[offender_id], because=because)


def announce_officer_changed(user_id: int, because: str) -> None:
    """Say that facts about one officer changed: conferences, lists, memos, revisions read."""
    subjects_changed.send(sender=None, subject="officer", ids=[user_id], because=because)


def announce_facility_changed(facility_id: int, because: str) -> None:
    """Say that facts about one facility changed: meetings, minutes, days covered."""
    subjects_changed.send(sender=None, subject="facility", ids=[facility_id], because=because)


def announce_unit_changed(unit_id: int, because: str) -> None:
    """Say that facts about one unit changed: its team was attended."""
    subjects_changed.send(sender=None, subject="unit", ids=[unit_id], because=because)


@contextmanager
def announced_together(because: str) -> Iterator[dict[int, str]]:
    """Hold announcements about cases back and send them as one at the end, for bulk work.

    Enter it inside the transaction. Nothing is sent when the block raises.
    """
    gathered: dict[int, str] = {}
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)
    if gathered:
        cases_changed.send(sender=None, offender_ids=sorted(gathered), because=because)
