"""Why a cycle's slot is due when it is: its facts, its arithmetic, what bears on it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, cast

from scheduling.engine.context import Outcome, Run, Step
from scheduling.engine.custody import Custody
from scheduling.engine.grid import Slot
from scheduling.engine.moves import limit_of
from scheduling.engine.results import FactUsed
from scheduling.engine.status import status_of
from scheduling.policy.dates import Span, spoken
from scheduling.policy.shapes import Cycle
from scheduling.policy.vocabulary import Situation


class Item(NamedTuple):
    """A slot with its window, its outcome and its hold."""

    slot: Slot
    opens_on: date
    closes_on: date | None
    outcome: Outcome
    hold: tuple[date, date | None, str] | None
    hold_ref: str


def explain(run: Run, occurrence: str, slot: Slot) -> None:
    """The words for this interval, and which assumptions bear on the slot."""
    cycle = cast(Cycle, slot.version.shape)
    band = next((band for band in cycle.bands if band.every == slot.every), cycle.bands[-1])
    if band.quote:
        run.quotes[occurrence] = band.quote
    bearing: set[Situation] = set()
    end = slot.sentence.effective_end if slot.sentence is not None else None
    if end is None:
        bearing.add("no_end")
    elif end < slot.due_on:
        bearing.add("end_passed")
    if slot.set_by != "count":
        bearing.add("switch")
    run.bearing[occurrence] = bearing
    if end is not None and slot.set_by == "count":
        limit = limit_of(cycle, slot.due_on, slot.every == cycle.bands[0].every)
        if limit is not None:
            run.release_limits[occurrence] = limit


def facts_used(custody: Custody, item: Item) -> tuple[FactUsed, ...]:
    """The records from which the date follows."""
    slot = item.slot
    cycle = cast(Cycle, slot.version.shape)
    approval = custody.approval(cycle.plan)
    is_start = approval is not None and approval.ref == slot.start.ref
    plan = cycle.plan.upper() if len(cycle.plan) <= 4 else cycle.plan
    label = f"Initial {plan} approved" if is_start else "Review that restarts the cycle"
    if cycle.starts == "permanent_placement":
        label = "Permanent placement"
    used = [FactUsed(label, slot.start.on, slot.start.ref)]
    if slot.sentence is not None and len(cycle.bands) > 1:
        sentence = slot.sentence
        named = (
            ("Earliest eligibility (EED)", sentence.eed),
            ("Earliest release (EDR)", sentence.edr),
            ("Statutory review (SRD)", sentence.srd),
        )
        name, end = next(((n, e) for n, e in named if e is not None), ("No release date", None))
        used.append(FactUsed(name, end, sentence.ref))
    stay = custody.stay_on(slot.due_on)
    if stay is not None:
        used.append(FactUsed("Permanent placement", stay.arrived_on, stay.ref))
    if item.hold is not None:
        used.append(FactUsed("Exempt place", item.hold[0], item.hold_ref))
    if slot.cancelled_by is not None:
        event = slot.cancelled_by
        used.append(FactUsed("Review that restarts the cycle", event.on, event.ref))
    return tuple(dict.fromkeys(used))


def steps(run: Run, items: list[Item], index: int) -> tuple[Step, ...]:
    """The grid around the slot: what decides the interval, two slots before, one after."""
    slot = items[index].slot
    steps: list[Step] = []
    cycle = cast(Cycle, slot.version.shape)
    limit = cycle.bands[0].left_to_serve_up_to
    if len(cycle.bands) > 1:
        if slot.final_years_on is not None and slot.sentence is not None and limit is not None:
            end = slot.sentence.effective_end
            counted = f"{spoken(end)} − {limit}" if end is not None else ""
            steps.append(Step(f"Final {limit} begin", counted, slot.final_years_on))
        else:
            steps.append(Step("No release date", "so the longer interval"))
        steps.append(Step("Interval", f"every {slot.every}"))
    for position in range(max(0, index - 2), min(len(items), index + 2)):
        item = items[position]
        other = item.slot
        status = status_of(
            due_on=other.due_on,
            opens_on=item.opens_on,
            fulfilled_on=_by(item.outcome.fulfilled_on, run.as_of),
            closed=item.outcome.closed if _by(item.outcome.closed_on, run.as_of) else "",
            on_hold=item.hold is not None,
            as_of=run.as_of,
        )
        steps.append(
            Step(other.turn.name, arithmetic(other), other.due_on, status, position == index)
        )
    return tuple(steps)


def _by(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


def arithmetic(slot: Slot) -> str:
    """How the date was counted, or what set it."""
    if slot.set_by == "final_years":
        return "the final years begin; counted anew from here"
    if slot.set_by == "sentence":
        return "not before the sentence changed; counted anew from here"
    if slot.set_by == "edition":
        return "not before the new edition; counted anew from here"
    return f"{spoken(slot.anchor)} + {_long(slot.offset)}"


def _long(span: Span) -> str:
    """Months stay months, so that the lines of a grid can be compared."""
    if span.months and not span.days:
        return f"{span.months} month{'' if span.months == 1 else 's'}"
    return str(span)
