"""Due dates: from the policies in force and the facts of one subject to what is owed, and when.

Pure: no database, no clock. `as_of` judges what has happened; facts count whatever their day,
so planned arrivals and departures move dates as soon as they are known.
"""

from __future__ import annotations

from datetime import date

from scheduling.engine import (
    contradictions,
    cycles,
    deadlines,
    findings,
    keeping,
    occurring,
    quotas,
    rolling,
    stages,
)
from scheduling.engine.context import Run
from scheduling.engine.facts import CaseFacts, FacilityFacts, Facts, OfficerFacts, UnitFacts
from scheduling.engine.occasions import OF_FACILITIES, OF_OFFICERS
from scheduling.engine.results import Assessment, FactUsed, Finding, Obligation
from scheduling.engine.timeline import Timeline
from scheduling.policy.select import Policies
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.policy.shapes import Cycle, Deadline, Permission, Quota, Retention, Stage

__all__ = ["Assessment", "FactUsed", "Finding", "Obligation", "assess"]


def assess(
    policies: Policies,
    facts: Facts,
    as_of: date,
    *,
    horizon: date | None = None,
    since: date | None = None,
    settings: Settings = DEFAULTS,
) -> Assessment:
    """Everything that one offender's, officer's, facility's or unit's facts make owed.

    Without a horizon: all that fell due before `as_of` and what is next (for a cycle the next of
    each turn, for a quota the current period): what is stored. With one: all that is due on or
    before it, for forecasts. `since` leaves out what was due earlier.
    """
    return run_for(policies, facts, as_of, horizon, since, settings).assessment()


class _Run(Run):
    __slots__ = ()

    def assessment(self) -> Assessment:
        obligations = sorted(
            self.obligations,
            key=lambda o: (o.due_on or date.max, o.standard, o.occurrence),
        )
        found = sorted(self.findings, key=lambda finding: (finding.code, finding.refs))
        return Assessment(tuple(obligations), self.recheck_on, tuple(found))


def run_for(
    policies: Policies,
    facts: Facts,
    as_of: date,
    horizon: date | None,
    since: date | None,
    settings: Settings,
    *,
    explain: bool = False,
) -> _Run:
    """The same run, with the arithmetic of every item when `explain` is set."""
    run = _Run(as_of, horizon, since, settings, explain, facts.exemptions)
    if isinstance(facts, CaseFacts):
        _case(run, policies, facts)
    elif isinstance(facts, OfficerFacts):
        _officer(run, policies, facts)
    elif isinstance(facts, FacilityFacts):
        _facility(run, policies, facts)
    else:
        _unit(run, policies, facts)
    return run


def _case(run: Run, policies: Policies, facts: CaseFacts) -> None:
    timeline = Timeline(facts)
    supersessions: list[deadlines.Supersession] = []
    for line in policies.lines:
        shape = line.first().shape
        if isinstance(shape, Deadline):
            if shape.once_per == "permanent_placement":
                supersessions += deadlines.for_placements(run, line, timeline)
            else:
                deadlines.for_events(run, line, timeline)
        elif isinstance(shape, Stage):
            stages.for_case(run, line, timeline)
        elif isinstance(shape, Quota) and shape.subject == "case":
            quotas.for_case(run, line, timeline)
        elif isinstance(shape, Quota) and shape.subject == "enrolment":
            quotas.for_enrolments(run, line, timeline)
        elif isinstance(shape, Permission):
            keeping.for_attempts(run, line, facts)
    for line in policies.lines:
        # After the deadlines, because a first report may supersede slots.
        shape = line.first().shape
        if isinstance(shape, Cycle) and shape.subject == "case":
            cycles.for_cycle(run, line, timeline, supersessions)
    findings.check(run, policies.lines, timeline)


def _officer(run: Run, policies: Policies, facts: OfficerFacts) -> None:
    for line in policies.lines:
        shape = line.first().shape
        if isinstance(shape, Quota) and shape.subject == "officer":
            quotas.for_officer(run, line, facts)
        elif isinstance(shape, Deadline) and shape.event in OF_OFFICERS:
            occurring.for_officer(run, line, facts)
    contradictions.of_officer(run, facts)


def _facility(run: Run, policies: Policies, facts: FacilityFacts) -> None:
    for line in policies.lines:
        shape = line.first().shape
        if isinstance(shape, Quota) and shape.subject == "facility":
            quotas.for_facility(run, line, facts)
        elif isinstance(shape, Cycle) and shape.subject == "facility":
            rolling.for_facility(run, line, facts)
        elif isinstance(shape, Deadline) and shape.event in OF_FACILITIES:
            occurring.for_facility(run, line, facts)
        elif isinstance(shape, Retention):
            keeping.for_meetings(run, line, facts)
    contradictions.of_facility(run, facts)


def _unit(run: Run, policies: Policies, facts: UnitFacts) -> None:
    for line in policies.lines:
        shape = line.first().shape
        if isinstance(shape, Cycle) and shape.subject == "unit":
            rolling.for_unit(run, line, facts)
    contradictions.of_unit(run, facts)
