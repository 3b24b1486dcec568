"""What the reader chose of the worklist, and every number on the page, from one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    F,
    Q,
    Value,
    When,
)
from django.db.models.functions import Concat

from offenders.models.person import Folded
from scheduling.models import DueItem

if TYPE_CHECKING:
    from django.db.models import QuerySet


SOON = timedelta(days=7)

TABS = (("overdue", "Overdue"), ("due", "Due"), ("hold", "On hold"), ("all", "All"))

#: The columns of an order; a column without a value comes last whichever way it goes.
SORTS: dict[str, tuple[str, ...]] = {
    "name": ("offender__family_name", "offender__given_names"),
    "number": ("offender__number",),
    "place": ("away", "place__unit", "place__facility"),
    "duty": ("standard", "due_on"),
    "due": ("on_hold", "due_on"),
    "note": ("note__on",),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader chose: each part of it survives the others and the back button."""

    tab: str = "all"
    sort: str = "due"
    text: str = ""
    duty: str = ""
    day: date | None = None
    page: int = 1

    @classmethod
    def from_query(cls, query: Any) -> Choice:
        """The choice in an address (a QueryDict); what makes no sense is left out."""
        tab = query.get("tab", "")
        sort = query.get("sort", "")
        page = query.get("page", "")
        try:
            day = date.fromisoformat(query.get("day", ""))
        except ValueError:
            day = None
        return cls(
            tab=tab if tab in dict(TABS) else "all",
            sort=sort if sort.removeprefix("-") in SORTS else "due",
            text=" ".join(query.get("q", "").replace("\x00", "").split())[:100],
            duty=query.get("duty", "")[:60],
            day=day,
            page=int(page) if page.isdecimal() and len(page) < 6 and int(page) else 1,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything hides rows of the tab."""
        return bool(self.text or self.duty or self.day)


@dataclass(slots=True)
class Counts:
    """Every number of the page, from one query."""

    today: date
    choice: Choice
    tabs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(dict(TABS), 0))
    groups: dict[str, int] = field(default_factory=dict)
    days: dict[date, int] = field(default_factory=dict)
    duties: set[str] = field(default_factory=set)
    overdue: int = 0
    everything: int = 0

    def add(self, standard: str, due_on: date | None, on_hold: bool, matches: bool, n: int) -> None:
        """Count `n` items that are alike."""
        self.everything += n
        self.duties.add(standard)
        group = group_of(due_on, on_hold, self.today)
        if not on_hold and due_on is not None:
            # What is overdue is today's work.
            day = max(due_on, self.today)
            self.days[day] = self.days.get(day, 0) + n
            self.overdue += n if due_on < self.today else 0
        if not matches or (self.choice.duty and standard != self.choice.duty):
            return
        if self.choice.day and not falls_on(due_on, on_hold, self.choice.day, self.today):
            return
        self.groups[group] = self.groups.get(group, 0) + n
        self.tabs["all"] += n
        tab = {"overdue": "overdue", "today": "due", "soon": "due", "hold": "hold"}.get(group)
        if tab:
            self.tabs[tab] += n


def group_of(due_on: date | None, on_hold: bool, today: date) -> str:
    """Under which heading an item stands when the list is in the order of urgency."""
    if on_hold:
        return "hold"
    if due_on is None:
        return "none"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "soon" if due_on <= today + SOON else "later"


GROUP_NAMES = {
    "overdue": "Overdue",
    "today": "Due today",
    "soon": "Due in the next 7 days",
    "later": "Later",
    "none": "No date",
    "hold": "On hold",
}


def falls_on(due_on: date | None, on_hold: bool, day: date, today: date) -> bool:
    """Whether an item is among those that the bar of `day` counts."""
    return not on_hold and due_on is not None and max(due_on, today) == day


def text_matches(choice: Choice) -> Q:
    """The filter's text, in name or number, whatever its case and accents."""
    wanted = Q()
    for word in choice.text.split():
        wanted &= Q(folded_name__contains=Folded(Value(word))) | Q(offender__number__icontains=word)
    return wanted


def with_name(items: QuerySet[DueItem], choice: Choice) -> QuerySet[DueItem]:
    """Items with the name that the filter's text is compared with; as they are without one."""
    if not choice.text:
        return items
    return items.annotate(
        folded_name=Folded(
            Concat(
                F("offender__family_name"),
                Value(" "),
                F("offender__given_names"),
                output_field=CharField(),
            )
        )
    )


def counts_of(items: QuerySet[DueItem], choice: Choice, today: date) -> Counts:
    """Count the user's items for the tabs, the groups, the bars and the choice of duties."""
    counts = Counts(today, choice)
    matching: Any = Value(True, output_field=BooleanField())
    if choice.text:
        matching = Case(
            When(text_matches(choice), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    rows = (
        with_name(items, choice)
        .annotate(matching=matching)
        .order_by()
        .values_list("standard", "due_on", "on_hold", "matching")
        .annotate(n=Count("pk"))
    )
    for row in rows:
        counts.add(*row)
    return counts
