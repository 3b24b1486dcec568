"""What stands in a case note report, as plain data: no database, no clock, no HTML.

Moments are aware. Each entry names the time zone that was kept where it happened, so the paper
shows the time that was on the wall.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """Days of which a report tells, both ends included; without `from_on`, from the first."""

    from_on: date | None
    until_on: date

    def covers(self, other: Period) -> bool:
        """Whether every day of `other` is in it."""
        starts_no_later = self.from_on is None or (
            other.from_on is not None and self.from_on <= other.from_on
        )
        return starts_no_later and other.until_on <= self.until_on


@dataclass(frozen=True, slots=True)
class Addition:
    """An amendment, as its author signed it."""

    kind: str
    recorded_at: datetime
    author_name: str
    author_role: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One check or focus point of a contact report. `yes` is None for a focus point."""

    name: str
    yes: bool | None
    comment: str
    action: str
    action_by: str
    action_due_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One note or contact report.

    kind: "note" or "report". late: recorded in a later month than it happened in.
    """

    kind: str
    id: int
    title: str
    occurred_at: datetime
    recorded_at: datetime
    time_zone: str
    late: bool
    author_name: str
    author_role: str
    text: str
    place: str = ""
    subjects: tuple[str, ...] = ()
    others_present: str = ""
    answers: tuple[Answer, ...] = ()
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Notes of one day that the reader may not read: the day and how many, nothing else."""

    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who the report is about, as known when it was printed."""

    number: str
    sort_name: str
    date_of_birth: date | None
    location: str
    officer: str
    release_dates: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the paper but when, by whom and under which serial it was printed."""

    agency: str
    facility: str
    time_zone: str
    person: Person
    period: Period
    entries: tuple[Entry | Withheld, ...]

    @property
    def notes(self) -> list[Entry]:
        """The notes that are printed."""
        return [e for e in self.entries if isinstance(e, Entry) and e.kind == "note"]

    @property
    def reports(self) -> list[Entry]:
        """The contact reports that are printed."""
        return [e for e in self.entries if isinstance(e, Entry) and e.kind == "report"]

    @property
    def withheld_count(self) -> int:
        """How many notes are left out because the reader may not read them."""
        return sum(e.count for e in self.entries if isinstance(e, Withheld))

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the person, the period and every entry.

        Where the person was held, the officer and the release dates are not part of it: it
        changes when the record of the period changes, and only then.
        """
        canonical = {
            "number": self.person.number,
            "name": self.person.sort_name,
            "period": asdict(self.period),
            "entries": [asdict(entry) for entry in self.entries],
        }
        encoded = json.dumps(canonical, sort_keys=True, ensure_ascii=True, default=_as_text)
        return hashlib.sha256(encoded.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, by whom and under which serial a report was printed; `replaces` is an older serial."""

    serial: str
    printed_at: datetime
    printed_by: str
    printed_as: str
    replaces: str = ""


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no canonical form.")
