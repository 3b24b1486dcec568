"""A case's facts put in order: times in custody, stays, who holds the case, exempt days.

The order in which facts are given never matters; facts of one day are told apart by their refs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from scheduling.engine.facts import (
    Absence,
    Assignment,
    CaseFacts,
    Departure,
    Placement,
    PlanEvent,
    Sentence,
    TeamAppearance,
)
from scheduling.policy.dates import add_days


class _HasRef(Protocol):
    @property
    def ref(self) -> str: ...


F = TypeVar("F", bound=_HasRef)


def ref_order(ref: str) -> tuple[int, str]:
    """ "movement:9" before "movement:12"."""
    return len(ref), ref


def by_day(facts: Iterable[F], day: str) -> list[F]:
    """Facts in the order of one of their days, then of their refs."""
    found = list(facts)
    if len(found) > 1:
        found.sort(key=lambda fact: (getattr(fact, day), ref_order(fact.ref)))
    return found


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


class Handover(NamedTuple):
    """An officer gave up the case on a day, because of a movement or for another officer."""

    assignment: Assignment
    on: date
    label: str
    ref: str


class _Leaving(NamedTuple):
    on: date
    label: str
    ref: str
    facility: str


class Timeline:
    """The facts of one case, put in order once for all shapes."""

    __slots__ = (
        "absences",
        "assignments",
        "custodies",
        "facts",
        "handovers",
        "notes",
        "reports",
        "_held_until",
    )

    def __init__(self, facts: CaseFacts) -> None:
        self.facts = facts
        self.assignments = by_day(facts.assignments, "from_on")
        self.absences = joined(by_day(facts.absences, "from_on"))
        self.notes = by_day(facts.notes, "on")
        self.reports = by_day(facts.reports, "on")
        self.custodies = _custodies(facts)
        self._held_until: list[date | None] = []
        self.handovers: list[Handover] = []
        self._end_assignments()

    def custody_on(self, day: date) -> Custody:
        """The time in custody to which the day belongs, else the last."""
        return next((c for c in self.custodies if c.holds(day)), self.custodies[-1])

    def holder_on(self, day: date) -> Assignment | None:
        """Who holds the case at the end of that day (M1)."""
        for index in range(len(self.assignments) - 1, -1, -1):
            assignment = self.assignments[index]
            if assignment.from_on <= day:
                until = self._held_until[index]
                if until is None or day <= until:
                    return assignment
        return None

    def away_since(self, day: date) -> Absence | None:
        """The absence that holds on that day."""
        return next(
            (
                absence
                for absence in self.absences
                if absence.from_on <= day and (absence.until_on is None or day <= absence.until_on)
            ),
            None,
        )

    def exempt_on(self, day: date) -> tuple[date, date | None, str, str] | None:
        """From when, until when, by which fact and under what the day is exempt (R13)."""
        custody = self.custody_on(day)
        stay, place = custody.stay_on(day), custody.place_on(day)
        if stay is not None and place is not None and not place.exempt:
            # On a temporary placement the permanent one still decides (R12).
            place = next((p for p in custody.places if p.ref == stay.ref), place)
        if place is not None and place.exempt:
            following = [p.arrived_on for p in custody.places if p.arrived_on > place.arrived_on]
            until = min(following) if following else custody.departed_on
            return (
                place.arrived_on,
                None if until is None else add_days(until, -1),
                place.ref,
                place.local_procedure,
            )
        for span in self.facts.exempt_spans:
            if span.from_on <= day and (span.until_on is None or day <= span.until_on):
                return span.from_on, span.until_on, span.ref, span.local_procedure
        return None

    def appearances(self) -> list[TeamAppearance]:
        """Appearances before the team in order; local times compare as they are written."""
        return sorted(
            self.facts.team_appearances,
            key=lambda made: (made.at.replace(tzinfo=None), ref_order(made.ref)),
        )

    def changes_of_holder(self) -> Iterable[date]:
        """Days on which who holds the case may change."""
        for index, assignment in enumerate(self.assignments):
            yield assignment.from_on
            until = self._held_until[index]
            if until is not None:
                yield add_days(until, 1)

    def _end_assignments(self) -> None:
        """Find when each officer gave up the case: M1, M2, and why."""
        events = _leaving_events(self.custodies)
        for index, assignment in enumerate(self.assignments):
            later = self.assignments[index + 1 :]
            after = next((a for a in later if a.from_on > assignment.from_on), None)
            same_day = [a for a in later if a.from_on == assignment.from_on]
            until = assignment.until_on
            if same_day:
                until = add_days(assignment.from_on, -1)
            elif after is not None and (until is None or until >= after.from_on):
                until = add_days(after.from_on, -1)
            ends_on = None if until is None else add_days(until, 1)
            event = next(
                (
                    event
                    for event in events
                    if assignment.from_on < event.on
                    and (ends_on is None or event.on <= ends_on)
                    and (not assignment.facility or assignment.facility != event.facility)
                ),
                None,
            )
            if event is not None:
                until = add_days(event.on, -1)
                self.handovers.append(Handover(assignment, event.on, event.label, event.ref))
            elif until is not None and until < assignment.from_on:
                pass  # It never held: a mistake, or replaced on the day it began.
            elif ends_on is not None:
                taker = next((a for a in later if a.officer != assignment.officer), None)
                if taker is not None and (after is None or after.officer != assignment.officer):
                    self.handovers.append(
                        Handover(assignment, ends_on, "Passed to another officer", taker.ref)
                    )
                elif after is None and assignment.until_on is not None:
                    self.handovers.append(
                        Handover(assignment, ends_on, "Assignment ended", assignment.ref)
                    )
            self._held_until.append(until)


def _leaving_events(custodies: list[Custody]) -> list[_Leaving]:
    """Transfers to another facility, and departures: from that day off the old caseload."""
    events: list[_Leaving] = []
    for custody in custodies:
        for before, stay in zip(custody.stays, custody.stays[1:], strict=False):
            if stay.facility != before.facility:
                events.append(_Leaving(stay.arrived_on, "Transferred", stay.ref, stay.facility))
        if custody.departure is not None:
            departure = custody.departure
            events.append(
                _Leaving(departure.on, DEPARTURE_WORDS[departure.kind], departure.ref, "")
            )
    return sorted(events)


DEPARTURE_WORDS = {
    "parole": "Paroled",
    "discharge": "Discharged",
    "escape": "Escaped",
    "death": "Died",
    "interstate": "Moved to another state",
}


def joined(absences: list[Absence]) -> list[Absence]:
    """Absences that follow each other without a day between are one: court, then hospital."""
    found: list[Absence] = []
    for absence in absences:
        last = found[-1] if found else None
        if last is None or (
            last.until_on is not None and absence.from_on > add_days(last.until_on, 1)
        ):
            found.append(absence)
            continue
        ends = (last.until_on, absence.until_on)
        until = None if None in ends else max(end for end in ends if end is not None)
        reason = last.reason or absence.reason
        found[-1] = Absence(last.ref, last.from_on, until, reason)
    return found


def _custodies(facts: CaseFacts) -> list[Custody]:
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
