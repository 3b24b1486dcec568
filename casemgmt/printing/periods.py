"""The periods that a print may be asked for."""

from __future__ import annotations

from datetime import date, timedelta

from casemgmt.printing.content import Period

CHOICES = {
    "this_month": "This month",
    "last_month": "Last month",
    "last_90_days": "Last 90 days",
    "all": "All",
    "between": "From and until",
}


def named_period(name: str, today: date) -> Period:
    """The days that `name` (any of CHOICES but "between") means on `today`.

    The last 90 days are today and the 89 before it.
    """
    first_of_month = today.replace(day=1)
    match name:
        case "this_month":
            return Period(first_of_month, today)
        case "last_month":
            last = first_of_month - timedelta(days=1)
            return Period(last.replace(day=1), last)
        case "last_90_days":
            return Period(today - timedelta(days=89), today)
        case "all":
            return Period(None, today)
    raise ValueError(f"No period is called {name!r}.")
