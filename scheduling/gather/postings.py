"""Postings as the facts of officers, facilities and units read them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "pk",
    "user_id",
    "role",
    "facility_id",
    "unit_id",
    "supervisor_id",
    "from_on",
    "until_on",
)


class Posted(NamedTuple):
    """A posting, in the order of COLUMNS."""

    pk: int
    user: int
    role: str
    facility: int | None
    unit: int | None
    supervisor: int | None
    from_on: date
    until_on: date | None

    def holds_on(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


def span_of(postings: Sequence[Posted]) -> tuple[date | None, date | None]:
    """The first day of the first and the last day of the last; None for an end that is open."""
    if not postings:
        return None, None
    ends = [one.until_on for one in postings]
    last = None if None in ends else max(day for day in ends if day is not None)
    return min(one.from_on for one in postings), last


def current_of(postings: Sequence[Posted], on: date) -> Posted | None:
    """The posting of that day: the latest that holds, else the latest that began before it."""
    by_start = sorted(postings, key=lambda one: (one.from_on, one.pk))
    holding = [one for one in by_start if one.holds_on(on)]
    begun = [one for one in by_start if one.from_on <= on]
    chosen = holding or begun or by_start[:1]
    return chosen[-1] if chosen else None


def next_change(postings: Sequence[Posted], on: date) -> date | None:
    """The next day on which a posting begins, or no longer holds."""
    days = [one.from_on for one in postings]
    days += [one.until_on + timedelta(days=1) for one in postings if one.until_on is not None]
    return min((day for day in days if day > on), default=None)
