"""The shape `cycle` counted from the last one done: each interval runs from what was held (M4)."""

from __future__ import annotations

from datetime import date
from typing import cast

from scheduling.engine import reasons
from scheduling.engine.context import Outcome, Run, Step, closed_by_leaving
from scheduling.engine.custody import Custody
from scheduling.engine.facts import FacilityFacts, UnitFacts
from scheduling.engine.grid import Slot, Start, slots
from scheduling.engine.ordering import by_day
from scheduling.engine.owners import officer_for, place_for
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import Span, spoken
from scheduling.policy.select import Line, Version
from scheduling.policy.shapes import Cycle, Turn

#: A mistyped first day must not run for ever.
MOST_FIXED = 2000

#: What the last one done is called in an explanation.
LAST: dict[str, str] = {
    "plan_review": "Last review",
    "plan_kept": "Plan last approved or reviewed",
    "program_review": "Last team review",
    "assessment": "Last assessment",
    "meeting_held": "Last meeting",
    "team_attended": "Last attended",
}

#: What the first interval runs from.
FIRST: dict[str, str] = {
    "permanent_placement": "Permanent placement",
    "initial_plan_approved": "Initial plan approved",
    "initial_classification": "Initial classification",
    "assessment": "First assessment",
    "opened": "Known from",
}


def for_case(run: Run, line: Line, timeline: Timeline, custody: Custody) -> None:
    """One person's rolling dates in one time in custody or under supervision."""
    cycle = cast(Cycle, line.first().shape)
    start = _case_start(cycle, timeline, custody)
    points = _case_points(cycle.turns[0], timeline, custody)
    if start is not None and (not points or points[0].on > start.on):
        points.insert(0, start)
    for index, point in enumerate(points):
        following = points[index + 1] if index + 1 < len(points) else None
        slot = next(slots(custody, line, point, run.settings), None)
        if slot is None:
            continue
        departure = custody.departure
        outcome = Outcome()
        if following is not None:
            outcome = Outcome(fulfilled_on=following.on, fulfilled_by=following.ref)
        elif departure is not None:
            outcome = closed_by_leaving(slot.due_on, departure.on, departure.ref)
        label = FIRST[cycle.starts] if point is start else LAST[slot.turn.fulfilled_by]
        facts_used = [FactUsed(label, point.on, point.ref)]
        facts_used += _end_used(slot)
        occurrence = f"{slot.turn.code}/{point.ref}/next"
        if run.steps is not None:
            reasons.explain(run, occurrence, slot)
        run.emit(
            slot.turn,
            slot.version,
            occurrence=occurrence,
            subject=timeline.facts.ref,
            due_on=slot.due_on,
            outcome=outcome,
            officer=officer_for(
                run,
                timeline,
                slot.turn.owner,
                slot.due_on,
                outcome,
                custody.stay_on(slot.due_on),
            ),
            facility=place_for(custody, slot.due_on),
            facts_used=tuple(facts_used),
            steps=() if run.steps is None else _case_steps(slot, label, point),
        )


def _end_used(slot: Slot) -> list[FactUsed]:
    """The release date, where it decides the interval."""
    sentence = slot.sentence
    if sentence is None or len(cast(Cycle, slot.version.shape).bands) == 1:
        return []
    return [FactUsed("Projected release", sentence.effective_end, sentence.ref)]


def _case_steps(slot: Slot, label: str, point: Start) -> tuple[Step, ...]:
    cycle = cast(Cycle, slot.version.shape)
    steps = [Step(label, "", point.on)]
    limit = cycle.bands[0].left_to_serve_up_to
    end = slot.sentence.effective_end if slot.sentence is not None else None
    if limit is not None:
        if end is not None:
            steps.append(
                Step(
                    f"Within {limit} of release from", f"{spoken(end)} − {limit}", limit.before(end)
                )
            )
        else:
            steps.append(Step("No release date", "so the longer interval"))
        steps.append(Step("Interval", f"every {slot.every}"))
    steps.append(Step(slot.turn.name, reasons.arithmetic(slot), slot.due_on, None, True))
    return tuple(steps)


def _case_start(cycle: Cycle, timeline: Timeline, custody: Custody) -> Start | None:
    if cycle.starts == "permanent_placement":
        stay = custody.stays[0] if custody.stays else None
        return Start(stay.ref, stay.arrived_on) if stay is not None else None
    if cycle.starts == "initial_classification":
        return next(iter(_appearances(timeline, custody, "initial_classification")), None)
    if cycle.starts == "assessment":
        found = _assessments(timeline, custody, cycle.turns[0].instrument)
        return found[0] if found else None
    approval = custody.approval(cycle.plan)
    return Start(approval.ref, approval.on) if approval is not None else None


def _case_points(turn: Turn, timeline: Timeline, custody: Custody) -> list[Start]:
    """What was done, in order: each begins an interval and ends the one before."""
    if turn.fulfilled_by == "program_review":
        return _appearances(timeline, custody, "program_review")
    if turn.fulfilled_by == "assessment":
        return _assessments(timeline, custody, turn.instrument)
    kinds = ("approved", "reviewed") if turn.fulfilled_by == "plan_kept" else ("reviewed",)
    return [
        Start(event.ref, event.on)
        for event in custody.plan_events
        if event.plan == turn.plan and event.kind in kinds
    ]


def _appearances(timeline: Timeline, custody: Custody, kind: str) -> list[Start]:
    held = [
        Start(made.ref, made.held_on)
        for made in timeline.appearances()
        if made.kind == kind and made.held_on is not None and custody.holds(made.held_on)
    ]
    return sorted(held, key=lambda start: start.on)


