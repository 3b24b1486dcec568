"""Due items as people read them: the duty's name, its status, and why the date is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scheduling import policies
from scheduling.engine.status import status_of
from scheduling.policy.shapes import Quota

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offenders.models import Offender
    from scheduling.models import DueItem
    from scheduling.policy.shapes import Duty

#: What the engine offers to do, as the pages name it; other actions stand as they are.
_ACTIONS = {"plan_approval": "review", "plan_review": "review", "adjustment_review": "review"}


@dataclass(frozen=True, slots=True)
class DescribedItem:
    """One row of a list of due items.

    duty: short, with the month where there is one each month ("Monthly note, Nov"). action: what
    there is to do (note, primary_report, regular_report, termination_summary, allocate, review).
    """

    item: DueItem
    duty: str
    status: str
    action: str

    @property
    def offender(self) -> Offender | None:
        """The person whom it is about; None for a duty about an officer or facility."""
        return self.item.offender  # type: ignore[no-any-return]

    @property
    def due_on(self) -> date | None:
        """The last day in time."""
        return self.item.due_on  # type: ignore[no-any-return]

    @property
    def opens_on(self) -> date | None:
        """The first day on which doing it counts."""
        return self.item.opens_on  # type: ignore[no-any-return]

    @property
    def hold_reason(self) -> str:
        """Why it is on hold; "" when it is not."""
        return self.item.hold_reason if self.item.on_hold else ""


def described(items: Iterable[DueItem], on: date) -> list[DescribedItem]:
    """The items as rows, judged on that day at their facility. No query for each row."""
    duties = policies.in_force().duties()
    return [_describe(item, duties.get(item.standard), on) for item in items]


def _describe(item: DueItem, duty: Duty | None, on: date) -> DescribedItem:
    status = status_of(
        due_on=item.due_on,
        opens_on=item.opens_on,
        fulfilled_on=item.fulfilled_on,
        closed=item.closed,
        on_hold=item.on_hold,
        as_of=on,
    )
    action = duty.action if duty is not None else ""
    return DescribedItem(item, duty_label(item, duty), status, _ACTIONS.get(action, action))


def duty_label(item: DueItem, duty: Duty | None) -> str:
    """The duty's short name, with the month for one that is owed each month."""
    if duty is None:
        return str(item.standard)
    if isinstance(duty, Quota) and duty.per == "month" and item.due_on is not None:
        name = "Absence note" if item.kind == "continued_absence" else duty.name
        return f"{name}, {item.due_on:%b}"
    return duty.name
