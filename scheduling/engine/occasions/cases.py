"""What starts or ends a clock in a case, one function for each event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduling.engine.context import Outcome
from scheduling.engine.custody import Custody
from scheduling.engine.facts import (
    CaseFacts,
)
from scheduling.engine.occasions.occasion import Occasion, assessed, planned
from scheduling.engine.ordering import by_day
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import add_days
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline


def case_received(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """The case came to its first officer in each time in custody or under supervision. Held in
    custody elsewhere then, the clock starts on the day of release."""
    for custody in timeline.custodies:
        first = next((a for a in timeline.assignments if custody.holds(a.from_on)), None)
        if first is None:
            continue
        on: date | None = first.from_on
        used = [FactUsed("Case received", first.from_on, first.ref)]
        if shape.instrument:
            for booking in by_day(timeline.facts.bookings, "booked_on"):
                ends = booking.released_on
                if on is None or booking.booked_on > on or (ends is not None and ends <= on):
                    continue
                on = ends
                used.append(FactUsed("Released from custody", on, booking.ref))
        if on is None:
            continue
        limit = shape.unless_assessed_within
        done: tuple[date, str] | None
        if shape.fulfilled_by == "assessment":
            if limit is not None and _is_current(timeline.facts, shape, first.from_on):
                continue
            made = assessed(timeline.facts, shape.instrument, first.from_on)
            done = (made.on, made.ref) if made is not None else None
        else:
            done = planned(custody.plan_events, shape)
        yield Occasion(first.ref, on, used[-1].label, done, used=tuple(used))


def _is_current(facts: CaseFacts, shape: Deadline, on: date) -> bool:
    """Whether an assessment before that day is no older than the limit on it."""
    limit = shape.unless_assessed_within
    return limit is not None and any(
        made.on < on <= limit.after(made.on)
        for made in facts.assessments
        if made.instrument == shape.instrument
    )


def designated_arrival(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """The first permanent placement of each time in custody."""
    for custody in timeline.custodies:
        stay = next((stay for stay in custody.stays if stay.covered_from is not None), None)
        if stay is None or stay.covered_from is None:
            continue
        held = _appearance(timeline, custody, "initial_classification")
        label = "Arrival at the designated institution"
        yield Occasion(stay.ref, stay.covered_from, label, held[0] if held else None)


def _appearance(timeline: Timeline, custody: Custody, kind: str) -> list[tuple[date, str]]:
    """The appearances of a kind that were held, in order."""
    held = [
        (made.held_on, made.ref)
        for made in timeline.appearances()
        if made.kind == kind and made.held_on is not None and custody.holds(made.held_on)
    ]
    return sorted(held)


def team_appearance(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """The person is to appear before the team, unless the notice was waived in writing."""
    for appearance in timeline.appearances():
        noticed = appearance.noticed_at
        ended = None
        if appearance.waived_on is not None:
            ended = Outcome(
                closed="cancelled", closed_on=appearance.waived_on, closed_by=appearance.ref
            )
        yield Occasion(
            appearance.ref,
            appearance.at.date(),
            "Team appearance",
            (noticed.date(), appearance.ref) if noticed is not None else None,
            ended,
            at=appearance.at.replace(tzinfo=None),
            done_at=noticed.replace(tzinfo=None) if noticed is not None else None,
        )


def enrolment_opened(shape: Deadline, timeline: Timeline, settings: Settings) -> Iterator[Occasion]:
    """Each enrolment. A check, or the end of the enrolment, counts once it has become stale."""
    span = settings.enrolment_stale if shape.within_setting else shape.within
    for enrolment in by_day(timeline.facts.enrolments, "opened_on"):
        stale_on = enrolment.opened_on
        if span is not None:
            stale_on = add_days(span.after(enrolment.opened_on), 1 if shape.over else 0)
        if enrolment.closed_on is not None and enrolment.closed_on < stale_on:
            continue
        days = [day for day in enrolment.verified_on if day >= stale_on]
        if enrolment.closed_on is not None:
            days.append(enrolment.closed_on)
        done = (min(days), enrolment.ref) if days else None
        yield Occasion(enrolment.ref, enrolment.opened_on, "Enrolment opened", done)


def custody_booked(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """A person under supervision was taken into custody elsewhere."""
    for booking in by_day(timeline.facts.bookings, "booked_on"):
        done = (booking.typed_on, booking.ref) if booking.typed_on is not None else None
        yield Occasion(booking.ref, booking.booked_on, "Taken into custody", done)


def plan_action_due(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each action of a plan, on the day that the plan gives it."""
    for action in by_day(timeline.facts.plan_actions, "due_on"):
        if shape.plan and action.plan != shape.plan:
            continue
        done = (action.done_on, action.ref) if action.done_on is not None else None
        ended = None
        if action.dropped_on is not None:
            ended = Outcome(closed="cancelled", closed_on=action.dropped_on, closed_by=action.ref)
        label = f"The plan's day for: {action.what}" if action.what else "The plan's day"
        yield Occasion(action.ref, action.due_on, label, done, ended, officer=action.owner or None)


def application_due(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """The person may soon apply for something."""
    for entry in by_day(timeline.facts.applications, "eligible_on"):
        done = (entry.informed_on, entry.ref) if entry.informed_on is not None else None
        ended = None
        if entry.withdrawn_on is not None:
            ended = Outcome(closed="cancelled", closed_on=entry.withdrawn_on, closed_by=entry.ref)
        yield Occasion(entry.ref, entry.eligible_on, "May apply from", done, ended)
