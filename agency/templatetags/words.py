"""The agency's own words, and dates as people say them.

Nothing here reads a clock: "today" is always an argument, because today is today at the
facility and every page gets it once, as the context variable `today`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone

register = template.Library()

NEUTRAL_WORDS = {
    "offender": "person",
    "offender_plural": "people",
    "case_officer": "case officer",
    "case_officer_plural": "case officers",
    "facility_plural": "facilities",
    "contact_report": "contact report",
}

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


# ---- The agency's words ------------------------------------------------------------------


def agency_word(terms: dict[str, str], key: str, *, plural: bool = False) -> str:
    """The agency's word for `key`, or the neutral word when the agency has none of its own.

    A plural that the agency did not give is made from its singular.
    """
    if not plural:
        return terms.get(key) or NEUTRAL_WORDS.get(key) or key.replace("_", " ")
    plural_key = f"{key}_plural"
    if terms.get(plural_key):
        return terms[plural_key]
    if terms.get(key):
        return f"{terms[key]}s"
    return NEUTRAL_WORDS.get(plural_key) or f"{agency_word({}, key)}s"


def capitalised(words: str) -> str:
    """`words` with a capital first letter, the rest as it is (an acronym stays one)."""
    return words[:1].upper() + words[1:]


@register.simple_tag(takes_context=True)
def term(context: Context, key: str, plural: bool = False, cap: bool = False) -> str:
    """Write the agency's word: `{% term "offender" plural=True cap=True %}` gives "Inmates"."""
    word = agency_word(_terms(context), key, plural=plural)
    return capitalised(word) if cap else word


def _terms(context: Context) -> dict[str, str]:
    agency: Any = context.get("agency")
    if agency is None:
        from agency.models import Agency

        agency = Agency.current()
    return getattr(agency, "terms", None) or {}


# ---- Dates -------------------------------------------------------------------------------


def _as_date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def _day_and_month(on: dt.date) -> str:
    return f"{on.day} {LONG_MONTHS[on.month - 1][:3]}"


@register.filter
def day(value: Any) -> str:
    """A date with weekday and year: "Mon 23 Nov 2026". Nothing for no date."""
    on = _as_date(value)
    return f"{WEEKDAYS[on.weekday()]} {_day_and_month(on)} {on.year}" if on else ""


@register.filter
def long_day(value: Any) -> str:
    """A date in full: "Monday 23 November 2026"."""
    on = _as_date(value)
    if not on:
        return ""
    return f"{LONG_WEEKDAYS[on.weekday()]} {on.day} {LONG_MONTHS[on.month - 1]} {on.year}"


@register.filter
def short_day(value: Any, today: dt.date | None = None) -> str:
    """A date without weekday, "23 Nov"; with its year when that is not the year of `today`."""
    on = _as_date(value)
    if not on:
        return ""
    same_year = today is not None and on.year == today.year
    return _day_and_month(on) if same_year else f"{_day_and_month(on)} {on.year}"


@register.filter
def table_day(value: Any, today: dt.date | None = None) -> str:
    """A date with weekday for a table, "Sat 31 Oct"; with its year when not `today`'s."""
    on = _as_date(value)
    return f"{WEEKDAYS[on.weekday()]} {short_day(on, today)}" if on else ""


@register.filter
def month(value: Any) -> str:
    """The month of a date: "November 2026"."""
    on = _as_date(value)
    return f"{LONG_MONTHS[on.month - 1]} {on.year}" if on else ""


def _local(value: dt.datetime, zone: str | dt.tzinfo | None) -> dt.datetime:
    if timezone.is_naive(value):
        return value
    return timezone.localtime(value, ZoneInfo(zone) if isinstance(zone, str) else zone)


@register.filter
def moment(value: dt.datetime | None, zone: str | dt.tzinfo | None = None) -> str:
    """A moment with its day: "Mon 26 Oct 2026, 14:10".

    `zone` is the facility's time zone (name or tzinfo); without it the zone that the request
    made current is used.
    """
    if value is None or value == "":
        return ""
    local = _local(value, zone)
    return f"{day(local.date())}, {local:%H:%M}"


@register.filter
def clock_time(value: dt.datetime | None, zone: str | dt.tzinfo | None = None) -> str:
    """The time of day of a moment: "14:10"; `zone` as for `moment`."""
    if value is None or value == "":
        return ""
    return f"{_local(value, zone):%H:%M}"


# ---- Spans -------------------------------------------------------------------------------


def counted(number: int, word: str) -> str:
    """A number with its noun: "1 day", "6 days"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


@register.filter
def relative_due(due_on: dt.date | None, today: dt.date) -> str:
    """How an open item stands: "Overdue 6 days", "Due today", "Due tomorrow", "Due in 3 days"."""
    if due_on is None:
        return ""
    left = (due_on - today).days
    if left < 0:
        return f"Overdue {counted(-left, 'day')}"
    if left == 0:
        return "Due today"
    return "Due tomorrow" if left == 1 else f"Due in {left} days"


@register.filter
def span_left(ends_on: dt.date | None, today: dt.date) -> str:
    """Calendar time from `today` to `ends_on`: "1 year 9 months 17 days".

    Whole months are counted from today's day of the month, shortened at a month's end, as
    dates in policies are. An end that has passed says so.
    """
    if ends_on is None:
        return ""
    if ends_on == today:
        return "ends today"
    if ends_on < today:
        return f"ended {span_left(today, ends_on)} ago"
    months = (ends_on.year - today.year) * 12 + ends_on.month - today.month
    if _add_months(today, months) > ends_on:
        months -= 1
    days = (ends_on - _add_months(today, months)).days
    years, months = divmod(months, 12)
    parts = ((years, "year"), (months, "month"), (days, "day"))
    return " ".join(counted(number, word) for number, word in parts if number)


def _add_months(start: dt.date, months: int) -> dt.date:
    year, month_index = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = dt.date(year + (month_index == 11), (month_index + 1) % 12 + 1, 1)
    last_day = (following - dt.timedelta(days=1)).day
    return dt.date(year, month_index + 1, min(start.day, last_day))


@register.filter
def age_on(born_on: dt.date | None, today: dt.date) -> int | str:
    """Whole years of age on `today`; nothing when the date of birth is not known."""
    if born_on is None:
        return ""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


@register.simple_tag(takes_context=True)
def role_word(context: Context, posting: Any) -> str:
    """What a posting is called at this agency: "Case manager" where it has its own word."""
    terms = _terms(context)
    return capitalised(terms.get(posting.role) or posting.get_role_display())
