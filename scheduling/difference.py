"""What must be written so that stored due items equal computed ones, and writing it.

Nothing is deleted. What the facts no longer imply is withdrawn; what they imply again comes back.
Every difference leaves a transition. No difference writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scheduling.models import CaseSchedule, DueItem, OtherSchedule, Transition, TransitionKind
from scheduling.refs import pk_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from scheduling import policies
    from scheduling.engine.results import Assessment, Obligation
    from scheduling.gather import Gathered

    AnySchedule = CaseSchedule | OtherSchedule

#: Stored fields that the engine decides, in the order of the columns.
COMPUTED = (
    "edition_id",
    "standard",
    "kind",
    "owner_role",
    "owner_id",
    "facility_id",
    "due_on",
    "opens_on",
    "fulfilled_on",
    "fulfilled_by",
    "closed",
    "closed_on",
    "on_hold",
    "hold_reason",
    "before_go_live",
    "basis",
)

#: Stored fields of a schedule that may change.
SCHEDULED = ("recheck_on", "findings", "fingerprint", "computed_at", "computed_for")


@dataclass
class Changes:
    """How many items appeared, moved and so on; keys are transition kinds."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, number: int = 1) -> None:
        """Count `number` more of that kind."""
        if number:
            self.counts[kind] = self.counts.get(kind, 0) + number

    def include(self, other: Changes) -> None:
        """Count what another batch changed too."""
        for kind, number in other.counts.items():
            self.add(kind, number)

    @property
    def total(self) -> int:
        """All transitions; 0 when nothing was to be done."""
        return sum(self.counts.values())


