"""Supervision, programs, and the way from custody through release to discharge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person is enrolled in a program. `verified_on`: days on which somebody confirmed that
    the enrolment is still valid. `residential`: the person lives there (residential treatment)."""

    ref: str
    program: str
    opened_on: date
    closed_on: date | None = None
    verified_on: tuple[date, ...] = ()
    residential: bool = False


@dataclass(frozen=True, slots=True)
class CustodyBooking:
    """A person under community supervision is held in custody elsewhere (a county jail).

    `typed_on`: the day on which the booking type was completed. `sentenced`: serving a sentence.
    """

    ref: str
    booked_on: date
    released_on: date | None = None
    typed_on: date | None = None
    booking_type: str = ""
    sentenced: bool = False


@dataclass(frozen=True, slots=True)
class Supervision:
    """A time under community supervision (probation, parole). `ended_how`: completed, revoked,
    transferred, absconded, died."""

    ref: str
    from_on: date
    expires_on: date | None = None
    ended_on: date | None = None
    ended_how: str = ""
    kind: str = "probation"


#: Junctures of a way through custody and back. The planned ones move as plans do.
MilestoneKind = Literal[
    "intake", "planned_release", "release", "planned_discharge", "discharge", "program_completed"
]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A juncture at which a document is owed. Planned ones keep their `ref` when they move."""

    ref: str
    kind: MilestoneKind
    on: date


@dataclass(frozen=True, slots=True)
class NoContactReason:
    """Why nobody could reach the person in one calendar month; `month` is its first day."""

    ref: str
    month: date
    reason: str
    entered_on: date
    author: str = ""


@dataclass(frozen=True, slots=True)
class WarrantRequest:
    """A request for a warrant with its revoking order, for the supervisor's approval.

    `opened_on`: from when a warrant is to be asked for, where that is known before anything is
    prepared. Pending from the first of its days until the decision.
    """

    ref: str
    prepared_on: date | None
    submitted_on: date | None = None
    decided_on: date | None = None
    approved: bool | None = None
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class TeamLead:
    """Who leads the transition team in a phase: institutional, reentry, reintegration."""

    ref: str
    phase: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The person lets `recipient` see what the consent names. `expires_on` is the last day on
    which it holds; `revoked_on` is the first on which it no longer does."""

    ref: str
    recipient: str
    signed_on: date
    expires_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class AccessAttempt:
    """A recipient asks to see the record on a day."""

    ref: str
    recipient: str
    on: date
