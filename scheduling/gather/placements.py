"""Where a person is held, as the engine reads it: from stays, absences and local procedures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from agency.models import Facility, Unit
from agency.models.organisation import FacilityKind
from scheduling.engine import facts
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE_DAY = timedelta(days=1)


class Stay(NamedTuple):
    """A placement, in the order of its source's columns."""

    arrival: int
    facility: int
    unit: int | None
    permanent: bool
    arrived_at: datetime
    arrived_on: date
    departed_at: datetime | None
    departed_on: date | None


class Away(NamedTuple):
    """An absence, in the order of its source's columns."""

    movement: int
    left_on: date
    returned_on: date | None
    reason: str


class Procedure(NamedTuple):
    """The local procedure that a place follows, and when."""

    name: str
    from_on: date | None
    until_on: date | None

    def holds_on(self, on: date) -> bool:
        """Whether the agency's standards are suspended there on that day."""
        return (
            bool(self.name)
            and (self.from_on is None or self.from_on <= on)
            and (self.until_on is None or on <= self.until_on)
        )


@dataclass(slots=True)
class Place:
    """A facility, as far as due dates depend on it."""

    pk: int
    time_zone: str
    kind: str
    procedure: Procedure

    @property
    def holds_people(self) -> bool:
        """Whether people live there in custody; at a community office they only report."""
        return self.kind != FacilityKind.COMMUNITY


_PROCEDURE = ("local_procedure", "local_procedure_from", "local_procedure_until")

#: What is read of a facility, and of a unit that follows a procedure of its own.
PLACE_COLUMNS = ("pk", "time_zone", "kind", *_PROCEDURE)
UNIT_COLUMNS = ("pk", *_PROCEDURE)


class Places:
    """Facilities, and the units that follow a procedure of their own, by id."""

    def __init__(
        self, facilities: Iterable[tuple[Any, ...]], units: Iterable[tuple[Any, ...]]
    ) -> None:
        """From rows of PLACE_COLUMNS and UNIT_COLUMNS; the same place may come more than once."""
        self.facilities = {
            row[0]: Place(row[0], row[1], row[2], Procedure(*row[3:])) for row in set(facilities)
        }
        self.units = {row[0]: Procedure(*row[1:]) for row in set(units)}

    @classmethod
    def all(cls) -> Places:
        """Every one; two queries."""
        return cls(
            Facility.objects.order_by().values_list(*PLACE_COLUMNS),
            Unit.objects.exclude(local_procedure="").order_by().values_list(*UNIT_COLUMNS),
        )

    def procedures(self, stay: Stay) -> list[Procedure]:
        """The procedures that may hold during a stay: the unit's before the facility's."""
        found = [self.units[stay.unit]] if stay.unit in self.units else []
        of_facility = self.facilities[stay.facility].procedure
        return [*found, of_facility] if of_facility.name else found


def home_of(stays: list[Stay]) -> int | None:
    """The facility that answers for the case: the latest permanent placement, else the latest."""
    if not stays:
        return None
    latest = max(
        stays, key=lambda stay: (stay.departed_at is None, stay.permanent, stay.arrived_at)
    )
    return latest.facility


def in_order(stays: Iterable[Stay]) -> list[Stay]:
    """Stays by arrival; those of one moment in the order in which they were recorded."""
    return sorted(stays, key=lambda stay: (stay.arrived_at, stay.arrival))


def placements_of(
    stays: list[Stay], places: Places
) -> tuple[tuple[facts.Placement, ...], tuple[facts.ExemptSpan, ...]]:
    """Placements as the engine reads them: one after the other, each until the next.

    A move within a facility starts nothing unless a local procedure begins or ends with it. The
    end of a temporary placement is a placement back at the permanent facility that starts no
    clock.
    """
    found: list[facts.Placement] = []
    spans: list[facts.ExemptSpan] = []
    home: Stay | None = None
    for stay in stays:
        name = ref("movement", stay.arrival)
        facility = ref("facility", stay.facility)
        for index, (from_on, until_on, procedure) in enumerate(_pieces(stay, places)):
            exempt = bool(procedure)
            before = found[-1] if found else None
            if index and exempt:
                spans.append(facts.ExemptSpan(name, from_on, until_on, procedure))
                continue
            if (
                stay.permanent
                and before is not None
                and before.permanent
                and home is not None
                and home.departed_on == from_on
                and before.facility == facility
                and before.exempt == exempt
            ):
                if stay.unit:
                    moves = (*before.unit_moves, (from_on, ref("unit", stay.unit)))
                    found[-1] = replace(before, unit_moves=moves)
                continue
            found.append(
                facts.Placement(
                    ref=name if not index else f"{name}/procedure-ended-{index}",
                    facility=facility,
                    arrived_on=from_on,
                    permanent=stay.permanent,
                    exempt=exempt,
                    local_procedure=procedure,
                    unit=ref("unit", stay.unit) if stay.unit else "",
                )
            )
        if stay.permanent:
            home = stay
        elif home is not None and stay.departed_on is not None and _outlasts(home, stay):
            procedure = _procedure_on(places.procedures(home), stay.departed_on)
            found.append(
                facts.Placement(
                    ref=f"{name}/return",
                    facility=ref("facility", home.facility),
                    arrived_on=stay.departed_on,
                    permanent=False,
                    exempt=bool(procedure),
                    local_procedure=procedure,
                )
            )
    return tuple(found), tuple(spans)


def _outlasts(home: Stay, stay: Stay) -> bool:
    """Whether the permanent placement went on after the temporary one had ended."""
    return home.departed_at is None or (
        stay.departed_at is not None and home.departed_at > stay.departed_at
    )


def _procedure_on(procedures: list[Procedure], on: date) -> str:
    return next((one.name for one in procedures if one.holds_on(on)), "")


def _pieces(stay: Stay, places: Places) -> list[tuple[date, date | None, str]]:
    """The stay cut where a local procedure begins or ends: (first day, last day, procedure)."""
    last = stay.departed_on - ONE_DAY if stay.departed_on else None
    procedures = places.procedures(stay)
    if not procedures:
        return [(stay.arrived_on, last, "")]
    cuts = {stay.arrived_on}
    for one in procedures:
        after = one.until_on + ONE_DAY if one.until_on else None
        cuts.update(
            day
            for day in (one.from_on, after)
            if day and stay.arrived_on < day and (last is None or day <= last)
        )
    days = sorted(cuts)
    return [
        (
            day,
            days[index + 1] - ONE_DAY if index + 1 < len(days) else last,
            _procedure_on(procedures, day),
        )
        for index, day in enumerate(days)
    ]


def absences_of(rows: list[Away]) -> tuple[facts.Absence, ...]:
    """Absences that lasted to the end of a day."""
    found = []
    for row in rows:
        until_on = row.returned_on - ONE_DAY if row.returned_on else None
        if until_on is None or until_on >= row.left_on:
            found.append(
                facts.Absence(ref("movement", row.movement), row.left_on, until_on, row.reason)
            )
    return tuple(found)