def _assessments(timeline: Timeline, custody: Custody, instrument: str) -> list[Start]:
    return [
        Start(made.ref, made.on)
        for made in by_day(timeline.facts.assessments, "on")
        if instrument in ("", made.instrument) and custody.holds(made.on)
    ]


def for_facility(run: Run, line: Line, facility: FacilityFacts) -> None:
    """Meetings of one kind at one facility."""
    kind = cast(Cycle, line.first().shape).turns[0].record_kind
    held = [Start(m.ref, m.on) for m in by_day(facility.meetings, "on") if m.kind == kind]
    _for_place(run, line, facility, facility.ref, held)


def for_unit(run: Run, line: Line, unit: UnitFacts) -> None:
    """The coordinator's attendance of one unit's team."""
    held = [Start(a.ref, a.on) for a in by_day(unit.attendances, "on")]
    _for_place(run, line, unit, unit.facility, held)


def _for_place(
    run: Run, line: Line, place: FacilityFacts | UnitFacts, facility: str, held: list[Start]
) -> None:
    """Rolling from the last one held, or by the agency's setting on a fixed grid (M4)."""
    # Two of one day are one.
    held = [one for index, one in enumerate(held) if not index or held[index - 1].on != one.on]
    start: Start | None = None
    if place.open_from is not None and (not held or held[0].on > place.open_from):
        start = Start(place.ref, place.open_from)
    points = [start, *held] if start is not None else held
    if not points:
        run.find(
            "nothing_to_count_from",
            f"{cast(Cycle, line.first().shape).turns[0].name}: neither a first day nor one that "
            "was held is recorded, so no date can be counted.",
            place.ref,
        )
        return
    if run.settings.meeting_roll == "fixed":
        _fixed(run, line, place, facility, points)
        return
    for index, point in enumerate(points):
        following = points[index + 1] if index + 1 < len(points) else None
        counted = _after(run, line, point.on, (place.ref, facility))
        if counted is None:
            continue
        version, due_on, every, words = counted
        turn = cast(Cycle, version.shape).turns[0]
        outcome = Outcome()
        if following is not None:
            outcome = Outcome(fulfilled_on=following.on, fulfilled_by=following.ref)
        elif place.open_until is not None:
            outcome = closed_by_leaving(due_on, place.open_until, place.ref)
        label = FIRST["opened"] if point is start else LAST[turn.fulfilled_by]
        run.emit(
            turn,
            version,
            occurrence=f"{turn.code}/{place.ref}/{point.ref}/next",
            subject=place.ref,
            due_on=due_on,
            outcome=outcome,
            facility=facility,
            facts_used=(FactUsed(label, point.on, point.ref),),
            steps=(Step(label, "", point.on), Step(turn.name, words, due_on, None, True)),
        )


def _after(
    run: Run, line: Line, on: date, places: tuple[str, ...]
) -> tuple[Version, date, Span, str] | None:
    """When the next one is due after a day, and under which edition."""
    version = line.governing(on, places)
    if version is None:
        return None
    every = _every(run, cast(Cycle, version.shape))
    due_on, words = every.after(on), f"{spoken(on)} + {every}"
    for later in line.recomputing_after(on):
        if due_on >= later.from_on:
            version, every = later, _every(run, cast(Cycle, later.shape))
            due_on, words = every.after(on), f"{spoken(on)} + {every}"
            if due_on < later.from_on:
                due_on, words = later.from_on, "not before the new edition"
    return version, due_on, every, words


def _every(run: Run, cycle: Cycle) -> Span:
    chosen: Span = getattr(run.settings, cycle.every_setting) if cycle.every_setting else Span()
    return chosen if chosen != Span() else cycle.bands[-1].every


def _fixed(
    run: Run,
    line: Line,
    place: FacilityFacts | UnitFacts,
    facility: str,
    points: list[Start],
) -> None:
    """A grid from the first one: each interval owes one, and a late one moves nothing."""
    first = points[0]
    begins_on, months, days = first.on, 0, 0
    until = max([run.until, *(point.on for point in points)])
    left = points[1:]
    for number in range(1, MOST_FIXED):
        version = line.governing(begins_on, (place.ref, facility))
        if version is None:
            return
        cycle = cast(Cycle, version.shape)
        every = _every(run, cycle)
        months, days = months + every.months, days + every.days
        span = Span(months, days)
        due_on = span.after(first.on)
        if place.open_until is not None and due_on > place.open_until:
            return
        turn = cycle.turns[0]
        following = every.after(due_on)
        outcome = Outcome(closed="missed", closed_on=following)
        if left and left[0].on < following:
            # The oldest interval without one comes first; a second one in it is extra.
            outcome = Outcome(fulfilled_on=left[0].on, fulfilled_by=left[0].ref)
            left = [p for p in left[1:] if p.on > due_on]
        run.emit(
            turn,
            version,
            occurrence=f"{turn.code}/{place.ref}/{first.ref}/{number}",
            subject=place.ref,
            due_on=due_on,
            outcome=outcome,
            facility=facility,
            facts_used=(FactUsed("Counted from", first.on, first.ref),),
            steps=(
                Step("Counted from", "", first.on),
                Step(turn.name, f"{spoken(first.on)} + {span}", due_on, None, True),
            ),
        )
        if due_on > until or due_on <= begins_on:
            run.changes_on(begins_on)
            return
        begins_on = due_on
