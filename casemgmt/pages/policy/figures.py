"""The numbers of a preview, within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q, Sum

from agency.access import Action, Scope, scopes_of
from offenders.models import Offender
from scheduling import policies, taking_effect
from scheduling.models import Change, PreviewChange

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import User
    from scheduling.models import Preview


@dataclass(frozen=True, slots=True)
class Line:
    """One facility, officer or duty; numbers as in the totals."""

    pk: Any
    name: str
    second: str
    numbers: dict[str, int]

    @property
    def key(self) -> str:
        """How an address names it."""
        return str(self.pk) if self.pk else "none"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a reader sees of a preview. total: cases for gained and lost, items otherwise, and in
    "cases" everybody for whom something changes.

    everything: whether these are the agency's figures or only those of the reader's own cases.
    """

    everything: bool
    cases: int
    total: dict[str, int]
    median_days: int | None
    facilities: list[Line] = field(default_factory=list)
    officers: list[Line] = field(default_factory=list)
    duties: list[Line] = field(default_factory=list)
    officers_over: int = 0
    most_gained: int = 0


def sees_everything(user: User) -> bool:
    """Whether figures of the whole agency are theirs to see."""
    return any(scope == Scope.AGENCY for _, scope in scopes_of(user, "what_if", Action.READ))


def readable_people(user: User) -> QuerySet[Offender]:
    """The people whose due items the reader may read."""
    return Offender.objects.in_scope(user, "due_item", Action.READ)


def changes_for(user: User, preview: Preview, reach: str) -> QuerySet[PreviewChange]:
    """The changes that count in the reader's numbers."""
    rows = PreviewChange.objects.filter(preview=preview, reach=reach)
    if sees_everything(user):
        return rows
    own = Q(offender_id__in=readable_people(user).values("pk")) | Q(offender=None, officer=user)
    return rows.filter(own)


#: How each kind of change is counted: people who gain or lose, dates that move, items late; and
#: people for whom anything changes at all.
_NUMBERS = {
    "cases": Count("offender", distinct=True),
    "gained": Count("offender", distinct=True, filter=Q(change=Change.GAINED)),
    "lost": Count("offender", distinct=True, filter=Q(change=Change.LOST)),
    "moved": Sum("items", filter=Q(change=Change.MOVED), default=0),
    "overdue": Sum("items", filter=Q(change=Change.OVERDUE), default=0),
}


def seen_by(user: User, preview: Preview, reach: str) -> Figures:
    """The figures as this reader sees them: five queries."""
    rows = changes_for(user, preview, reach).order_by()
    everything = sees_everything(user)
    total = {name: int(number) for name, number in rows.aggregate(**_NUMBERS).items()}
    facilities = _lines(rows, "facility_id", "facility__name")
    officers = _lines(rows, "officer_id", "officer__family_name", "officer__given_names",
                      place=Max("facility__name"))  # fmt: skip
    duties = _lines(rows, "standard", "standard")
    names = {d.code: d.name for d in policies.parsed(preview.edition).duties()}
    names = {code: duty.name for code, duty in policies.in_force().duties().items()} | names
    duties = [Line(one.pk, names.get(one.pk, one.pk), one.pk, one.numbers) for one in duties]
    if everything:
        figure = preview.figures.get(reach, {}).get(Change.MOVED, {})
        median = figure.get("median_days")
        cases = int(preview.figures.get("cases", 0))
    else:
        median = _median(rows)
        reached = taking_effect.cases_reached(preview.facility_id, preview.unit_id)
        cases = reached.filter(pk__in=readable_people(user).values("pk")).count()
    return Figures(
        everything=everything,
        cases=cases,
        total=total,
        median_days=median,
        facilities=sorted(facilities, key=_weight),
        officers=sorted(officers, key=_weight),
        duties=sorted(duties, key=_weight),
        officers_over=sum(1 for one in officers if one.pk and one.numbers["overdue"] > 2),
        most_gained=max((one.numbers["gained"] for one in officers), default=0),
    )


def _weight(line: Line) -> tuple[int, int, int, str]:
    numbers = line.numbers
    return (-numbers["overdue"], -numbers["gained"], -numbers["moved"], line.name)


def _lines(rows: QuerySet[PreviewChange], key: str, *names: str, place: Any = None) -> list[Line]:
    extra = {"second": place} if place is not None else {}
    grouped = rows.values(key, *(name for name in names if name != key)).annotate(
        **_NUMBERS, **extra
    )
    return [
        Line(
            row[key],
            ", ".join(str(row[name]) for name in names if row[name]) or "Nobody",
            str(row.get("second") or ""),
            {name: int(row[name] or 0) for name in _NUMBERS},
        )
        for row in grouped
    ]


def _median(rows: QuerySet[PreviewChange]) -> int | None:
    moved = rows.filter(change=Change.MOVED, before_on__isnull=False, after_on__isnull=False)
    days = sorted(
        days.days for days in moved.annotate(by=F("after_on") - F("before_on")).values_list(
            "by", flat=True
        )
    )  # fmt: skip
    return days[len(days) // 2] if days else None
