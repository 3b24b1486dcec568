"""Times in custody or under supervision: from an arrival to a departure, with their stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from scheduling.engine.facts import (
    CaseFacts,
    Departure,
    Placement,
    PlanEvent,
    Sentence,
)
from scheduling.engine.ordering import by_day, ref_order
from scheduling.policy.dates import add_days


class Stay(NamedTuple):
    """One permanent placement: from the arrival until the day of leaving, which is not in it.

    `covered_from`: the first day on which the policy applies there; None: exempt throughout.
    `first_covered`: no earlier stay of this time in custody was covered.
    """

    ref: str
    facility: str
    unit: str
    arrived_on: date
    left_on: date | None
    left_by: str
    left_for_good: bool
    covered_from: date | None
    first_covered: bool
    unit_moves: tuple[tuple[date, str], ...] = ()

    def places_on(self, day: date) -> tuple[str, str]:
        """The unit and the facility where the person is on that day: whose own editions come
        first."""
        unit = self.unit
        for moved_on, to in self.unit_moves:
            if moved_on <= day:
                unit = to
        return unit, self.facility

    def holds(self, day: date) -> bool:
        """Whether the person belongs here on that day."""
        return self.arrived_on <= day and (self.left_on is None or day < self.left_on)


class Custody:
    """One time in custody or under supervision, from an arrival to a departure.

    The first begins with the facts; each later one after the departure before it.
    """

    __slots__ = ("after", "departure", "places", "plan_events", "sentences", "stays")

    def __init__(self, after: date | None, departure: Departure | None) -> None:
        self.after = after
        self.departure = departure
        self.places: list[Placement] = []
        self.plan_events: list[PlanEvent] = []
        self.sentences: list[Sentence] = []
        self.stays: list[Stay] = []

    @property
    def departed_on(self) -> date | None:
        """The day from which the person is gone."""
        return self.departure.on if self.departure else None

    def holds(self, day: date) -> bool:
        """Whether a fact of that day belongs to this time; the day of departure does."""
        return (self.after is None or day > self.after) and (
            self.departure is None or day <= self.departure.on
        )

    def approval(self, plan: str) -> PlanEvent | None:
        """The approval of the initial plan of that kind."""
        return next((e for e in self.plan_events if e.kind == "approved" and e.plan == plan), None)

    def reviews(self, plan: str) -> list[PlanEvent]:
        """The plan's reviews in order."""
        return [e for e in self.plan_events if e.kind == "reviewed" and e.plan == plan]

    def place_on(self, day: date) -> Placement | None:
        """Where the person was placed on that day, permanently or not."""
        found = None
        for place in self.places:
            if place.arrived_on > day:
                break
            found = place
        return found

    def stay_on(self, day: date) -> Stay | None:
        """The permanent placement to which the day belongs."""
        return next((stay for stay in reversed(self.stays) if stay.holds(day)), None)


def custodies_of(facts: CaseFacts) -> list[Custody]:
    """Split at each departure after which the person came again."""
    places = list(facts.placements)
    places.sort(key=lambda place: (place.arrived_on, place.order, ref_order(place.ref)))
    departures = by_day(facts.departures, "on")
    if places:
        # A departure before anyone arrived is a mistake; `findings` says so.
        departures = [d for d in departures if d.on >= places[0].arrived_on]
    found: list[Custody] = []
    after: date | None = None
    for departure in departures:
        ended = after
        if ended is not None and not any(ended < p.arrived_on <= departure.on for p in places):
            continue  # Gone already: a second departure changes nothing.
        found.append(Custody(after, departure))
        after = departure.on
    if after is None or any(p.arrived_on > after for p in places):
        found.append(Custody(after, None))
    for custody in found:
        custody.places = [p for p in places if custody.holds(p.arrived_on)]
        custody.plan_events = [e for e in by_day(facts.plan_events, "on") if custody.holds(e.on)]
        custody.sentences = _sentences(custody, facts)
        custody.stays = _stays(custody, facts)
    return found


def _sentences(custody: Custody, facts: CaseFacts) -> list[Sentence]:
    """Determinations until the departure, beginning with the one that held when it began."""
    found = by_day(facts.sentences, "effective_on")
    if custody.departure is not None:
        found = [s for s in found if s.effective_on <= custody.departure.on]
    if custody.after is not None:
        earlier = sum(1 for s in found if s.effective_on <= custody.after)
        found = found[max(0, earlier - 1) :]
    return found


def _stays(custody: Custody, facts: CaseFacts) -> list[Stay]:
    """Permanent placements; returning to the same place from a temporary one is the same stay."""
    permanent: list[Placement] = []
    for place in custody.places:
        if not place.permanent:
            continue
        if permanent and permanent[-1].arrived_on == place.arrived_on:
            permanent.pop()  # A to B to C in one day: only C holds a clock.
        if permanent and _same_place(permanent[-1], place):
            if place.unit:
                before = permanent[-1]
                moves = (*before.unit_moves, (place.arrived_on, place.unit), *place.unit_moves)
                permanent[-1] = replace(before, unit_moves=moves)
            continue
        permanent.append(place)
    stays: list[Stay] = []
    covered_before = False
    for index, place in enumerate(permanent):
        following = permanent[index + 1] if index + 1 < len(permanent) else None
        left_on = following.arrived_on if following else custody.departed_on
        left_by = following.ref if following else custody.departure.ref if custody.departure else ""
        covered = None if place.exempt else _covered_from(place.arrived_on, left_on, facts)
        stays.append(
            Stay(
                place.ref,
                place.facility,
                place.unit,
                place.arrived_on,
                left_on,
                left_by,
                following is None,
                covered,
                covered is not None and not covered_before,
                place.unit_moves,
            )
        )
        covered_before = covered_before or covered is not None
    return stays


def _same_place(one: Placement, other: Placement) -> bool:
    if one.facility != other.facility or one.exempt != other.exempt:
        return False
    return not one.exempt or one.unit == other.unit


def _covered_from(arrived_on: date, left_on: date | None, facts: CaseFacts) -> date | None:
    """The first day of a stay that no dated exemption covers."""
    day = arrived_on
    for span in by_day(facts.exempt_spans, "from_on"):
        if span.from_on <= day and (span.until_on is None or day <= span.until_on):
            if span.until_on is None:
                return None
            day = add_days(span.until_on, 1)
    return None if left_on is not None and day >= left_on else day
