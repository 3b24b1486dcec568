"""The shape `cycle`: slots that take turns, each with its window and what fulfilled it."""

from __future__ import annotations

from datetime import date
from typing import cast

from scheduling.engine import reasons, rolling
from scheduling.engine.context import Outcome, Run, closed_by_leaving
from scheduling.engine.custody import Custody
from scheduling.engine.deadlines import Supersession
from scheduling.engine.grid import Slot, Start, slots
from scheduling.engine.owners import officer_for, place_for
from scheduling.engine.reasons import Item
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import add_days
from scheduling.policy.select import Line
from scheduling.policy.shapes import Cycle

#: No case runs this long; a mistyped date must not run for ever.
MOST_SLOTS = 600


def for_cycle(run: Run, line: Line, timeline: Timeline, supersessions: list[Supersession]) -> None:
    """Every slot that is asked for, in each time in custody."""
    cycle = cast(Cycle, line.first().shape)
    for custody in timeline.custodies:
        if cycle.counts_from == "last_done":
            rolling.for_case(run, line, timeline, custody)
            continue
        start = _start(cycle, custody)
        if start is None or (custody.departed_on is not None and start.on >= custody.departed_on):
            continue
        grid = _grid(run, line, custody, start)
        items = _settled(run, timeline, custody, grid, supersessions)
        for index in _listed(run, custody, items):
            _emit(run, timeline, custody, items, index)


def _start(cycle: Cycle, custody: Custody) -> Start | None:
    if cycle.starts == "permanent_placement":
        stay = custody.stays[0] if custody.stays else None
        return Start(stay.ref, stay.arrived_on) if stay is not None else None
    approval = custody.approval(cycle.plan)
    return Start(approval.ref, approval.on) if approval is not None else None


def _grid(run: Run, line: Line, custody: Custody, start: Start) -> list[Slot]:
    """Slots until each turn has two that lie ahead, or one after the departure and the horizon."""
    until = run.until
    if run.horizon is None and custody.departed_on is not None:
        until = min(until, custody.departed_on)
    turns = len(cast(Cycle, line.first().shape).turns)
    grid: list[Slot] = []
    ahead = 0
    for slot in slots(custody, line, start, run.settings):
        grid.append(slot)
        if slot.due_on >= until and slot.cancelled_by is None:
            ahead += 1
        if ahead > 3 * turns or len(grid) >= MOST_SLOTS:
            break
    return grid


def _settled(
    run: Run,
    timeline: Timeline,
    custody: Custody,
    grid: list[Slot],
    supersessions: list[Supersession],
) -> list[Item]:
    """What became of each slot.

    1. A report fulfils a slot of its kind from the window's first day (R8) until the window of
       the next slot of that kind opens; then the slot closes as missed. The oldest open slot
       comes first and one report fulfils one slot (R10).
    2. Cancelled by a review that resets (R16) or by leaving (R14); on hold in an exempt place
       (R13); superseded by a first report (R11).
    """
    opens = [run.settings.early_window.before(slot.due_on) for slot in grid]
    done: dict[str, list[tuple[date, str]]] = {}
    items: list[Item] = []
    for index, slot in enumerate(grid):
        code = slot.turn.code
        following = next(
            (
                later
                for later in range(index + 1, len(grid))
                if grid[later].turn.code == code and _opened(grid[later], opens[later])
            ),
            None,
        )
        closes_on = opens[following] if following is not None else None
        if code not in done:
            done[code] = _done(timeline, custody, slot)
        gone = custody.departed_on is not None and slot.due_on >= custody.departed_on
        exempt = None if gone else timeline.exempt_on(slot.due_on)
        hold, hold_ref = None, ""
        if exempt is not None:
            reason = exempt[3] or "Local procedures apply in an exempt place"
            hold, hold_ref = (exempt[0], exempt[1], reason), exempt[2]
        outcome = _ended(slot, custody, closes_on, exempt)
        superseded = None
        if hold is None and not gone:
            superseded = _superseded(slot, supersessions)
        if superseded is not None:
            outcome = Outcome(
                closed="superseded",
                closed_on=min(superseded.arrived_on, slot.due_on),
                closed_by=superseded.by,
            )
        ends = [day for day in (closes_on, hold and hold[0], _withdrawn_on(outcome)) if day]
        report = _take(done[code], opens[index], min(ends, default=None))
        if report is not None:
            outcome, hold = Outcome(fulfilled_on=report[0], fulfilled_by=report[1]), None
        items.append(Item(slot, opens[index], closes_on, outcome, hold, hold_ref))
    return items


