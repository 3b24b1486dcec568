"""The shape `deadline`: once, within a span after an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from scheduling.engine import occasions, occurring
from scheduling.engine.context import Outcome, Run, Step, closed_by_leaving
from scheduling.engine.custody import Custody, Stay
from scheduling.engine.facts import Assignment, Note, PlanEvent, Report
from scheduling.engine.ordering import by_day
from scheduling.engine.owners import officer_for
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import DEPARTURE_WORDS, Timeline
from scheduling.policy.dates import Span, add_days, spoken
from scheduling.policy.select import Line, Version
from scheduling.policy.shapes import Deadline


@dataclass(frozen=True, slots=True)
class Supersession:
    """A first report takes the place of others due from one day to another (R11)."""

    codes: tuple[str, ...]
    from_on: date | None
    until_on: date
    arrived_on: date
    by: str


def for_placements(run: Run, line: Line, timeline: Timeline) -> list[Supersession]:
    """Deadlines that are owed once for each permanent placement where the policy applies.

    1. A stay in an exempt place owes nothing (R13); a temporary placement is no stay (R12).
    2. Day 0 is the later of the events named (R5) or the actual allocation (R6).
    3. The person's leaving cancels what is not yet due and leaves the rest missed (R11, R14).
    """
    found: list[Supersession] = []
    for custody in timeline.custodies:
        for stay in custody.stays:
            if stay.covered_from is None:
                continue
            plan = cast(Deadline, line.first().shape).plan
            approval = custody.approval(plan) if plan else None
            allocations = _allocations(timeline, custody, stay)
            supersession = _for_stay(run, line, timeline, custody, stay, approval, allocations)
            if supersession is not None:
                found.append(supersession)
    return found


def _for_stay(
    run: Run,
    line: Line,
    timeline: Timeline,
    custody: Custody,
    stay: Stay,
    approval: PlanEvent | None,
    allocations: list[Assignment],
) -> Supersession | None:
    shape = cast(Deadline, line.first().shape)
    covered_from = cast(date, stay.covered_from)
    days: dict[str, FactUsed | None] = {
        "permanent_placement": FactUsed("Permanent placement", covered_from, stay.ref),
        "initial_plan_approved": FactUsed(
            f"Initial {_plan_name(approval.plan)} approved", approval.on, approval.ref
        )
        if approval is not None
        else None,
        "officer_allocated": FactUsed(
            "Officer allocated", allocations[0].from_on, allocations[0].ref
        )
        if allocations
        else None,
    }
    started = [days[event] for event in shape.after]
    required = [days[event] for event in shape.requires]
    if None in started or None in required:
        return None
    starts = [fact for fact in started if fact is not None]
    needs = [fact for fact in required if fact is not None]
    begins_on = max(cast(date, fact.on) for fact in starts)
    may_begin_on = max((cast(date, fact.on) for fact in needs), default=begins_on)
    if stay.left_on is not None and max(begins_on, may_begin_on) >= stay.left_on:
        return None
    governed = _governed(line, begins_on, stay)
    if governed is None:
        return None
    version, span, never_before = governed
    shape = cast(Deadline, version.shape)
    counted_to = span.after(begins_on) if span is not None else None
    due_on = counted_to
    floors = [day for day in (may_begin_on, never_before) if day is not None]
    if due_on is not None and needs:
        due_on = max([due_on, *floors])
    elif due_on is not None and never_before is not None:
        due_on = max(due_on, never_before)
    fulfilment = _first_done(shape, timeline, stay, allocations)
    outcome = Outcome()
    if fulfilment is not None:
        outcome = Outcome(fulfilled_on=fulfilment[0], fulfilled_by=fulfilment[1])
    elif stay.left_on is not None:
        leaves = shape.on_departure if stay.left_for_good else shape.on_transfer
        if leaves == "close":
            outcome = closed_by_leaving(due_on, stay.left_on, stay.left_by)
        elif leaves == "bring_forward" and due_on is not None:
            due_on = min(due_on, stay.left_on)
    occurrence = f"{shape.code}/{stay.ref}"
    run.emit(
        shape,
        version,
        occurrence=occurrence,
        subject=timeline.facts.ref,
        due_on=due_on,
        outcome=outcome,
        officer=officer_for(run, timeline, shape.owner, due_on, outcome, stay),
        facility=stay.facility,
        facts_used=tuple(
            sorted({*starts, *needs}, key=lambda fact: (fact.on or date.min, fact.ref))
        ),
        steps=_steps(run, shape, starts, begins_on, span, counted_to, due_on, outcome),
    )
    if shape.repeats_on_reallocation and run.settings.primary_on_reallocation:
        _repeat(run, line, timeline, stay, allocations)
    if not shape.supersedes or due_on is None or not run.settings.primary_supersedes_regular:
        return None
    return Supersession(
        shape.supersedes,
        None if stay.first_covered else stay.arrived_on,
        due_on if stay.left_on is None else min(due_on, add_days(stay.left_on, -1)),
        stay.arrived_on,
        occurrence,
    )


def _repeat(
    run: Run,
    line: Line,
    timeline: Timeline,
    stay: Stay,
    allocations: list[Assignment],
) -> None:
    """By the agency's setting each later officer owes a report too, from the own allocation."""
    for index, allocation in enumerate(allocations[1:], start=1):
        if allocation.officer == allocations[index - 1].officer:
            continue
        governed = _governed(line, allocation.from_on, stay)
        if governed is None:
            continue
        version, span, _ = governed
        shape = cast(Deadline, version.shape)
        due_on = span.after(allocation.from_on) if span is not None else None
        later = allocations[index + 1 :]
        ends_on = later[0].from_on if later else stay.left_on
        done = _reports_in(timeline, allocation.from_on, ends_on)
        outcome = Outcome()
        if done:
            outcome = Outcome(fulfilled_on=done[0].on, fulfilled_by=done[0].ref)
        elif ends_on is not None:
            outcome = closed_by_leaving(due_on, ends_on, later[0].ref if later else stay.left_by)
        used = FactUsed("Officer allocated", allocation.from_on, allocation.ref)
        run.emit(
            shape,
            version,
            occurrence=f"{shape.code}/{stay.ref}/{allocation.ref}",
            subject=timeline.facts.ref,
            due_on=due_on,
            outcome=outcome,
            officer=allocation.officer,
            facility=stay.facility,
            facts_used=(used,),
            steps=_steps(run, shape, [used], allocation.from_on, span, due_on, due_on, outcome),
        )


