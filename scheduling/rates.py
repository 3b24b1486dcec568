"""How officers stand: what is overdue, due and missing, and how much was done in time.

Each number is a condition on due items; the list behind the number is made from the same
condition, so they cannot disagree. Counts go by the officer who owes the item, whoever has the
case today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncMonth

from scheduling import policies
from scheduling.models import Closing, DueItem
from scheduling.policy.shapes import Quota
from scheduling.querysets import done_in_time, done_late

if TYPE_CHECKING:
    from scheduling.querysets import DueItemQuerySet

#: Fewer items than this say nothing about an officer.
FEWEST_RATED = 20
SOON = timedelta(days=14)
PERIODS = (30, 90, 180, 365)
USUAL_PERIOD = 90


@dataclass(frozen=True, slots=True)
class Window:
    """A period that ended yesterday, and the equally long one before it; both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Window:
        """The equally long period before it."""
        length = timedelta(days=self.days)
        return Window(self.first - length, self.last - length)


def window_of(days: int, today: date) -> Window:
    """The last `days` whole days. Today is not over, so it is not rated."""
    return Window(today - timedelta(days=days), today - timedelta(days=1))


@dataclass(slots=True)
class Counts:
    """The numbers of one officer, or of several together.

    rated: items due in the period; on_time: those done by their day; before_*: the same for the
    period before. oldest: the earliest due day among the overdue.
    """

    overdue: int = 0
    due: int = 0
    missing: int = 0
    month: int = 0
    rated: int = 0
    on_time: int = 0
    before_rated: int = 0
    before_on_time: int = 0
    oldest: date | None = None

    @property
    def rate(self) -> int | None:
        """Done in time, per cent; None with too few items to say so."""
        return _rate(self.on_time, self.rated)

    @property
    def rate_before(self) -> int | None:
        """The same for the period before."""
        return _rate(self.before_on_time, self.before_rated)

    @property
    def change(self) -> int | None:
        """Percentage points since the period before; None where one of both is not rated."""
        if self.rate is None or self.rate_before is None:
            return None
        return self.rate - self.rate_before

    @property
    def change_words(self) -> str:
        """The change in words: "up 2", "down 6", "same", "None"."""
        if self.change is None:
            return "None"
        if not self.change:
            return "same"
        return f"up {self.change}" if self.change > 0 else f"down {-self.change}"


def _rate(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole >= FEWEST_RATED else None


def together(all_counts: Iterable[Counts]) -> Counts:
    """The numbers of several officers added up."""
    total = Counts()
    for counts in all_counts:
        for field in fields(Counts):
            if field.name != "oldest":
                setattr(total, field.name, getattr(total, field.name) + getattr(counts, field.name))
        if counts.oldest is not None:
            total.oldest = min(total.oldest or counts.oldest, counts.oldest)
    return total


# ---- What each number means ----------------------------------------------------------------


def items_owed_by(officer_ids: Iterable[int], facility_ids: Iterable[int]) -> DueItemQuerySet:
    """Items about cases that these officers owe and these facilities answer for."""
    return DueItem.objects.on_lists().filter(
        owner_id__in=list(officer_ids),
        facility_id__in=list(facility_ids),
        offender__isnull=False,
    )


def note_standards() -> list[str]:
    """Codes of the duties to make a note each month; none where the policies have no such duty."""
    return [
        duty.code
        for duty in policies.in_force().duties().values()
        if isinstance(duty, Quota) and duty.per == "month" and duty.action == "note"
    ]


_ACTIVE = Q(fulfilled_on=None, closed="", on_hold=False)
#: Items that say something about whether duties are kept.
RATEABLE = Q(on_hold=False) & ~Q(closed__in=[Closing.CANCELLED, Closing.SUPERSEDED])


def _in(window: Window) -> Q:
    return RATEABLE & Q(due_on__range=(window.first, window.last))


def _month(today: date) -> Q:
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Q(due_on__gte=first, due_on__lt=following)


def conditions(today: date, window: Window, notes: list[str]) -> dict[str, Q]:
    """What each number counts, by its name."""
    rated, before = _in(window), _in(window.before)
    on_time = done_in_time()
    return {
        "overdue": _ACTIVE & Q(due_on__lt=today),
        "due": _ACTIVE & Q(due_on__range=(today, today + SOON)),
        "missing": _ACTIVE & _month(today) & Q(standard__in=notes),
        "month": RATEABLE & _month(today) & Q(standard__in=notes),
        "rated": rated,
        "on_time": rated & on_time,
        "late": rated & done_late(),
        "not_done": rated & Q(fulfilled_on=None),
        "before_rated": before,
        "before_on_time": before & on_time,
    }


# ---- Counting ------------------------------------------------------------------------------


def counts_by_officer(
    items: DueItemQuerySet, today: date, window: Window, notes: list[str]
) -> dict[int, Counts]:
    """The numbers of each officer; one query whatever the number of officers and items."""
    meant = conditions(today, window, notes)
    counted = (field.name for field in fields(Counts) if field.name != "oldest")
    rows = (
        items.order_by()
        .values("owner_id")
        .annotate(
            oldest=Min("due_on", filter=meant["overdue"]),
            **{name: Count("pk", filter=meant[name]) for name in counted},
        )
    )
    return {row.pop("owner_id"): Counts(**row) for row in (dict(found) for found in rows)}


@dataclass(frozen=True, slots=True)
class DutyCounts:
    """How one duty went in the period."""

    code: str
    name: str
    rated: int
    on_time: int
    late: int
    not_done: int


def counts_by_duty(
    items: DueItemQuerySet, today: date, window: Window, notes: list[str]
) -> list[DutyCounts]:
    """The period by duty, those owed most often first."""
    meant = conditions(today, window, notes)
    names = policies.in_force().duties()
    rows = (
        items.filter(meant["rated"])
        .order_by()
        .values("standard")
        .annotate(
            **{
                name: Count("pk", filter=meant[name])
                for name in ("rated", "on_time", "late", "not_done")
            }
        )
        .order_by("-rated", "standard")
    )
    return [
        DutyCounts(
            code=row["standard"],
            name=names[row["standard"]].name if row["standard"] in names else row["standard"],
            rated=row["rated"],
            on_time=row["on_time"],
            late=row["late"],
            not_done=row["not_done"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Trend:
    """On time by month: twelve months up to this one, and the same a year before; per cent."""

    points: list[tuple[str, float | None]]
    year_before: list[float | None]

    @property
    def has_any(self) -> bool:
        """Whether any month has something to show."""
        return any(value is not None for _, value in self.points)


def trend_of(items: DueItemQuerySet, today: date) -> Trend:
    """The rate of each month by due day; a month in which nothing was due has no value."""
    months = [_months_before(today, back) for back in range(23, -1, -1)]
    rows = (
        items.filter(_in(Window(months[0], today - timedelta(days=1))))
        .order_by()
        .annotate(month_of=TruncMonth("due_on"))
        .values("month_of")
        .annotate(due=Count("pk"), on_time=Count("pk", filter=done_in_time()))
    )
    rates: dict[Any, float] = {
        row["month_of"]: round(100 * row["on_time"] / row["due"]) for row in rows if row["due"]
    }
    return Trend(
        [(f"{month:%b}", rates.get(month)) for month in months[12:]],
        [rates.get(month) for month in months[:12]],
    )


def _months_before(today: date, back: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)
