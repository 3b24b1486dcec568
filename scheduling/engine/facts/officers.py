"""What bears on the duties about one officer, whoever owes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.engine.facts.exemptions import Exemption


@dataclass(frozen=True, slots=True)
class Submission:
    """An officer handed in a list (the caseload list) on a day; or, for `kind`
    "statistical_review", the supervisor reviewed the officer's figures of `month`."""

    ref: str
    on: date
    kind: str = "caseload_list"
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Conference:
    """A caseload conference of one officer with a supervisor.

    `on`: the day for which it is set now. `noticed_on`: the day of the notice that stands for
    that date; moving a conference later keeps its notice, moving it earlier needs a new one.
    """

    ref: str
    on: date
    supervisor: str = ""
    noticed_on: date | None = None
    held_on: date | None = None
    cancelled_on: date | None = None
    evaluated_on: date | None = None


@dataclass(frozen=True, slots=True)
class CoachingItem:
    """Coaching agreed after a conference; open until `closed_on`, looked at on `next_check_on`."""

    ref: str
    agreed_on: date
    next_check_on: date
    closed_on: date | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceMemo:
    """Written information on an officer's performance for the quarter in which `period_on` lies.

    `discussed_on`: the day on which the rating official discussed it with the officer.
    """

    ref: str
    period_on: date
    sent_on: date | None = None
    discussed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PolicyRevision:
    """A procedure was revised, added or deleted, and the officer is to know of it."""

    ref: str
    issued_on: date
    effective_on: date
    acknowledged_on: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What bears on the duties about one officer, whoever owes them.

    `holds_cases_from` / `until`: the days between which the officer carries a caseload.
    `supervisor`: who holds the officer's conferences today.
    """

    ref: str
    holds_cases_from: date | None = None
    holds_cases_until: date | None = None
    facility: str = ""
    supervisor: str = ""
    submissions: tuple[Submission, ...] = ()
    conferences: tuple[Conference, ...] = ()
    coaching: tuple[CoachingItem, ...] = ()
    memos: tuple[PerformanceMemo, ...] = ()
    revisions: tuple[PolicyRevision, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
