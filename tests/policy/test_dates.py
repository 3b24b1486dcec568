"""Month arithmetic, checked against another way of counting."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.policy.dates import Span, add_days, add_months, period_after, period_of, spoken

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def by_walking(anchor: date, months: int) -> date:
    """Step from first of month to first of month, then take the day or the month's last."""
    first = anchor.replace(day=1)
    for _ in range(abs(months)):
        first = (
            (first + timedelta(days=32)).replace(day=1)
            if months > 0
            else (first - timedelta(days=1)).replace(day=1)
        )
    return first.replace(day=min(anchor.day, monthrange(first.year, first.month)[1]))


@settings(max_examples=300, deadline=None)
@given(anchor=days, months=st.integers(-120, 120))
def test_months_agree_with_walking_month_by_month_r2(anchor, months):
    assert add_months(anchor, months) == by_walking(anchor, months)


@settings(max_examples=300, deadline=None)
@given(anchor=days, step=st.integers(1, 12), count=st.integers(1, 40))
def test_a_grid_from_the_anchor_never_drifts_r2(anchor, step, count):
    for number in range(1, count + 1):
        slot = add_months(anchor, step * number)
        assert slot.day == min(anchor.day, monthrange(slot.year, slot.month)[1])


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 3, "2025-04-30"),
        ("2025-01-31", 6, "2025-07-31"),
        ("2028-02-29", -36, "2025-02-28"),
        ("2028-02-29", -48, "2024-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
    ],
)
def test_months_clamp_to_the_last_day_r2(anchor, months, expected):
    assert add_months(date.fromisoformat(anchor), months) == date.fromisoformat(expected)


def test_the_calendars_ends_stop_the_counting_rather_than_fail():
    assert add_months(date(9999, 6, 1), 12) == date.max
    assert add_months(date(1, 6, 1), -36) == date.min
    assert add_days(date.max, 1) == date.max
    assert add_days(date.min, -1) == date.min


@pytest.mark.parametrize(
    ("day", "per", "start", "expected"),
    [
        ("2024-02-29", "month", 1, ("2024-02-01", "2024-02-29")),
        ("2025-03-31", "quarter", 1, ("2025-01-01", "2025-03-31")),
        ("2025-04-01", "quarter", 1, ("2025-04-01", "2025-06-30")),
        ("2025-01-15", "quarter", 2, ("2024-11-01", "2025-01-31")),
        ("2025-02-01", "quarter", 11, ("2025-02-01", "2025-04-30")),
    ],
)
def test_periods_are_calendar_months_and_quarters_m4(day, per, start, expected):
    period = period_of(date.fromisoformat(day), per, start)
    assert (period.first_on.isoformat(), period.last_on.isoformat()) == expected
    following = period_after(period, per)
    assert following.first_on == period.last_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(days=1), "1 day"),
        (Span(), "0 days"),
        (Span(months=3), "3 months"),
        (Span(months=36), "3 years"),
        (Span(months=1, days=10), "1 month and 10 days"),
    ],
)
def test_a_span_reads_as_english(span, words):
    assert str(span) == words


def test_a_day_reads_as_english():
    assert spoken(date(2025, 2, 3)) == "3 February 2025"
