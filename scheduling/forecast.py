"""What will fall due: the next weeks of officers, from the same engine as every due date.

Nothing is stored and nothing is guessed: duties whose clock has not started are not in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from offenders.models import CaseAssignment
from scheduling import policies
from scheduling.engine.status import status_of
from scheduling.gather import gather, gather_others
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduling.engine.results import Obligation
    from scheduling.gather import Gathered

#: How far an officer looks ahead, in days.
DAYS_AHEAD = 90
BATCH = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """One duty that will fall due, or has. offender_id None: about the officer, not a case."""

    officer_id: int
    offender_id: int | None
    standard: str
    kind: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A week from `first` to `last`, both included, and what falls due in it."""

    first: date
    last: date
    expected: tuple[Expected, ...]

    @property
    def number(self) -> int:
        """How many duties fall due in it."""
        return len(self.expected)


def last_day(on: date) -> date:
    """The last day of a forecast made on that day."""
    return on + timedelta(days=DAYS_AHEAD)


def expected_of(officer_ids: Iterable[int], on: date) -> list[Expected]:
    """What these officers will owe by the cases they hold on that day, earliest first.

    What is overdue already is in it; what is done, closed or on hold is not.
    """
    officers = sorted(set(officer_ids))
    cases = sorted(
        set(
            CaseAssignment.objects.holding_on(on)
            .filter(officer_id__in=officers)
            .values_list("offender_id", flat=True)
        )
    )
    wanted = {ref("user", pk): pk for pk in officers}
    found: list[Expected] = []
    for start in range(0, len(cases), BATCH):
        for case in gather(cases[start : start + BATCH]):
            found += _owed(case, case.pk, wanted, on)
    for officer in gather_others("officer", officers):
        found += _owed(officer, None, wanted, on)
    return sorted(found, key=lambda one: (one.due_on, one.standard, one.offender_id or 0))


def _owed(
    subject: Gathered, offender_id: int | None, wanted: dict[str, int], on: date
) -> list[Expected]:
    until = last_day(on)
    answer = policies.assess(policies.in_force(), subject.facts, on, horizon=until)
    return [
        Expected(
            wanted[one.officer],
            offender_id,
            one.standard,
            one.kind,
            one.due_on,
            one.due_on < on,
        )
        for one in answer.obligations
        if one.officer in wanted and one.due_on is not None and _is_waiting(one, on)
    ]


def _is_waiting(obligation: Obligation, on: date) -> bool:
    status = status_of(
        due_on=obligation.due_on,
        opens_on=obligation.opens_on,
        fulfilled_on=obligation.fulfilled_on,
        closed=obligation.closed,
        on_hold=obligation.on_hold,
        as_of=on,
    )
    return status in ("due", "upcoming", "overdue")


def by_week(expected: Sequence[Expected], on: date) -> list[Week]:
    """The weeks from that day on, each from Monday to Sunday; the first begins on the day.

    What is overdue already is in no week.
    """
    ahead: dict[date, list[Expected]] = defaultdict(list)
    for one in expected:
        if not one.overdue:
            ahead[_monday(one.due_on)].append(one)
    weeks = []
    monday = _monday(on)
    while monday <= last_day(on):
        weeks.append(
            Week(
                max(monday, on),
                min(monday + timedelta(days=6), last_day(on)),
                tuple(ahead[monday]),
            )
        )
        monday += timedelta(days=7)
    return weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
