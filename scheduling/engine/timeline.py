"""A case's facts put in order: times in custody, stays, who holds the case, exempt days.

The order in which facts are given never matters; facts of one day are told apart by their refs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from scheduling.engine.custody import Custody, custodies_of
from scheduling.engine.facts import (
    Absence,
    Assignment,
    CaseFacts,
    TeamAppearance,
)
from scheduling.engine.ordering import by_day, ref_order
from scheduling.policy.dates import add_days


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
        self.custodies = custodies_of(facts)
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
