"""What was due on a past day, and what was known of it then.

Made from transitions alone, which are added and never changed, and from the texts of editions,
which are kept for ever. So the answer for a day is the same whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from agency import clock
from scheduling import policies
from scheduling.engine.status import Status, status_of
from scheduling.models import PolicyEdition, Transition, TransitionKind

if TYPE_CHECKING:
    from agency.clock import HasTimeZone
    from offenders.models import Offender
    from scheduling.engine.results import Closed
    from scheduling.policy.shapes import Duty


@dataclass(frozen=True, slots=True)
class ItemThen:
    """A due item as it stood at the end of a day.

    known_on: the day of the last change that was known. flagged_on: when it was flagged as
    overdue. changed_since: something became of it later.
    """

    item_id: int
    standard: str
    duty: Duty | None
    edition: PolicyEdition | None
    due_on: date | None
    fulfilled_on: date | None
    status: Status
    hold_reason: str
    known_on: date
    because: str
    flagged_on: date | None
    changed_since: bool

    @property
    def name(self) -> str:
        """The duty's short name, or its code where the edition is not known."""
        return self.duty.name if self.duty is not None else self.standard


def end_of(on: date, place: HasTimeZone | None) -> datetime:
    """The moment at which that day ended at the facility."""
    return datetime.combine(on + timedelta(days=1), time.min, tzinfo=clock.zone(place))


def as_it_stood(offender: Offender, on: date, place: HasTimeZone | None) -> list[ItemThen]:
    """The due items of a person as the product had them at the end of that day, earliest first."""
    end = end_of(on, place)
    last: dict[int, Transition] = {}
    flagged: dict[int, date] = {}
    later: set[int] = set()
    for told in (
        Transition.objects.filter(item__offender=offender)
        .select_related("item")
        .order_by("at", "pk")
    ):
        if told.at >= end:
            later.add(told.item_id)
        elif told.kind == TransitionKind.FLAGGED_OVERDUE:
            flagged[told.item_id] = told.on
        else:
            last[told.item_id] = told
    editions = PolicyEdition.objects.in_bulk(
        {pk for told in last.values() if (pk := told.after.get("edition_id"))}
    )
    found = [
        _item(told, editions, flagged.get(pk), pk in later, on)
        for pk, told in last.items()
        if told.kind != TransitionKind.WITHDRAWN
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.standard, one.item_id))


def _item(
    told: Transition,
    editions: dict[int, PolicyEdition],
    flagged_on: date | None,
    changed_since: bool,
    on: date,
) -> ItemThen:
    values = told.after
    edition = editions.get(values.get("edition_id", 0))
    standard = values.get("standard", told.item.standard)
    due_on, fulfilled_on = _day(values, "due_on"), _day(values, "fulfilled_on")
    return ItemThen(
        item_id=told.item_id,
        standard=standard,
        duty=policies.parsed(edition).duty(standard) if edition is not None else None,
        edition=edition,
        due_on=due_on,
        fulfilled_on=fulfilled_on,
        status=status_of(
            due_on=due_on,
            opens_on=_day(values, "opens_on"),
            fulfilled_on=fulfilled_on,
            closed=cast("Closed", values.get("closed", "")),
            on_hold=values.get("on_hold", False),
            as_of=on,
            due_time=_time(values, "due_time"),
            fulfilled_time=_time(values, "fulfilled_time"),
        ),
        hold_reason=values.get("hold_reason", ""),
        known_on=told.on,
        because=told.because,
        flagged_on=flagged_on,
        changed_since=changed_since,
    )


def _time(values: dict[str, Any], name: str) -> time | None:
    text = values.get(name)
    return time.fromisoformat(text) if text else None


def _day(values: dict[str, Any], name: str) -> date | None:
    text = values.get(name)
    return date.fromisoformat(text) if text else None
