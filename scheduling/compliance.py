"""How the agency keeps its standards: due, in time, late, missed; by place, officer, duty, month.

OP-060101, VI (OK-027); COPP 10.3, Introduction and Assurance (WA-004, WA-031). Figures only: no
name of a person in custody and nothing of a case is in them. A sample names items by their
number, drawn so that anybody can draw it again from the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from agency.models import Facility, User
from conferences.sampling import draw
from scheduling import policies
from scheduling.models import Closing, DueItem
from scheduling.querysets import done_in_time, done_late
from scheduling.rates import RATEABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduling.querysets import DueItemQuerySet

#: What figures can be broken down by: its columns of an item.
BY: dict[str, str] = {
    "facility": "facility_id",
    "officer": "owner_id",
    "duty": "standard",
    "month": "month",
}

NUMBERS = ("due", "in_time", "late", "missed", "not_done")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items count: due from `first` to `last`, perhaps of one facility or duty."""

    first: date
    last: date
    facility: int | None = None
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one facility, officer, duty or month, or of a crossing of them.

    key: the values of the columns asked for. names: the same in words.
    """

    key: tuple[Any, ...]
    names: tuple[str, ...]
    due: int
    in_time: int
    late: int
    missed: int
    not_done: int

    @property
    def share(self) -> int | None:
        """Done in time, per cent; None where nothing was due."""
        return round(100 * self.in_time / self.due) if self.due else None


def items_in(user: User, scope: Scope) -> DueItemQuerySet:
    """The items that count for this reader. Those whose name gives a confidential record away are
    left out, as everywhere; so is what is on hold, was cancelled or superseded."""
    items = (
        DueItem.objects.on_lists()
        .filter(RATEABLE, due_on__range=(scope.first, scope.last))
        .known_to(user)
    )
    if scope.facility is not None:
        items = items.filter(facility_id=scope.facility)
    return items.filter(standard=scope.duty) if scope.duty else items


def figures(items: DueItemQuerySet, by: Sequence[str]) -> list[Line]:
    """Lines by these of BY, in the order of their names; one query, and one for each kind of
    name."""
    columns = [BY[name] for name in by]
    rows = list(
        items.order_by()
        .annotate(month=TruncMonth("due_on"))
        .values(*columns)
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=done_in_time()),
            late=Count("pk", filter=done_late()),
            missed=Count("pk", filter=Q(fulfilled_on=None, closed=Closing.MISSED)),
            not_done=Count("pk", filter=Q(fulfilled_on=None, closed="")),
        )
        .order_by(*columns)
    )
    words = {name: _names(name, {row[BY[name]] for row in rows}) for name in by}
    lines = [
        Line(
            tuple(row[column] for column in columns),
            tuple(words[name][row[BY[name]]] for name in by),
            *(row[number] for number in NUMBERS),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: tuple(_order(*pair) for pair in _pairs(line)))


def _pairs(line: Line) -> Iterator[tuple[Any, str]]:
    return zip(line.key, line.names, strict=True)


def _order(key: Any, name: str) -> str:
    return key.isoformat() if hasattr(key, "isoformat") else name.casefold()


def total_of(lines: Sequence[Line]) -> Line:
    """All of them added up."""
    return Line((), (), *(sum(getattr(line, number) for line in lines) for number in NUMBERS))


def _names(name: str, keys: set[Any]) -> dict[Any, str]:
    """What the values of one column are called."""
    if name == "facility":
        found = dict(Facility.objects.filter(pk__in=keys - {None}).values_list("pk", "name"))
        return {key: found.get(key, "No facility") for key in keys}
    if name == "officer":
        people = User.objects.filter(pk__in=keys - {None})
        found = {person.pk: person.sort_name for person in people}
        return {key: found.get(key, "Nobody") for key in keys}
    if name == "duty":
        duties = policies.in_force().duties()
        return {key: duties[key].name if key in duties else key for key in keys}
    return {key: f"{key:%B %Y}" for key in keys}


# ---- A sample that can be drawn again ------------------------------------------------------------

#: A sample larger than this is a list.
LARGEST = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """Items drawn from those that count. fingerprint: of the pool, so that somebody who draws
    again knows whether the pool is still the same. rows: in the order drawn."""

    seed: int
    size: int
    pool: int
    fingerprint: str
    rows: list[DueItem]


def sample_of(items: DueItemQuerySet, *, seed: int, size: int) -> Sample:
    """`size` of the items by that seed: the first of all in the order of SHA-256("seed:id")."""
    pool = list(items.order_by("pk").values_list("pk", flat=True))
    drawn = draw(pool, min(size, LARGEST), seed)
    found = DueItem.objects.select_related("facility", "owner").in_bulk(drawn)
    return Sample(
        seed=seed,
        size=size,
        pool=len(pool),
        fingerprint=sha256(",".join(map(str, pool)).encode()).hexdigest(),
        rows=[found[pk] for pk in drawn],
    )
