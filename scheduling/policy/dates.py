"""Spans, month ends and calendar periods. Every count is in calendar days or whole months.

R1: the trigger day is day 0. R2: months are added to the anchor and clamped to the last day of a
shorter month; never to a date that was already clamped. No due date moves for weekends or
holidays.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Per = Literal["week", "month", "quarter"]


def add_months(anchor: date, months: int) -> date:
    """The day that many months from the anchor, clamped to the month's last day (R2).

    Stops at the calendar's first and last day rather than fail on a mistyped year.
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    month += 1
    day = anchor.day
    if day > 28:
        day = min(day, monthrange(year, month)[1])
    return date(year, month, day)


def add_days(anchor: date, days: int) -> date:
    """The day that many calendar days from the anchor, which is day 0 (R1)."""
    try:
        return anchor + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in whole months and calendar days."""

    months: int = 0
    days: int = 0

    def after(self, anchor: date) -> date:
        """The day this long after the anchor."""
        moved = add_months(anchor, self.months) if self.months else anchor
        return add_days(moved, self.days) if self.days else moved

    def before(self, anchor: date) -> date:
        """The day this long before the anchor."""
        moved = add_months(anchor, -self.months) if self.months else anchor
        return add_days(moved, -self.days) if self.days else moved

    def __str__(self) -> str:
        parts: list[str] = []
        if self.months and self.months % 12 == 0:
            parts.append(_counted(self.months // 12, "year"))
        elif self.months:
            parts.append(_counted(self.months, "month"))
        if self.days or not parts:
            parts.append(_counted(self.days, "day"))
        return " and ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Period:
    """A week, calendar month or quarter, both days included."""

    first_on: date
    last_on: date

    @property
    def key(self) -> str:
        """Its first month, "2025-04", or a week's first day: stable in an obligation's key."""
        if self.last_on.toordinal() - self.first_on.toordinal() < 27:
            return self.first_on.isoformat()
        return f"{self.first_on.year:04}-{self.first_on.month:02}"

    def holds(self, day: date) -> bool:
        """Whether the day is in the period."""
        return self.first_on <= day <= self.last_on


def month_end(day: date) -> date:
    """The last day of the month."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def period_of(day: date, per: Per, quarter_starts_in: int = 1, week_starts_on: int = 1) -> Period:
    """The week, calendar month or quarter that holds the day.

    `quarter_starts_in`: a month, 1 to 12, in which one of the four quarters starts.
    `week_starts_on`: 1 for Monday to 7 for Sunday.
    """
    if per == "week":
        first = add_days(day, -((day.isoweekday() - week_starts_on) % 7))
        return Period(first, add_days(first, 6))
    months_back = (day.month - quarter_starts_in) % 3 if per == "quarter" else 0
    first = add_months(day.replace(day=1), -months_back)
    return Period(first, month_end(add_months(first, 2 if per == "quarter" else 0)))


def period_after(period: Period, per: Per) -> Period:
    """The next period of the same length."""
    return _next_period(period.first_on, per)


@lru_cache(maxsize=4096)
def _next_period(first_on: date, per: Per) -> Period:
    """Remembered, because every case of a caseload walks through the same months."""
    if per == "week":
        first = add_days(first_on, 7)
        return Period(first, add_days(first, 6))
    length = 3 if per == "quarter" else 1
    first = add_months(first_on, length)
    return Period(first, month_end(add_months(first, length - 1)))


def spoken(day: date) -> str:
    """ "3 February 2025", on paper and on screen alike."""
    return f"{day.day} {day:%B} {day.year}"
