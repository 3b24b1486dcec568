"""Events on the way from an intake through release to discharge, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from scheduling.engine.facts import (
    CaseFacts,
    Milestone,
)
from scheduling.engine.occasions.occasion import Occasion, assessed, planned
from scheduling.engine.ordering import by_day
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline


class _Round(NamedTuple):
    """One way through custody and back: from an intake until the next."""

    intake: Milestone | None
    until: date | None
    milestones: list[Milestone]

    def first(self, kind: str) -> Milestone | None:
        return next((m for m in self.milestones if m.kind == kind), None)

    def last(self, kind: str) -> Milestone | None:
        return next((m for m in reversed(self.milestones) if m.kind == kind), None)

    def holds(self, day: date) -> bool:
        after = self.intake is None or day >= self.intake.on
        return after and (self.until is None or day < self.until)


def _rounds(facts: CaseFacts) -> list[_Round]:
    ordered = by_day(facts.milestones, "on")
    intakes = [m for m in ordered if m.kind == "intake"]
    if not intakes:
        return [_Round(None, None, ordered)] if ordered or facts.supervisions else []
    found: list[_Round] = []
    for index, intake in enumerate(intakes):
        until = intakes[index + 1].on if index + 1 < len(intakes) else None
        one = _Round(intake, until, [])
        # What lies before the first intake belongs to it, so that nothing is passed over.
        one.milestones.extend(
            m for m in ordered if one.holds(m.on) or (index == 0 and m.on < intake.on)
        )
        found.append(one)
    return found


def _approved_in(timeline: Timeline, one: _Round, shape: Deadline) -> tuple[date, str] | None:
    events = [e for e in by_day(timeline.facts.plan_events, "on") if one.holds(e.on)]
    return planned(events, shape)


def intake(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each intake into prison."""
    for one in _rounds(timeline.facts):
        if one.intake is None:
            continue
        if shape.fulfilled_by == "assessment":
            made = assessed(timeline.facts, shape.instrument, one.intake.on, one.until)
            done = (made.on, made.ref) if made is not None else None
        else:
            done = _approved_in(timeline, one, shape)
        yield Occasion(one.intake.ref, one.intake.on, "Intake", done)


def _juncture(one: _Round, kind: str) -> tuple[Milestone, str] | None:
    """What happened, else what is planned."""
    happened = one.first(kind)
    if happened is not None:
        return happened, kind.capitalize()
    planned = one.last(f"planned_{kind}")
    return (planned, f"Planned {kind}") if planned is not None else None


def _ref(one: _Round, milestone: Milestone) -> str:
    """The same before and after what was planned has happened."""
    if one.intake is not None:
        return one.intake.ref
    return milestone.ref


def release(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each release to the community; the planned day until there is an actual one."""
    for one in _rounds(timeline.facts):
        found = _juncture(one, "release")
        if found is not None:
            milestone, label = found
            used = (FactUsed(label, milestone.on, milestone.ref),)
            done = _approved_in(timeline, one, shape)
            yield Occasion(_ref(one, milestone), milestone.on, label, done, used=used)


def discharge(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each successful end of supervision; who was revoked or came back is not discharged."""
    for one in _rounds(timeline.facts):
        terms = [s for s in by_day(timeline.facts.supervisions, "from_on") if one.holds(s.from_on)]
        happened = one.first("discharge")
        if happened is None:
            ended = [s for s in terms if s.ended_on is not None]
            if one.until is not None or (ended and ended[-1].ended_how not in ("", "completed")):
                continue
        found = _juncture(one, "discharge")
        if found is not None:
            milestone, label = found
            ref, on, source = _ref(one, milestone), milestone.on, milestone.ref
        else:
            expiring = [s for s in terms if s.expires_on is not None]
            if not expiring or expiring[-1].expires_on is None:
                continue
            on, source, label = expiring[-1].expires_on, expiring[-1].ref, "Supervision expires"
            ref = one.intake.ref if one.intake is not None else source
        done = _approved_in(timeline, one, shape)
        yield Occasion(ref, on, label, done, used=(FactUsed(label, on, source),))


#: Which juncture begins which phase.
_PHASES = (("intake", "institutional"), ("release", "reentry"), ("discharge", "reintegration"))


def phase_begun(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """Each phase that has begun or has a planned beginning; a lead named for it fulfils it."""
    for one in _rounds(timeline.facts):
        for kind, phase in _PHASES:
            if kind == "intake":
                found = (one.intake, "Intake") if one.intake is not None else None
            else:
                found = _juncture(one, kind)
            if found is None:
                continue
            milestone, label = found
            leads = [
                lead
                for lead in by_day(timeline.facts.team_leads, "from_on")
                if lead.phase == phase and one.holds(lead.from_on)
            ]
            done = (leads[0].from_on, leads[0].ref) if leads else None
            used = (FactUsed(label, milestone.on, milestone.ref),)
            yield Occasion(f"{_ref(one, milestone)}/{phase}", milestone.on, label, done, used=used)


def program_completed(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each program that was completed."""
    for milestone in by_day(timeline.facts.milestones, "on"):
        if milestone.kind == "program_completed":
            made = assessed(timeline.facts, shape.instrument, milestone.on)
            done = (made.on, made.ref) if made is not None else None
            yield Occasion(milestone.ref, milestone.on, "Program completed", done)
