"""Pure rules: whom to suggest as the officer of a case, and why. No database, no clock.

COPP 10.3, Case allocation, leaves the choice to the coordinator. The previous officer at this
facility comes first whatever the load, because contact that exists is worth more than an even
spread. Otherwise the officer of the same unit who is least full; where the unit has no room, the
least full of the facility. Nobody is suggested who is a party to the case or is not posted there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer posted to hold cases. `capacity` None: nobody set a limit."""

    id: int
    facility: int
    unit: int | None
    load: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person without an officer.

    previous: officers who had the case before with the last day, newest first. excluded: parties
    to the case.
    """

    id: int
    facility: int
    unit: int | None
    unit_name: str = ""
    previous: tuple[tuple[int, date | None], ...] = ()
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The officer for one person, None where there is none, and why in a few words."""

    officer: int | None
    why: str


@dataclass(slots=True)
class _Loads:
    """Loads as they become while people are suggested one after the other."""

    of: dict[int, int] = field(default_factory=dict)
    #: Stands in for a limit that nobody set, so that loads can be compared.
    usual: int = 1

    def fullness(self, officer: Candidate) -> float:
        """The share of the capacity that is taken."""
        return self.of[officer.id] / max(officer.capacity or self.usual, 1)

    def room(self, officer: Candidate) -> int | None:
        """How many more cases fit; None where there is no limit."""
        return None if officer.capacity is None else officer.capacity - self.of[officer.id]


def recommend(waiting: Sequence[Waiting], candidates: Iterable[Candidate]) -> dict[int, Suggestion]:
    """A suggestion for each person, in the order given: earlier ones take the room first."""
    officers = {officer.id: officer for officer in candidates}
    loads = _Loads(
        {officer.id: officer.load for officer in officers.values()},
        max((officer.capacity or 0 for officer in officers.values()), default=0) or 1,
    )
    suggestions = {}
    for person in waiting:
        suggestion = _suggest(person, officers, loads)
        if suggestion.officer is not None:
            loads.of[suggestion.officer] += 1
        suggestions[person.id] = suggestion
    return suggestions


def unplaced(suggestions: dict[int, Suggestion]) -> list[int]:
    """The people for whom there is no suggestion."""
    return [person for person, suggestion in suggestions.items() if suggestion.officer is None]


def _suggest(person: Waiting, officers: dict[int, Candidate], loads: _Loads) -> Suggestion:
    possible = {
        officer.id: officer
        for officer in officers.values()
        if officer.facility == person.facility and officer.id not in person.excluded
    }
    for officer_id, until_on in person.previous:
        if officer_id in possible:
            when = f" until {until_on:%b %Y}" if until_on else ""
            return Suggestion(officer_id, f"their officer{when}")
    if not possible:
        return Suggestion(None, "no officer is posted here who may have the case")
    with_room = [
        officer
        for officer in possible.values()
        if loads.room(officer) is None or (loads.room(officer) or 0) > 0
    ]
    if not with_room:
        return Suggestion(None, "every officer here is full")
    same_unit = [o for o in with_room if person.unit is not None and o.unit == person.unit]
    best = min(same_unit or with_room, key=lambda o: (loads.fullness(o), loads.of[o.id], o.id))
    if same_unit:
        return Suggestion(best.id, f"same unit, {_places(loads.room(best))}")
    if person.unit is not None and any(o.unit == person.unit for o in possible.values()):
        return Suggestion(best.id, f"{person.unit_name or 'the unit'} is full; most room here")
    if person.unit is not None:
        return Suggestion(best.id, f"nobody in {person.unit_name or 'the unit'}; most room here")
    return Suggestion(best.id, "most room here")


def _places(room: int | None) -> str:
    if room is None:
        return "no limit set"
    return "1 place" if room == 1 else f"{room} places"
