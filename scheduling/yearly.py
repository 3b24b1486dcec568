"""The minimum of contact reports in twelve months, for each person. COPP 10.3, Appendix A.

The cycle owes each slot by itself; this counts them together: on the three-month cycle two
Regular Contact Reports and two IMP Reviews in a year, on the six-month cycle one of each. What
was on hold, cancelled or superseded was not owed. Whoever is in the cycle for less than a year
is asked for what fell due since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from scheduling import policies
from scheduling.models import DueItem
from scheduling.policy.dates import add_months
from scheduling.policy.shapes import Cycle
from scheduling.rates import RATEABLE

if TYPE_CHECKING:
    from scheduling.querysets import DueItemQuerySet


@dataclass(frozen=True, slots=True)
class TurnOfTheYear:
    """One kind of report: how many fell due in the year, and how many of those were made."""

    name: str
    asked: int
    made: int


@dataclass(frozen=True, slots=True)
class Year:
    """The twelve months that ended yesterday. begun_on: the first day of the cycle, where that
    lies within them, so that the year is not whole."""

    first: date
    last: date
    turns: tuple[TurnOfTheYear, ...]
    begun_on: date | None

    @property
    def is_met(self) -> bool:
        """Whether everything that fell due was made."""
        return all(turn.made >= turn.asked for turn in self.turns)


def alternating() -> dict[str, str]:
    """Code → name of the duties in force that take turns in a cycle, in the order of their turns;
    empty where no standard has such a cycle."""
    return {
        turn.code: turn.name
        for edition in policies.in_force().policies.editions
        for shape in edition.shapes
        if isinstance(shape, Cycle) and shape.subject == "case" and len(shape.turns) > 1
        for turn in shape.turns
    }


def window(on: date) -> tuple[date, date]:
    """The first and the last of the twelve months of days that ended the day before."""
    return add_months(on, -12), on - timedelta(days=1)


def owed(codes: Iterable[str], on: date) -> DueItemQuerySet:
    """The slots that fell due in the year, whoever they are about."""
    return DueItem.objects.on_lists().filter(
        RATEABLE, standard__in=list(codes), due_on__range=window(on)
    )


def year_of(offender_id: int, on: date) -> Year | None:
    """The year of one person; None where no standard asks, or nothing has fallen due yet."""
    names = alternating()
    if not names:
        return None
    rows: list[tuple[str, date | None, dict[str, Any]]] = list(
        owed(names, on)
        .filter(offender_id=offender_id)
        .order_by("due_on")
        .values_list("standard", "fulfilled_on", "basis")
    )
    if not rows:
        return None
    first, last = window(on)
    begun = _begun_on(rows[0][2])
    return Year(
        first,
        last,
        tuple(
            TurnOfTheYear(
                name,
                sum(standard == code for standard, _, _ in rows),
                sum(standard == code and done is not None for standard, done, _ in rows),
            )
            for code, name in names.items()
        ),
        begun if begun is not None and begun > first else None,
    )


def _begun_on(basis: dict[str, Any]) -> date | None:
    """The day on which the cycle began: the first fact of a slot is what started it."""
    facts = basis.get("facts") or [[None, None]]
    return date.fromisoformat(facts[0][1]) if facts[0][1] else None


def below_minimum(items: DueItemQuerySet) -> Any:
    """People for whom fewer were made than fell due: offender_id, asked, made; most missing first.

    items: of `owed`, within the reader's reach.
    """
    return (
        items.order_by()
        .values("offender_id")
        .annotate(asked=Count("pk"), made=Count("pk", filter=Q(fulfilled_on__isnull=False)))
        .filter(made__lt=F("asked"))
        .order_by(F("made") - F("asked"), "offender_id")
    )
