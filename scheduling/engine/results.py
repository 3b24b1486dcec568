"""What the engine answers: obligations, findings, and when to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: How an obligation ended without being fulfilled; "" while it has not.
Closed = Literal["", "missed", "cancelled", "superseded"]


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact from which a date was made, as an officer would name it."""

    label: str
    on: date | None
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty owed once.

    `occurrence` names the record that started the clock and the slot or period; never a date
    that a correction could move, never the edition. `due_on` None: owed, policy has no date.
    `opens_on`: the earliest day that counts; None: any day. `officer` is the one who owes it
    (a change of officer moves it, never the date); "" where nobody holds the case, and then
    `owner_role` says whose it is. `fulfilled_on`, `closed_on` are never later than `as_of`.
    `due_at`, `fulfilled_at`: local times, for the few duties that count in hours.
    """

    occurrence: str
    standard: str
    edition: str
    subject: str
    owner_role: str
    due_on: date | None
    opens_on: date | None = None
    kind: str = ""
    officer: str = ""
    facility: str = ""
    fulfilled_on: date | None = None
    fulfilled_by: str = ""
    closed: Closed = ""
    closed_on: date | None = None
    closed_by: str = ""
    on_hold: bool = False
    hold_from: date | None = None
    hold_until: date | None = None
    hold_reason: str = ""
    facts_used: tuple[FactUsed, ...] = ()
    due_at: datetime | None = None
    fulfilled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done, on hold or not."""
        return self.fulfilled_on is None and not self.closed


@dataclass(frozen=True, slots=True)
class Finding:
    """Facts that contradict each other or are missing, in words for whoever can mend them."""

    code: str
    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The engine's whole answer for one subject.

    `recheck_on`: the next day on which time alone could change the answer; None: never.
    """

    obligations: tuple[Obligation, ...]
    recheck_on: date | None
    findings: tuple[Finding, ...] = ()
