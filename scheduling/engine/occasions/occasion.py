"""An event that starts or ends a clock, and what several of them look for in the facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from scheduling.engine.context import Outcome
from scheduling.engine.facts import (
    AssessmentMade,
    CaseFacts,
    PlanEvent,
)
from scheduling.engine.ordering import by_day
from scheduling.engine.results import FactUsed
from scheduling.policy.shapes import Deadline


class Occasion(NamedTuple):
    """An event that happened or is planned.

    `ref` names it in the key of an obligation. `done`: when and by which record a deadline for it
    was fulfilled. `ended`: how it ends otherwise. `at`, `done_at`: local times where hours count.
    `officer`: whose it is, where the record says so. `not_after`, `not_before`: bounds of the
    date, with the words for the lower one.
    """

    ref: str
    on: date
    label: str
    done: tuple[date, str] | None = None
    ended: Outcome | None = None
    at: datetime | None = None
    done_at: datetime | None = None
    officer: str | None = None
    used: tuple[FactUsed, ...] = ()
    not_after: date | None = None
    not_before: date | None = None


def assessed(
    facts: CaseFacts, instrument: str, from_on: date, until: date | None = None
) -> AssessmentMade | None:
    """The first assessment with that instrument ("" is any) from a day until before another."""
    return next(
        (
            made
            for made in by_day(facts.assessments, "on")
            if made.on >= from_on
            and (until is None or made.on < until)
            and (not instrument or made.instrument == instrument)
        ),
        None,
    )


def planned(events: list[PlanEvent], shape: Deadline) -> tuple[date, str] | None:
    """The first of these events that gives the plan which the duty asks for: its day and ref."""
    kinds = ("approved", "reviewed") if shape.fulfilled_by == "plan_kept" else ("approved",)
    return next(((e.on, e.ref) for e in events if e.plan == shape.plan and e.kind in kinds), None)
