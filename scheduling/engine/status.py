"""The status of an obligation on a day, from its stored dates and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Literal

from scheduling.engine.results import Closed

Status = Literal[
    "upcoming",
    "due",
    "overdue",
    "done",
    "done late",
    "missed",
    "on hold",
    "cancelled",
    "superseded",
]


def status_of(
    *,
    due_on: date | None,
    opens_on: date | None,
    fulfilled_on: date | None,
    closed: Closed,
    on_hold: bool,
    as_of: date,
) -> Status:
    """One answer for any dates, in this order, which one SQL CASE can mirror.

    1. fulfilled after its due day: done late; fulfilled: done
    2. closed: missed, cancelled or superseded, as stored
    3. on hold: on hold
    4. its due day has passed: overdue (R1: the due day itself is still in time)
    5. its window has not opened: upcoming
    6. otherwise: due, with or without a date
    """
    if fulfilled_on is not None:
        return "done late" if due_on is not None and fulfilled_on > due_on else "done"
    if closed:
        return closed
    if on_hold:
        return "on hold"
    if due_on is not None and due_on < as_of:
        return "overdue"
    if opens_on is not None and opens_on > as_of:
        return "upcoming"
    return "due"