def _allocations(timeline: Timeline, custody: Custody, stay: Stay) -> list[Assignment]:
    """The allocations for a stay: those made during it, and one made beforehand for it.

    Beforehand: the record names the facility; or it is the first stay, the person was not placed
    anywhere else on that day, and the allocation still held on arrival.
    """
    found: list[Assignment] = []
    for assignment in timeline.assignments:
        if assignment.until_on is not None and assignment.until_on < assignment.from_on:
            continue
        if stay.holds(assignment.from_on):
            found.append(assignment)
            continue
        beforehand = assignment.from_on < stay.arrived_on and (
            assignment.until_on is None or assignment.until_on >= stay.arrived_on
        )
        if not beforehand or not custody.holds(assignment.from_on):
            continue
        if assignment.facility:
            if assignment.facility == stay.facility:
                found.append(assignment)
        elif stay is custody.stays[0] and custody.place_on(assignment.from_on) is None:
            found.append(assignment)
    return found


def _first_done(
    shape: Deadline, timeline: Timeline, stay: Stay, allocations: list[Assignment]
) -> tuple[date, str] | None:
    """When and by which record the duty of this stay was fulfilled."""
    if shape.fulfilled_by == "officer_allocated":
        return (allocations[0].from_on, allocations[0].ref) if allocations else None
    since = min([stay.arrived_on, *(a.from_on for a in allocations)])
    done = _reports_in(timeline, since, stay.left_on)
    return (done[0].on, done[0].ref) if done else None


def _reports_in(timeline: Timeline, from_on: date, until: date | None) -> list[Report]:
    return [
        report
        for report in timeline.reports
        if report.kind == "primary"
        and report.on >= from_on
        and (until is None or report.on < until)
    ]


def for_events(run: Run, line: Line, timeline: Timeline) -> None:
    """Deadlines that are owed each time their event happens."""
    event = cast(Deadline, line.first().shape).event
    if event == "case_handed_over":
        _for_handovers(run, line, timeline)
    elif event in ("pregnancy_form_received", "pregnancy_notified"):
        _for_pregnancies(run, line, timeline)
    elif event in occasions.OF_CASES:
        occurring.for_case(run, line, timeline)


def _for_handovers(run: Run, line: Line, timeline: Timeline) -> None:
    """The officer who gives up a case closes it with a note on that day (M2)."""
    for handover in timeline.handovers:
        if handover.label == DEPARTURE_WORDS["death"] and not run.settings.termination_after_death:
            continue
        assignment = handover.assignment
        custody = timeline.custody_on(assignment.from_on)
        stay = custody.stay_on(add_days(handover.on, -1))
        governed = _governed(line, handover.on, stay)
        if governed is None:
            continue
        version, span, _ = governed
        shape = cast(Deadline, version.shape)
        grace = run.settings.termination_grace_days if shape.grace else 0
        due_on = add_days(span.after(handover.on), grace) if span is not None else None
        opens_on = max(run.settings.early_window.before(handover.on), assignment.from_on)
        note = _closing_note(shape, timeline, assignment, opens_on)
        outcome = Outcome()
        if note is not None:
            outcome = Outcome(fulfilled_on=note.on, fulfilled_by=note.ref)
        used = FactUsed(handover.label, handover.on, handover.ref)
        run.emit(
            shape,
            version,
            occurrence=f"{shape.code}/{assignment.ref}",
            subject=timeline.facts.ref,
            due_on=due_on,
            opens_on=opens_on,
            outcome=outcome,
            officer=assignment.officer,
            facility=stay.facility if stay is not None else assignment.facility,
            facts_used=(used, FactUsed("Held the case from", assignment.from_on, assignment.ref)),
            steps=_steps(
                run,
                shape,
                [used],
                handover.on,
                None if span is None else Span(span.months, span.days + grace),
                due_on,
                due_on,
                outcome,
            ),
        )


