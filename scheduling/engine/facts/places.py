"""What bears on the duties of a facility or about a unit and its team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.engine.facts.exemptions import Exemption


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting was held. What became of its minutes is part of it: they are forwarded, kept for
    the years that the policy says, and disposed of unless a legal hold keeps them."""

    ref: str
    on: date
    kind: str = "case_management_staff"
    minutes_prepared_on: date | None = None
    minutes_forwarded_on: date | None = None
    minutes_disposed_on: date | None = None
    legal_hold: bool = False


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What bears on the duties of one facility; `open_from`: its first day in the system.

    `covered_on`: the days on which somebody covered case management there.
    """

    ref: str
    open_from: date | None = None
    open_until: date | None = None
    meetings: tuple[Meeting, ...] = ()
    covered_on: tuple[date, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamAttendance:
    """The coordinator attended the unit's classification team."""

    ref: str
    on: date
    staff: str = ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What bears on the duties about one unit and its team."""

    ref: str
    facility: str = ""
    open_from: date | None = None
    open_until: date | None = None
    attendances: tuple[TeamAttendance, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
