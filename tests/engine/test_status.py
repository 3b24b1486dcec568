"""The status of an item follows from its dates alone, for any dates."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.engine.results import Closed
from scheduling.engine.status import Status, status_of
from tests.engine.cases import day

BASE = {
    "due_on": "2025-05-03",
    "opens_on": "2025-04-03",
    "fulfilled_on": None,
    "closed": "",
    "on_hold": False,
}


def status(as_of, **changes):
    values = BASE | changes
    for name in ("due_on", "opens_on", "fulfilled_on"):
        values[name] = day(values[name]) if values[name] else None
    return status_of(**values, as_of=day(as_of))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-04-02", "upcoming"),
        ("2025-04-03", "due"),
        ("2025-05-02", "due"),
        ("2025-05-03", "due"),
        ("2025-05-04", "overdue"),
    ],
)
def test_an_open_item_is_upcoming_then_due_then_overdue_r1(as_of, expected):
    assert status(as_of) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [("2025-05-02", "done"), ("2025-05-03", "done"), ("2025-05-04", "done late")],
)
def test_done_on_the_due_day_is_in_time_r1(done, expected):
    assert status("2025-06-01", fulfilled_on=done) == expected


@pytest.mark.parametrize("closed", ["missed", "cancelled", "superseded"])
def test_a_closed_item_says_how_even_on_hold(closed):
    assert status("2025-06-01", closed=closed, on_hold=True) == closed


def test_an_item_on_hold_is_never_overdue():
    assert status("2025-06-01", on_hold=True) == "on hold"


def test_an_item_without_a_date_is_due_until_it_is_done():
    assert status("2025-06-01", due_on=None, opens_on=None) == "due"
    assert status("2025-06-01", due_on=None, opens_on=None, fulfilled_on="2025-05-01") == "done"


maybe = st.none() | st.dates(date(2025, 1, 1), date(2025, 12, 31))


@settings(max_examples=200, deadline=None)
@given(
    due_on=maybe,
    opens_on=maybe,
    fulfilled_on=maybe,
    closed=st.sampled_from(get_args(Closed)),
    on_hold=st.booleans(),
    as_of=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)
def test_every_combination_has_one_status(**dates):
    assert status_of(**dates) in get_args(Status)
