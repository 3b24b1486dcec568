"""One invented person's records as plain data, before they are rows."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

#: Who held a case: first day, last day or None, the officer's id, the facility's id.
Span = tuple[date, date | None, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as a life knows it."""

    facility: int
    units: tuple[int, ...]
    with_local_procedure: tuple[int, ...] = ()


Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Life:
    """One person's records; ids are those of facilities, units and users.

    Most lists hold the columns of one table. notes: `closes` is the first day of the assignment
    that a termination summary closes, `no_contact` the reason entered with a note. Programs are
    named by their place in `casemgmt.demo.catalogue.PROGRAMS`.
    """

    number: str
    family_name: str
    given_names: str
    sex: str
    date_of_birth: date
    legal_status: str = "sentenced"
    movements: Rows = field(default_factory=list)
    assignments: Rows = field(default_factory=list)
    sentences: Rows = field(default_factory=list)
    notes: Rows = field(default_factory=list)
    amendments: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    reports: Rows = field(default_factory=list)
    reviews: Rows = field(default_factory=list)
    plans: Rows = field(default_factory=list)
    alerts: Rows = field(default_factory=list)
    assessments: Rows = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    terms: Rows = field(default_factory=list)
    bookings: Rows = field(default_factory=list)
    enrolments: Rows = field(default_factory=list)
    referrals: Rows = field(default_factory=list)
    warrants: Rows = field(default_factory=list)
    consents: Rows = field(default_factory=list)
    leads: Rows = field(default_factory=list)
    appearances: Rows = field(default_factory=list)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def holder_on(spans: list[Span], on: date) -> Span | None:
    """Who holds the case on that day."""
    return next((s for s in spans if s[0] <= on and (s[1] is None or on <= s[1])), None)
