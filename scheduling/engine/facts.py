"""What the engine is told of a case, an officer or a facility.

Each fact carries an opaque `ref` ("movement:12") that names the record it came from, and local
dates of the facility. The order of facts never matters. A `ref` must stay the same when the
record is corrected, because the key of an obligation is built on it; where a correction is a new
row, give the first row's. Every `until_on` is the last day on which something holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: How a person leaves custody or supervision. Each ends the case from that day on.
DepartureKind = Literal["parole", "discharge", "escape", "death", "interstate"]

#: The plan events that start and move duties.
PlanEventKind = Literal["approved", "reviewed"]

#: The formal contact reports.
ReportKind = Literal["primary", "regular"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was determined of a sentence, counting from `effective_on`.

    The first determination counts from the beginning, whatever its `effective_on`.
    """

    ref: str
    effective_on: date
    start_on: date
    eed: date | None = None
    edr: date | None = None
    srd: date | None = None

    @property
    def effective_end(self) -> date | None:
        """EED, else EDR, else SRD (R3)."""
        return self.eed or self.edr or self.srd


@dataclass(frozen=True, slots=True)
class Placement:
    """A stay at a facility; it lasts until the next placement or a departure.

    A temporary placement starts no clock and moves no date. `exempt`: the policy does not apply
    there and `local_procedure` says what does. An exempt unit inside a prison is a placement of
    its own whose `facility` is the prison and whose `unit` is the unit. `order` tells arrivals
    of one day apart.
    """

    ref: str
    facility: str
    arrived_on: date
    permanent: bool = True
    exempt: bool = False
    local_procedure: str = ""
    unit: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class ExemptSpan:
    """Days on which the place where the person was held was exempt, whatever the placements.

    For a facility or unit whose exemption began or ended while the person was there.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    local_procedure: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from the facility (court, hospital) at the end of each day from `from_on`.

    `until_on` is the last such day, hence the day before the return; None: still away.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One officer holds the case. `facility` says for which place, where the record knows it:
    then an allocation made before the arrival counts for that placement."""

    ref: str
    officer: str
    from_on: date
    until_on: date | None = None
    facility: str = ""


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """A plan ("imp", "accountability") was approved or reviewed.

    `resets_cycle`: an unscheduled review from which the cycle begins anew (R16).
    """

    ref: str
    plan: str
    kind: PlanEventKind
    on: date
    by: str = ""
    resets_cycle: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A signed contact report; `on` is the day of completion."""

    ref: str
    kind: ReportKind
    on: date
    author: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A case note. `on` is the day on which it happened, `recorded_on` the day it was entered.

    `kind` is the note type's code. `counts`: it may fulfil a duty of the officer (for example,
    not a copy of last month's). `on_behalf_of`: the officer for whom a colleague wrote it.
    `assignment`: for a closing summary, the assignment that it closes.
    """

    ref: str
    kind: str
    on: date
    recorded_on: date
    author: str = ""
    counts: bool = True
    on_behalf_of: str = ""
    assignment: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """The person left. A later placement begins a new time in custody."""

    ref: str
    kind: DepartureKind
    on: date


@dataclass(frozen=True, slots=True)
class PregnancyNotice:
    """The case manager received the form that tells of a pregnancy; what was done about it."""

    ref: str
    received_on: date
    notified_on: date | None = None
    noted_on: date | None = None
    noted_ref: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that bears on the due dates of one offender."""

    ref: str
    sentences: tuple[Sentence, ...] = ()
    placements: tuple[Placement, ...] = ()
    exempt_spans: tuple[ExemptSpan, ...] = ()
    absences: tuple[Absence, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    plan_events: tuple[PlanEvent, ...] = ()
    reports: tuple[Report, ...] = ()
    notes: tuple[Note, ...] = ()
    departures: tuple[Departure, ...] = ()
    pregnancies: tuple[PregnancyNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """An officer handed in a list (the caseload list) on a day."""

    ref: str
    on: date
    kind: str = "caseload_list"


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What bears on the duties of one officer.

    `holds_cases_from` / `until`: the days between which the officer carries a caseload.
    """

    ref: str
    holds_cases_from: date | None = None
    holds_cases_until: date | None = None
    facility: str = ""
    submissions: tuple[Submission, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting was held."""

    ref: str
    on: date
    kind: str = "case_management_staff"


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What bears on the duties of one facility; `open_from`: its first day in the system."""

    ref: str
    open_from: date | None = None
    open_until: date | None = None
    meetings: tuple[Meeting, ...] = ()


Facts = CaseFacts | OfficerFacts | FacilityFacts
