"""The shape `deadline` for events that the facts name one by one: after one, or before one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

from scheduling.engine import occasions
from scheduling.engine.context import Outcome, Run, Step, closed_by_leaving
from scheduling.engine.facts import FacilityFacts, OfficerFacts
from scheduling.engine.occasions import Occasion
from scheduling.engine.owners import officer_for, place_for
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import Span, add_days, period_of, spoken
from scheduling.policy.select import Line, Version
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline


class Counted(NamedTuple):
    """A date and the arithmetic behind it."""

    due_on: date | None
    steps: tuple[tuple[str, date | None], ...]
    due_at: datetime | None = None


class _Subject(NamedTuple):
    """Whose item it is, and who owes it."""

    ref: str
    facility: str
    officer: Callable[[Deadline, Occasion, date | None, Outcome], str]


def for_case(run: Run, line: Line, timeline: Timeline) -> None:
    """Deadlines for what happened to one person."""
    shape = cast(Deadline, line.first().shape)
    status = timeline.facts.legal_status
    if status and status in shape.unless_status:
        return
    for occasion in occasions.OF_CASES[shape.event](shape, timeline, run.settings):
        custody = timeline.custody_on(occasion.on)
        stay = custody.stay_on(occasion.on)

        def owner(duty: Deadline, entry: Occasion, due_on: date | None, outcome: Outcome) -> str:
            if entry.officer is not None:
                return entry.officer
            return officer_for(run, timeline, duty.owner, due_on, outcome, None)

        subject = _Subject(timeline.facts.ref, place_for(custody, occasion.on), owner)
        places = stay.places_on(occasion.on) if stay is not None else ()
        departure = custody.departure
        if departure is not None and occasion.on > departure.on:
            departure = None
        left = (departure.on, departure.ref) if departure is not None else None
        _emit(run, line, subject, occasion, places, left)


def for_officer(run: Run, line: Line, officer: OfficerFacts) -> None:
    """Deadlines about one officer, owed by the officer or by whoever supervises."""
    shape = cast(Deadline, line.first().shape)

    def owner(duty: Deadline, entry: Occasion, due_on: date | None, outcome: Outcome) -> str:
        return owed_by(duty.owner, officer, entry.officer)

    subject = _Subject(officer.ref, officer.facility, owner)
    for occasion in occasions.OF_OFFICERS[shape.event](shape, officer, run.settings):
        _emit(run, line, subject, occasion, (officer.facility,), None)


def owed_by(role: str, officer: OfficerFacts, named: str | None = None) -> str:
    """The officer, or the supervisor; other roles are answered by the role itself."""
    if role == "case_officer":
        return officer.ref
    return (named or officer.supervisor) if role == "supervisor" else ""


def for_facility(run: Run, line: Line, facility: FacilityFacts) -> None:
    """Deadlines about the meetings of one facility."""
    shape = cast(Deadline, line.first().shape)
    subject = _Subject(facility.ref, facility.ref, lambda *_: "")
    for occasion in occasions.OF_FACILITIES[shape.event](shape, facility, run.settings):
        _emit(run, line, subject, occasion, (facility.ref,), None)


def _emit(
    run: Run,
    line: Line,
    subject: _Subject,
    occasion: Occasion,
    places: tuple[str, ...],
    left: tuple[date, str] | None,
) -> None:
    version = line.governing(occasion.on, places)
    if version is None:
        return
    version, counted = _counted(line, version, occasion, run.settings)
    shape = cast(Deadline, version.shape)
    due_on = counted.due_on
    outcome = Outcome()
    if occasion.done is not None:
        outcome = Outcome(fulfilled_on=occasion.done[0], fulfilled_by=occasion.done[1])
    elif occasion.ended is not None:
        outcome = occasion.ended
    elif left is not None and shape.on_departure == "close":
        outcome = closed_by_leaving(due_on, left[0], left[1])
    elif left is not None and shape.on_departure == "bring_forward" and due_on is not None:
        due_on = min(due_on, left[0])
    used = occasion.used or (FactUsed(occasion.label, occasion.on, occasion.ref),)
    run.emit(
        shape,
        version,
        occurrence=f"{shape.code}/{occasion.ref}",
        subject=subject.ref,
        due_on=due_on,
        outcome=outcome,
        officer=subject.officer(shape, occasion, due_on, outcome),
        facility=subject.facility,
        facts_used=used,
        steps=_steps(run, shape, used, counted, due_on, outcome),
        due_at=counted.due_at if due_on == counted.due_on else None,
        fulfilled_at=occasion.done_at,
    )


def _counted(
    line: Line, version: Version, occasion: Occasion, settings: Settings
) -> tuple[Version, Counted]:
    """The date under the edition that governs. A later edition that recomputes open items takes
    over one that is due on or after its first day, and never makes it due before that day."""
    counted = count(cast(Deadline, version.shape), occasion, settings)
    for later in line.recomputing_after(occasion.on):
        if counted.due_on is not None and counted.due_on >= later.from_on:
            version, counted = later, count(cast(Deadline, later.shape), occasion, settings)
            if counted.due_on is not None and counted.due_on < later.from_on:
                floor = ("not before the new edition", later.from_on)
                counted = Counted(later.from_on, (*counted.steps, floor))
    return version, counted


def count(shape: Deadline, occasion: Occasion, settings: Settings) -> Counted:
    """The date of a deadline for one occasion.

    1. Before an event: the day (or the minute) that much earlier. After one: R1 and R2, or the
       last day of the period; "over" a span is the day after it has passed (M7).
    2. Days of grace that the agency has set are added.
    3. Never later than the day before the next record of its kind, never earlier than its own
       lower bound, and where the agency counts working days, moved to the next one.
    """
    chosen: Span | None = getattr(settings, shape.within_setting) if shape.within_setting else None
    on = occasion.on
    due_at: datetime | None = None
    due_on: date | None
    if shape.before is not None:
        if shape.at_least_hours and occasion.at is not None:
            due_at = _earlier(occasion.at, shape.at_least_hours)
            words = f"{_at(occasion.at)} − {shape.at_least_hours} hours"
            due_on = due_at.date()
        else:
            span = chosen or shape.at_least or Span(days=-(-shape.at_least_hours // 24))
            due_on, words = span.before(on), f"{spoken(on)} − {span}"
    elif shape.by_end_of is not None and not (chosen is not None and chosen != Span()):
        period = period_of(on, shape.by_end_of, settings.quarter_starts_in, settings.week_starts_on)
        due_on, words = period.last_on, f"the last day of that {shape.by_end_of}"
    else:
        within = chosen or shape.within
        if within is None:
            return Counted(None, (("the policy gives no date", None),))
        due_on, words = within.after(on), f"{spoken(on)} + {within}"
        if shape.over:
            due_on = add_days(due_on, 1)
            words += ", and the day after"
    grace = getattr(settings, shape.grace) if shape.grace else 0
    if grace:
        due_on, words, due_at = add_days(due_on, grace), f"{words} + {grace} days of grace", None
    steps = [(words, due_on)]
    if occasion.not_after is not None and shape.by_next and due_on > occasion.not_after:
        due_on, due_at = occasion.not_after, None
        steps.append(("the day before the next one", due_on))
    if occasion.not_before is not None and due_on < occasion.not_before:
        due_on, due_at = occasion.not_before, None
        steps.append(("not before it can begin", due_on))
    moved = working_day(due_on, settings) if _in_days(shape) else due_on
    if moved != due_on:
        due_on, due_at = moved, None
        steps.append(("the next working day", due_on))
    return Counted(due_on, tuple(steps), due_at)


def _in_days(shape: Deadline) -> bool:
    """Whether it counts days forward: a notice moved later would be too late."""
    return shape.before is None and shape.within is not None and shape.within.days > 0


def working_day(day: date, settings: Settings) -> date:
    """The day, or the next working day where the agency counts those."""
    if settings.working_days_only:
        while (day.isoweekday() > 5 or day in settings.holidays) and day < date.max:
            day = add_days(day, 1)
    return day


def _earlier(moment: datetime, hours: int) -> datetime:
    try:
        return moment - timedelta(hours=hours)
    except OverflowError:
        return moment


def _at(moment: datetime) -> str:
    return f"{spoken(moment.date())} {moment:%H:%M}"


def _steps(
    run: Run,
    shape: Deadline,
    used: tuple[FactUsed, ...],
    counted: Counted,
    due_on: date | None,
    outcome: Outcome,
) -> tuple[Step, ...]:
    if run.steps is None:
        return ()
    steps = [Step(fact.label, "", fact.on) for fact in used]
    moved = due_on != counted.due_on
    for index, (words, on) in enumerate(counted.steps):
        last = index == len(counted.steps) - 1 and not moved
        if last and counted.due_at is not None:
            words = f"{words} = {_at(counted.due_at)}"
        steps.append(Step(shape.name, words, on, None, last))
    if moved:
        steps.append(Step(shape.name, "brought forward by leaving", due_on, None, True))
    if outcome.closed:
        words = {"missed": "missed", "cancelled": "no longer owed"}.get(outcome.closed, "")
        steps.append(Step("Closed", words, outcome.closed_on))
    return tuple(steps)
