"""What was done in a case, or is still to be done: plans, reports, notes, what a team decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: The plan events that start and move duties.
PlanEventKind = Literal["approved", "reviewed"]


#: The formal contact reports.
ReportKind = Literal["primary", "regular"]


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
    `assignment`: for a closing summary, the assignment that it closes. `contact`: the person was
    reached (not an attempt). `collateral`: with whom else contact was made ("residential_staff").
    `states_absence`: it says where the person is and why.
    """

    ref: str
    kind: str
    on: date
    recorded_on: date
    author: str = ""
    counts: bool = True
    on_behalf_of: str = ""
    assignment: str = ""
    contact: bool = True
    collateral: str = ""
    states_absence: bool = False


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
class AssessmentMade:
    """An assessment with an instrument ("LS/CMI")."""

    ref: str
    instrument: str
    on: date


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action of a plan. `owner`: the member of staff who owes it, "" for any other party."""

    ref: str
    plan: str
    due_on: date
    done_on: date | None = None
    dropped_on: date | None = None
    owner: str = ""
    what: str = ""


#: For what a person appears before the unit team.
AppearanceKind = Literal["initial_classification", "program_review"]


@dataclass(frozen=True, slots=True)
class TeamAppearance:
    """The person appears before the unit team. `noticed_at`, `at`: local times; `waived_on`: the
    notice was waived in writing; `held_on`: the day on which the team met with the person."""

    ref: str
    at: datetime
    noticed_at: datetime | None = None
    waived_on: date | None = None
    held_on: date | None = None
    kind: AppearanceKind = "program_review"


@dataclass(frozen=True, slots=True)
class Application:
    """Something that the person may apply for (parole, home leave) from `eligible_on`.

    `informed_on`: the day on which the person was told of the requirements."""

    ref: str
    kind: str
    eligible_on: date
    informed_on: date | None = None
    withdrawn_on: date | None = None