class Difference:
    """The difference of one batch of subjects of one kind.

    item_field, schedule_field: the columns that name the subject in a due item and a schedule.
    """

    def __init__(
        self,
        now: datetime,
        because: str,
        item_field: str,
        schedules: type[CaseSchedule | OtherSchedule],
        schedule_field: str,
    ) -> None:
        self.now = now
        self.because = because
        self.item_field = item_field
        self.schedule_model = schedules
        self.schedule_field = schedule_field
        self.new: list[DueItem] = []
        self.changed: list[DueItem] = []
        self.transitions: list[Transition] = []
        self.new_schedules: list[Any] = []
        self.changed_schedules: list[Any] = []

    def compare(
        self,
        gathered: Gathered,
        answer: Assessment,
        stored: Mapping[str, DueItem],
        today: date,
        live_from: date | None,
        in_force: policies.InForce,
    ) -> None:
        """Note every difference of one subject."""
        computed = {obligation.occurrence: obligation for obligation in answer.obligations}
        for occurrence, obligation in computed.items():
            values = values_of(gathered, obligation, live_from, in_force)
            item = stored.get(occurrence)
            if item is None:
                item = DueItem(
                    occurrence=occurrence,
                    created_at=self.now,
                    changed_at=self.now,
                    **{self.item_field: gathered.pk},
                    **values,
                )
                self.new.append(item)
                self._tell(item, TransitionKind.APPEARED, today, {}, _told(values))
                continue
            before = {name: getattr(item, name) for name in COMPUTED}
            if before == values and item.withdrawn_at is None:
                continue
            if item.withdrawn_at is not None:
                item.withdrawn_at = None
                self._tell(item, TransitionKind.APPEARED, today, {}, _told(values))
            else:
                for kind in _kinds(before, values):
                    self._tell(item, kind, today, _told(before), _told(values))
            for name, value in values.items():
                setattr(item, name, value)
            item.changed_at = self.now
            self.changed.append(item)
        for occurrence, item in stored.items():
            if occurrence not in computed and item.withdrawn_at is None:
                before = {name: getattr(item, name) for name in COMPUTED}
                item.withdrawn_at = item.changed_at = self.now
                self.changed.append(item)
                self._tell(item, TransitionKind.WITHDRAWN, today, _told(before), {})

    def schedule(
        self,
        gathered: Gathered,
        answer: Assessment,
        today: date,
        stored: AnySchedule | None,
        fingerprint: bytes,
    ) -> None:
        """Note when the subject must be looked at again and what contradicts itself in it."""
        days = [day for day in (answer.recheck_on, gathered.changes_on) if day is not None]
        values: dict[str, Any] = {
            "recheck_on": min(days, default=None),
            "findings": [
                {"code": finding.code, "text": finding.text, "refs": list(finding.refs)}
                for finding in answer.findings
            ],
            "fingerprint": fingerprint,
        }
        if stored is None:
            row = self.schedule_model(**{self.schedule_field: gathered.pk}, **values)
            self.new_schedules.append(row)
        elif (
            stored.recheck_on == values["recheck_on"]
            and stored.findings == values["findings"]
            and bytes(stored.fingerprint) == fingerprint
        ):
            return
        else:
            row = stored
            for name, value in values.items():
                setattr(row, name, value)
            self.changed_schedules.append(row)
        row.computed_at = self.now
        row.computed_for = today

    def _tell(
        self,
        item: DueItem,
        kind: str,
        on: date,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        self.transitions.append(
            Transition(
                item=item,
                kind=kind,
                at=self.now,
                on=on,
                because=self.because[:200],
                before=before,
                after=after,
            )
        )

    def write(self) -> Changes:
        """Write it all with a handful of statements; returns what changed."""
        DueItem.objects.bulk_create(self.new)
        if self.changed:
            DueItem.objects.bulk_update(
                self.changed, [*COMPUTED, "withdrawn_at", "changed_at"], batch_size=500
            )
        for told in self.transitions:
            told.item_id = told.item.pk  # new items have their ids only now
        Transition.objects.bulk_create(self.transitions)
        self.schedule_model._default_manager.bulk_create(self.new_schedules)
        if self.changed_schedules:
            self.schedule_model._default_manager.bulk_update(
                self.changed_schedules, SCHEDULED, batch_size=500
            )
        changes = Changes()
        for told in self.transitions:
            changes.add(told.kind)
        return changes


def values_of(
    gathered: Gathered,
    obligation: Obligation,
    live_from: date | None,
    in_force: policies.InForce,
) -> dict[str, Any]:
    """The computed columns of one obligation."""
    facility = pk_of(obligation.facility)
    if facility is None and gathered.facility is not None:
        facility = gathered.facility.pk
    return {
        "edition_id": in_force.row_of(obligation.edition),
        "standard": obligation.standard,
        "kind": obligation.kind,
        "owner_role": obligation.owner_role,
        "owner_id": pk_of(obligation.officer),
        "facility_id": facility,
        "due_on": obligation.due_on,
        "opens_on": obligation.opens_on,
        "fulfilled_on": obligation.fulfilled_on,
        "fulfilled_by": obligation.fulfilled_by,
        "closed": obligation.closed,
        "closed_on": obligation.closed_on,
        "on_hold": obligation.on_hold,
        "hold_reason": obligation.hold_reason[:200],
        "before_go_live": bool(
            live_from is not None
            and obligation.due_on is not None
            and obligation.due_on < live_from
        ),
        "basis": {
            "facts": [
                [fact.label, fact.on.isoformat() if fact.on else None, fact.ref]
                for fact in obligation.facts_used
            ]
        },
    }


def _kinds(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Which transitions lead from one state to the other; at least one."""
    kinds = []
    if before["due_on"] != after["due_on"]:
        kinds.append(TransitionKind.MOVED)
    if before["owner_id"] != after["owner_id"]:
        kinds.append(TransitionKind.OWNER_CHANGED)
    was_open = before["fulfilled_on"] is None and not before["closed"]
    is_open = after["fulfilled_on"] is None and not after["closed"]
    if is_open and not was_open:
        kinds.append(TransitionKind.REOPENED)
    elif after["fulfilled_on"] is not None and before["fulfilled_on"] is None:
        kinds.append(TransitionKind.FULFILLED)
    elif after["closed"] and after["closed"] != before["closed"]:
        kinds.append(TransitionKind.CLOSED)
    if before["on_hold"] != after["on_hold"]:
        kinds.append(TransitionKind.HELD if after["on_hold"] else TransitionKind.RELEASED)
    return list(kinds) or [TransitionKind.REVISED]


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The columns as a transition keeps them: what answers "what was known that day"."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
        if name != "basis" and value not in (None, "", False)
    }