def _done(timeline: Timeline, custody: Custody, slot: Slot) -> list[tuple[date, str]]:
    """What may fulfil slots of this turn, oldest first."""
    if slot.turn.fulfilled_by == "plan_review":
        return [(event.on, event.ref) for event in custody.reviews(slot.turn.plan)]
    kind = "regular" if slot.turn.fulfilled_by == "regular_report" else "primary"
    return [
        (report.on, report.ref)
        for report in timeline.reports
        if report.kind == kind and custody.holds(report.on)
    ]


def _opened(slot: Slot, opens_on: date) -> bool:
    """Whether the slot's window opens at all, rather than being cancelled before."""
    return slot.cancelled_by is None or opens_on <= slot.cancelled_by.on


def _take(
    done: list[tuple[date, str]], opens_on: date, ends_on: date | None
) -> tuple[date, str] | None:
    """The first report from the day the window opens until before the day it ends. Windows of
    one kind never overlap, so no report is taken twice."""
    return next(
        ((on, ref) for on, ref in done if on >= opens_on and (ends_on is None or on < ends_on)),
        None,
    )


def _ended(
    slot: Slot,
    custody: Custody,
    closes_on: date | None,
    exempt: tuple[date, date | None, str, str] | None,
) -> Outcome:
    """How the slot ends if nothing fulfils it."""
    reset = slot.cancelled_by
    departure = custody.departure
    if reset is not None and (departure is None or reset.on < departure.on):
        return Outcome(closed="cancelled", closed_on=reset.on, closed_by=reset.ref, by_review=True)
    ends: list[tuple[date, Outcome]] = []
    if departure is not None:
        ends.append((departure.on, closed_by_leaving(slot.due_on, departure.on, departure.ref)))
    if exempt is not None:
        free_on = [day for day in (exempt[1] and add_days(exempt[1], 1), closes_on) if day]
        if free_on:
            ends.append(
                (
                    min(free_on),
                    Outcome(closed="cancelled", closed_on=min(free_on), closed_by=exempt[2]),
                )
            )
        ends = [
            (on, Outcome(closed="cancelled", closed_on=on, closed_by=ended.closed_by))
            for on, ended in ends
        ]
    elif closes_on is not None:
        ends.append((closes_on, Outcome(closed="missed", closed_on=closes_on)))
    return min(ends, key=lambda end: end[0])[1] if ends else Outcome()


def _withdrawn_on(outcome: Outcome) -> date | None:
    """From when no report counts any more, because another record took the slot's place."""
    return outcome.closed_on if outcome.closed == "superseded" or outcome.by_review else None


def _superseded(slot: Slot, supersessions: list[Supersession]) -> Supersession | None:
    if slot.cancelled_by is not None:
        return None
    return next(
        (
            first_report
            for first_report in supersessions
            if slot.turn.code in first_report.codes
            and slot.due_on <= first_report.until_on
            and (first_report.from_on is None or slot.due_on >= first_report.from_on)
        ),
        None,
    )


def _listed(run: Run, custody: Custody, items: list[Item]) -> list[int]:
    """Which slots to answer with: with a horizon, all (the run filters by it); without, those due
    before `as_of` and the next of each turn that stands."""
    if run.horizon is not None:
        return list(range(len(items)))
    as_of = run.as_of
    until = as_of if custody.departed_on is None else min(as_of, custody.departed_on)
    listed: list[int] = []
    stands: set[str] = set()
    for index, item in enumerate(items):
        slot = item.slot
        if slot.due_on < until:
            listed.append(index)
        elif slot.turn.code not in stands:
            listed.append(index)
            run.changes_on(add_days(slot.due_on, 1))
            if item.outcome.closed not in ("superseded",) and slot.cancelled_by is None:
                stands.add(slot.turn.code)
    return listed


def _emit(run: Run, timeline: Timeline, custody: Custody, items: list[Item], index: int) -> None:
    item = items[index]
    slot = item.slot
    if not run.exempt and not run.wants(slot.due_on):
        return
    occurrence = f"{slot.turn.code}/{slot.start.ref}/{slot.number}"
    if run.steps is not None:
        reasons.explain(run, occurrence, slot)
    run.emit(
        slot.turn,
        slot.version,
        occurrence=occurrence,
        subject=timeline.facts.ref,
        due_on=slot.due_on,
        opens_on=item.opens_on,
        outcome=item.outcome,
        officer=officer_for(
            run,
            timeline,
            slot.turn.owner,
            slot.due_on,
            item.outcome,
            custody.stay_on(slot.due_on),
        ),
        facility=place_for(custody, slot.due_on),
        hold=item.hold,
        facts_used=reasons.facts_used(custody, item),
        steps=() if run.steps is None else reasons.steps(run, items, index),
    )
