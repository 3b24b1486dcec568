"""The status of an obligation on a day, from its stored dates and nothing else."""

from __future__ import annotations

from datetime import date, time
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
    due_time: time | None = None,
    fulfilled_time: time | None = None,
) -> Status:
    """One answer for any dates, in this order, which one SQL CASE can mirror.

    1. fulfilled after its due day: done late; fulfilled: done
    2. closed: missed, cancelled or superseded, as stored
    3. on hold: on hold
    4. its due day has passed: overdue (R1: the due day itself is still in time)
    5. its window has not opened: upcoming
    6. otherwise: due, with or without a date

    due_time, fulfilled_time: on these days, for what counts in hours.
    """
    if fulfilled_on is not None:
        late = due_on is not None and fulfilled_on > due_on
        if fulfilled_on == due_on and due_time is not None and fulfilled_time is not None:
            late = fulfilled_time > due_time
        return "done late" if late else "done"
    if closed:
        return closed
    if on_hold:
        return "on hold"
    if due_on is not None and due_on < as_of:
        return "overdue"
    if opens_on is not None and opens_on > as_of:
        return "upcoming"
    return "due"
