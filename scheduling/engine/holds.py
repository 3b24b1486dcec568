"""Authorised exemptions: on hold while one runs, and what becomes of the date afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from scheduling.engine.facts import Exemption
from scheduling.policy.dates import add_days

Hold = tuple[date, date | None, str]


class Exempt(NamedTuple):
    """An exemption as it counts: never before its approval."""

    from_on: date
    until_on: date | None
    ref: str
    reason: str
    standards: frozenset[str]

    def holds(self, day: date) -> bool:
        """Whether the exemption runs on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Held(NamedTuple):
    """What exemptions make of one item."""

    due_on: date | None
    hold: Hold | None
    by: tuple[Exempt, ...]
    moved_by: Exempt | None
    not_required: bool


def counting(exemptions: Iterable[Exemption]) -> tuple[Exempt, ...]:
    """Those that were approved, each from the later of its first day and its approval."""
    found = []
    for exemption in exemptions:
        if exemption.approved_on is None:
            continue
        from_on = max(exemption.from_on, exemption.approved_on)
        if exemption.until_on is None or exemption.until_on >= from_on:
            reason = exemption.reason or "Exempted"
            codes = frozenset(exemption.standards)
            found.append(Exempt(from_on, exemption.until_on, exemption.ref, reason, codes))
    return tuple(sorted(found, key=lambda exempt: (exempt.from_on, exempt.ref)))


def applied(
    exempt: tuple[Exempt, ...],
    code: str,
    due_on: date | None,
    missed_on: date | None,
    as_of: date,
    clear_days: int,
) -> Held:
    """What the exemptions of a subject make of an item of that code.

    1. Due before the exemption began: the date stands, so that clearing it rescues nothing.
    2. Due while it ran: due on the day on which it no longer holds, and `clear_days` later.
    3. On hold while it runs, unless the date lies after its last day.
    4. `missed_on`: what would have closed as missed no later than the new date was not required.
    """
    hold: Hold | None = None
    by: list[Exempt] = []
    moved_by: Exempt | None = None
    moved, open_ended = due_on, False
    for entry in exempt:
        if entry.standards and code not in entry.standards:
            continue
        last = entry.until_on
        if moved is not None and last is not None and moved > last:
            continue
        by.append(entry)
        if hold is None and entry.holds(as_of):
            hold = (entry.from_on, last, entry.reason)
        if moved is not None and entry.from_on <= moved:
            moved_by = entry
            if last is None:
                open_ended = True
                break
            moved = add_days(last, 1 + clear_days)
    not_required = (
        missed_on is not None
        and moved_by is not None
        and (open_ended or (moved is not None and missed_on <= moved))
    )
    return Held(moved, hold, tuple(by), moved_by, not_required)
