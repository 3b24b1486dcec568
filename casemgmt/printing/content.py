"""What stands in a report, as plain data: no database, no clock, no HTML.

Moments are aware. Each entry names the time zone that was kept where it happened, so the paper
shows the time that was on the wall.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
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


#: Around the words that stand in the place of something redacted; no text of ours holds them.
REDACTION_OPENS, REDACTION_CLOSES = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is taken out of a text: from `start` up to `end`, counted in code points of the text as
    it is stored. ground: why, in the words that stand in its place."""

    start: int
    end: int
    ground: str


def without(text: str, passages: Sequence[Redacted]) -> str:
    """The text with each passage replaced by its ground; nothing of a passage remains.

    Passages that touch or overlap become one, with the grounds of each.
    """
    kept, position = [], 0
    for passage in _joined(passages, len(text)):
        kept += [_plain(text[position : passage.start]), REDACTION_OPENS]
        kept += [_plain(passage.ground), REDACTION_CLOSES]
        position = passage.end
    return "".join([*kept, _plain(text[position:])])


def _joined(passages: Sequence[Redacted], length: int) -> list[Redacted]:
    """In order, within the text, none touching another."""
    joined: list[Redacted] = []
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        start, end = max(0, passage.start), min(length, passage.end)
        if start >= end:
            continue
        last = joined[-1] if joined else None
        if last is None or start > last.end:
            joined.append(Redacted(start, end, passage.ground))
        else:
            grounds = dict.fromkeys([*last.ground.split("; "), passage.ground])
            joined[-1] = Redacted(last.start, max(last.end, end), "; ".join(grounds))
    return joined


def _plain(text: str) -> str:
    return re.sub(f"[{REDACTION_OPENS}{REDACTION_CLOSES}]", "\ufffd", text)


@dataclass(frozen=True, slots=True)
class Addition:
    """An amendment, as its author signed it."""

    kind: str
    recorded_at: datetime
    author_name: str
    author_role: str
    text: str


@dataclass(frozen=True, slots=True)
class Struck:
    """That two people found an entry to be an error: why, who decided, when."""

    why: str
    by: str
    at: datetime


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
    details: more of it, by name, as "Took part". parts: a text in named parts, instead of `text`.
    earlier: the serial of the print that holds the entry itself; here stand its additions alone.
    version: how many amendments it has. heading, about: a section of an extract begins with it.
    dated: "moment" for what happened and was recorded at a time, "day" or "none" for other records.
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
    details: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    struck: Struck | None = None
    earlier: str = ""
    version: int = 0
    heading: str = ""
    about: str = ""
    dated: str = "moment"


#: Why an entry is not shown that no restriction keeps back.
STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Notes of one day that the reader may not read: the day and how many, nothing else.

    why: on an extract, the ground on which they are withheld, elsewhere STRUCK or nothing;
    heading, about: as of an entry.
    """

    on: date | None
    count: int
    why: str = ""
    heading: str = ""
    about: str = ""


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
    kind: str = "case_note_report"
    only_new: bool = False

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
        return sum(e.count for e in self.entries if isinstance(e, Withheld) and e.why != STRUCK)

    @property
    def struck_count(self) -> int:
        """How many entries are not shown because they were struck as about somebody else."""
        return sum(e.count for e in self.entries if isinstance(e, Withheld) and e.why == STRUCK)

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the person, the period and every entry.

        Where the person was held, the officer and the release dates are not part of it: it
        changes when the record of the period changes, and only then.
        """
        canonical = {
            "kind": self.kind,
            "number": self.person.number,
            "name": self.person.sort_name,
            "period": asdict(self.period),
            "entries": [asdict(entry) for entry in self.entries],
        }
        encoded = json.dumps(canonical, sort_keys=True, ensure_ascii=True, default=as_text)
        return hashlib.sha256(encoded.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When, by whom, why and under which serial a report was printed.

    replaces: an older serial. not_for_file: the words on each page where it may not be filed.
    reference: what it was made for. fingerprint: of the content, so that it is reckoned once.
    """

    serial: str
    printed_at: datetime
    printed_by: str
    printed_as: str
    replaces: str = ""
    reason: str = ""
    not_for_file: str = ""
    reference: str = ""
    fingerprint: str = ""


def as_text(value: Any) -> str:
    """A moment or a day in its one canonical form, for json.dumps."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no canonical form.")
