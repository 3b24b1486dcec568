"""Pure rules of custody: what a row of movements means. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from agency.errors import RuleViolation

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPARTURES = frozenset({"parole", "discharge", "escape", "death"})

#: At one moment what ends comes before what begins.
_ORDER = {"temporary_out": 1, "return": 2, "arrival": 3, "transfer": 3}


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement as the rules read it; ids are opaque.

    origin: the first row of its chain of corrections, which names it for good.
    """

    id: int
    origin: int
    kind: str
    occurred_at: datetime
    occurred_on: date
    facility: int | None = None
    unit: int | None = None
    permanent: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """A time at a facility, from one movement to another."""

    origin: int
    facility: int
    unit: int | None
    permanent: bool
    arrived_at: datetime
    arrived_on: date
    departed_at: datetime | None = None
    departed_on: date | None = None
    departure: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """A time away without a change of placement."""

    origin: int
    left_at: datetime
    left_on: date
    reason: str
    returned_at: datetime | None = None
    returned_on: date | None = None


@dataclass(slots=True)
class Custody:
    """Where a person was, and what could not be so.

    contradictions: (id of the movement, what is wrong), in order of time.
    """

    stays: list[Stay] = field(default_factory=list)
    absences: list[Away] = field(default_factory=list)
    contradictions: list[tuple[int, str]] = field(default_factory=list)


def in_order(movements: Iterable[Moved]) -> list[Moved]:
    """By time; what was entered first does not matter."""
    return sorted(movements, key=lambda m: (m.occurred_at, _ORDER.get(m.kind, 4), m.origin))


def derive_custody(movements: Iterable[Moved]) -> Custody:
    """The stays and absences that a person's movements imply.

    A permanent arrival or transfer ends every stay; a temporary one leaves the permanent
    placement standing. A movement that cannot be is listed as a contradiction and changes
    nothing, so a wrong row never hides the right ones.
    """
    custody = Custody()
    permanent: Stay | None = None
    temporary: Stay | None = None
    away: Away | None = None
    died = False

    def end(stay: Stay | None, by: Moved) -> None:
        if stay is not None:
            custody.stays.append(
                replace(
                    stay,
                    departed_at=by.occurred_at,
                    departed_on=by.occurred_on,
                    departure=by.id,
                )
            )

    def come_back(by: Moved) -> None:
        if away is not None:
            custody.absences.append(
                replace(away, returned_at=by.occurred_at, returned_on=by.occurred_on)
            )

    for move in in_order(movements):
        if died:
            custody.contradictions.append((move.id, "Nothing can follow a death."))
            continue
        if move.kind in DEPARTURES:
            if permanent is None and temporary is None:
                custody.contradictions.append(
                    (move.id, f"A {move.kind} of somebody who is placed nowhere.")
                )
            end(temporary, move)
            end(permanent, move)
            come_back(move)
            permanent = temporary = away = None
            died = move.kind == "death"
        elif move.kind == "temporary_out":
            if away is not None:
                custody.contradictions.append((move.id, "An absence while already away."))
            elif permanent is None and temporary is None:
                custody.contradictions.append((move.id, "An absence of somebody placed nowhere."))
            else:
                away = Away(move.origin, move.occurred_at, move.occurred_on, move.reason)
        elif move.kind == "return":
            if permanent is not None and move.facility not in {
                permanent.facility,
                temporary.facility if temporary and away else permanent.facility,
            }:
                custody.contradictions.append(
                    (move.id, "A return to a facility where the person was not placed.")
                )
                continue
            if away is None and temporary is None:
                custody.contradictions.append((move.id, "A return without an absence."))
            come_back(move)
            away = None
            if permanent and temporary and move.facility == permanent.facility:
                end(temporary, move)
                temporary = None
        elif move.facility is not None:  # an arrival or a transfer always names one
            if move.kind == "arrival" and permanent is not None:
                custody.contradictions.append(
                    (move.id, "An arrival while already placed: record a transfer.")
                )
                continue
            come_back(move)
            away = None
            end(temporary, move)
            temporary = None
            stay = Stay(
                move.origin,
                move.facility,
                move.unit,
                bool(move.permanent),
                move.occurred_at,
                move.occurred_on,
            )
            if move.permanent:
                end(permanent, move)
                permanent = stay
            else:
                temporary = stay
    custody.stays.extend(stay for stay in (permanent, temporary) if stay is not None)
    if away is not None:
        custody.absences.append(away)
    custody.stays.sort(key=lambda stay: (stay.arrived_at, stay.origin))
    return custody


def refuse_new_contradiction(before: Custody, after: Custody, movement_id: int) -> None:
    """Raise RuleViolation for what could be so before a movement was recorded and cannot now.

    movement_id: the new movement, whose own contradiction is told in its own words.
    """
    known = set(before.contradictions)
    for at_fault, what in after.contradictions:
        if (at_fault, what) in known:
            continue
        if at_fault == movement_id:
            raise RuleViolation(what, field="kind")
        raise RuleViolation(
            f"With this, a movement recorded for another time could not be so: {what}",
            field="occurred_at",
        )
