"""What stands around the rows: tabs, headings, the bars of the next days and what they advise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from agency.templatetags.words import table_day
from casemgmt.pages.worklist.counting import GROUP_NAMES, TABS

if TYPE_CHECKING:
    from django.http import QueryDict

    from casemgmt.pages.worklist.counting import Choice, Counts
    from casemgmt.pages.worklist.rows import Row

WORKING_DAYS_SHOWN = 10
MANY_ON_ONE_DAY = 8


def tabs(query: QueryDict, counts: Counts, choice: Choice) -> list[dict[str, Any]]:
    """The tabs with their numbers; each keeps the rest of what was chosen."""
    shown = []
    for key, name in TABS:
        kept = query.copy()
        for gone in ("page", "note", "tab"):
            kept.pop(gone, None)
        if key != "all":
            kept["tab"] = key
        address = reverse("pages:worklist")
        shown.append(
            {
                "label": name,
                "url": f"{address}?{kept.urlencode()}" if kept else address,
                "count": counts.tabs[key],
                "current": choice.tab == key,
                "over": key == "overdue",
            }
        )
    return shown


def groups(rows: list[Row], counts: Counts, choice: Choice) -> list[dict[str, Any]]:
    """Rows under their headings in the order of urgency; in any other order just the rows."""
    if choice.sort.removeprefix("-") != "due":
        return [{"name": "", "count": 0, "key": "", "rows": rows}] if rows else []
    shown: list[dict[str, Any]] = []
    for row in rows:
        if not shown or shown[-1]["key"] != row.group:
            shown.append(
                {
                    "key": row.group,
                    "name": GROUP_NAMES[row.group],
                    "count": counts.groups.get(row.group, 0),
                    "rows": [],
                }
            )
        shown[-1]["rows"].append(row)
    return shown


def _working_days(counts: Counts, today: date) -> list[date]:
    """Ten working days from today, and days off between them on which something is due."""
    days, day = [], today
    working = 0
    while working < WORKING_DAYS_SHOWN:
        if day.weekday() < 5:
            working += 1
            days.append(day)
        elif counts.days.get(day):
            days.append(day)
        day += timedelta(days=1)
    return days


def bars(counts: Counts, today: date) -> list[dict[str, Any]]:
    """The next ten working days as bars, each number a link to the rows that it counts."""
    shown: list[dict[str, Any]] = []
    month = today.month
    for day in _working_days(counts, today):
        label = str(day.day) if day.month == month else f"{day.day} {day:%b}"
        month = day.month
        number = counts.days.get(day, 0)
        shown.append(
            {
                "weekday": f"{day:%a}",
                "label": label,
                "count": number,
                "overdue": counts.overdue if day == today else 0,
                "url": f"{reverse('pages:worklist')}?day={day.isoformat()}" if number else "",
                "is_today": day == today,
            }
        )
    return shown


def advice(counts: Counts, today: date) -> str:
    """What a crowded day means for each day until then."""
    days = [day for day in _working_days(counts, today) if day > today]
    crowded = max(days, key=lambda day: counts.days.get(day, 0), default=None)
    number = counts.days.get(crowded, 0) if crowded else 0
    if crowded is None or number < MANY_ON_ONE_DAY:
        return ""
    left = sum(1 for day in _working_days(counts, today) if day <= crowded and day.weekday() < 5)
    each = -(-number // max(left, 1))
    return f"{number} fall due on {table_day(crowded, today)}: about {each} a day from today."