def _closing_note(
    shape: Deadline, timeline: Timeline, assignment: Assignment, opens_on: date
) -> Note | None:
    for note in timeline.notes:
        if note.kind not in shape.note_types or not note.counts:
            continue
        if note.assignment:
            if note.assignment == assignment.ref:
                return note
        elif note.on >= opens_on and assignment.officer in (note.author, note.on_behalf_of):
            return note
    return None


def _for_pregnancies(run: Run, line: Line, timeline: Timeline) -> None:
    """Days run from the receipt of the form; leaving brings the date forward (M5)."""
    event = cast(Deadline, line.first().shape).after[0]
    for notice in by_day(timeline.facts.pregnancies, "received_on"):
        from_receipt = event == "pregnancy_form_received"
        begins_on = notice.received_on if from_receipt else notice.notified_on
        if begins_on is None:
            continue
        custody = timeline.custody_on(notice.received_on)
        stay = custody.stay_on(begins_on)
        governed = _governed(line, begins_on, stay)
        if governed is None:
            continue
        version, span, _ = governed
        shape = cast(Deadline, version.shape)
        label = "Form copy received" if from_receipt else "Notified"
        used = [FactUsed(label, begins_on, notice.ref)]
        counted_to = span.after(begins_on) if span is not None else None
        due_on = counted_to
        departure = custody.departure
        if (
            shape.on_departure == "bring_forward"
            and departure is not None
            and due_on is not None
            and begins_on <= departure.on < due_on
        ):
            due_on = departure.on
            used.append(FactUsed("Left custody", departure.on, departure.ref))
        done = {
            "pregnancy_notified": (notice.notified_on, notice.ref),
            "pregnancy_note": (notice.noted_on, notice.noted_ref or notice.ref),
            "pregnancy_form_filed": (notice.filed_on, notice.ref),
        }[shape.fulfilled_by]
        outcome = Outcome(fulfilled_on=done[0], fulfilled_by=done[1]) if done[0] else Outcome()
        if not done[0] and departure is not None and shape.on_departure == "close":
            outcome = closed_by_leaving(due_on, departure.on, departure.ref)
        run.emit(
            shape,
            version,
            occurrence=f"{shape.code}/{notice.ref}",
            subject=timeline.facts.ref,
            due_on=due_on,
            outcome=outcome,
            officer=officer_for(run, timeline, shape.owner, due_on, outcome, None),
            facility=stay.facility if stay is not None else "",
            facts_used=tuple(used),
            steps=_steps(run, shape, used, begins_on, span, counted_to, due_on, outcome),
        )


def _governed(
    line: Line, begins_on: date, stay: Stay | None
) -> tuple[Version, Span | None, date | None] | None:
    """The version for an interval, its span, and the day before which it may not fall due.

    A later edition that recomputes open items takes over one that is due on or after its first
    day, and makes it due no earlier than that day.
    """
    version = line.governing(begins_on, stay.places_on(begins_on) if stay is not None else ())
    if version is None:
        return None
    span = cast(Deadline, version.shape).within
    never_before = None
    for later in line.recomputing_after(begins_on):
        if span is not None and span.after(begins_on) >= later.from_on:
            version, span = later, cast(Deadline, later.shape).within
            never_before = later.from_on
    return version, span, never_before


def _plan_name(plan: str) -> str:
    return plan.upper() if len(plan) <= 4 else f"{plan} plan"


def _steps(
    run: Run,
    shape: Deadline,
    starts: Iterable[FactUsed],
    begins_on: date,
    span: Span | None,
    counted_to: date | None,
    due_on: date | None,
    outcome: Outcome,
) -> tuple[Step, ...]:
    if run.steps is None:
        return ()
    events = list(starts)
    steps = [Step(fact.label, "", fact.on) for fact in events]
    if len(events) > 1:
        steps.append(Step("Later of these", "day 0", begins_on))
    if span is None:
        steps.append(Step(shape.name, "the policy gives no date", None, None, True))
        return tuple(steps)
    moved = due_on != counted_to
    arithmetic = f"{spoken(begins_on)} + {span}"
    steps.append(Step(shape.name, arithmetic, counted_to, None, not moved))
    if moved:
        earlier = due_on is not None and counted_to is not None and due_on < counted_to
        reason = "brought forward by leaving" if earlier else "not before it can begin"
        steps.append(Step(shape.name, reason, due_on, None, True))
    if outcome.closed:
        words = {"missed": "missed, the person had left", "cancelled": "cancelled on leaving"}
        steps.append(Step("Closed", words.get(outcome.closed, ""), outcome.closed_on))
    return tuple(steps)
