"""What must be written so that stored due items equal computed ones, and writing it.

Nothing is deleted. What the facts no longer imply is withdrawn; what they imply again comes back.
Every difference leaves a transition. No difference writes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from scheduling import bulk
from scheduling.models import CaseSchedule, DueItem, OtherSchedule, Transition, TransitionKind
from scheduling.refs import pk_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from scheduling import policies
    from scheduling.engine.results import Assessment, Obligation
    from scheduling.gather import Gathered

#: Stored fields that the engine decides, in the order of the columns.
COMPUTED = (
    "edition_id",
    "standard",
    "kind",
    "owner_role",
    "owner_id",
    "facility_id",
    "due_on",
    "due_time",
    "opens_on",
    "fulfilled_on",
    "fulfilled_time",
    "fulfilled_by",
    "closed",
    "closed_on",
    "on_hold",
    "hold_reason",
    "before_go_live",
    "basis",
)

#: Columns that name the subject of a due item; one of them is filled.
SUBJECT_COLUMNS = ("offender_id", "officer_id", "facility_subject_id", "unit_subject_id")


@dataclass
class Changes:
    """How many items appeared, moved and so on; keys are transition kinds. looked_at: how many
    subjects were computed."""

    counts: dict[str, int] = field(default_factory=dict)
    looked_at: int = 0

    def add(self, kind: str, number: int = 1) -> None:
        """Count `number` more of that kind."""
        if number:
            self.counts[kind] = self.counts.get(kind, 0) + number

    def include(self, other: Changes) -> None:
        """Count what another batch changed too."""
        self.looked_at += other.looked_at
        for kind, number in other.counts.items():
            self.add(kind, number)

    @property
    def total(self) -> int:
        """All transitions; 0 when nothing was to be done."""
        return sum(self.counts.values())


class StoredItem(NamedTuple):
    """What is stored of a due item. values: those of COMPUTED, in their order, the basis as the
    database writes it."""

    pk: int
    withdrawn: bool
    values: tuple[Any, ...]


def stored_items(column: str, ids: Sequence[int]) -> dict[int, dict[str, StoredItem]]:
    """The due items of these subjects, by the subject and the occurrence; one query.

    column: one of SUBJECT_COLUMNS. The basis comes as text, which is compared before it is read.
    """
    assert column in SUBJECT_COLUMNS
    found: dict[int, dict[str, StoredItem]] = {pk: {} for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS.format(column=column), [list(ids)])
        for subject, occurrence, pk, withdrawn, *values in cursor.fetchall():
            found[subject][occurrence] = StoredItem(pk, withdrawn, tuple(values))
    return found


#: COMPUTED ends with the basis.
_ITEMS = (
    'SELECT "{column}", occurrence, id, withdrawn_at IS NOT NULL, '  # noqa: S608
    + ", ".join(f'"{name}"' for name in COMPUTED[:-1])
    + ', basis::text FROM scheduling_dueitem WHERE "{column}" = ANY(%s)'
)


class StoredSchedule(NamedTuple):
    """What is stored of a schedule. key: of its row."""

    key: int
    recheck_on: date | None
    findings: list[Any]
    fingerprint: bytes


def stored_schedules(
    schedules: type[CaseSchedule | OtherSchedule], column: str, ids: Sequence[int]
) -> dict[int, StoredSchedule]:
    """The schedules of these subjects; one query."""
    key = "offender_id" if schedules is CaseSchedule else "id"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column}", "{key}", recheck_on, findings::text, fingerprint '  # noqa: S608
            f'FROM "{schedules._meta.db_table}" WHERE "{column}" = ANY(%s)',
            [list(ids)],
        )
        return {
            subject: StoredSchedule(
                pk, recheck_on, json.loads(findings) if findings != "[]" else [], bytes(print_)
            )
            for subject, pk, recheck_on, findings, print_ in cursor.fetchall()
        }


class Difference:
    """The difference of one batch of subjects of one kind.

    item_column, schedule_column: those that name the subject in a due item and in a schedule.
    """

    def __init__(
        self,
        now: datetime,
        because: str,
        item_column: str,
        schedules: type[CaseSchedule | OtherSchedule],
        schedule_column: str,
    ) -> None:
        self.now = now
        self.because = because[:200]
        self.item_column = item_column
        self.schedules = schedules
        self.schedule_column = schedule_column
        # A case's schedule has no id of its own.
        self.schedule_key = schedule_column if schedules is CaseSchedule else "id"
        self.looked_at = 0
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.told_of_new: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.new_schedules: list[dict[str, Any]] = []
        self.changed_schedules: list[dict[str, Any]] = []

    def compare(
        self,
        gathered: Gathered,
        answer: Assessment,
        stored: Mapping[str, StoredItem],
        today: date,
        live_from: date | None,
        in_force: policies.InForce,
    ) -> None:
        """Note every difference of one subject."""
        self.looked_at += 1
        computed = set()
        for obligation in answer.obligations:
            computed.add(obligation.occurrence)
            row = row_of(gathered, obligation, live_from, in_force)
            item = stored.get(obligation.occurrence)
            if item is None:
                self._appears(gathered.pk, obligation.occurrence, row, today)
            elif item.withdrawn:
                self._changes(item.pk, row, withdrawn=False)
                self.told.append(
                    self._transition(item.pk, TransitionKind.APPEARED, today, {}, _told(row))
                )
            elif not _same(item.values, row):
                self._changes(item.pk, row, withdrawn=False)
                before, after = _told(item.values), _told(row)
                for kind in _kinds(item.values, row):
                    self.told.append(self._transition(item.pk, kind, today, before, after))
        for occurrence, item in stored.items():
            if occurrence not in computed and not item.withdrawn:
                as_before = (*item.values[:-1], json.loads(item.values[-1]))
                self._changes(item.pk, as_before, withdrawn=True)
                self.told.append(
                    self._transition(
                        item.pk, TransitionKind.WITHDRAWN, today, _told(item.values), {}
                    )
                )

    def _appears(self, subject: int, occurrence: str, row: tuple[Any, ...], today: date) -> None:
        self.new.append(
            {
                "occurrence": occurrence,
                **dict.fromkeys(SUBJECT_COLUMNS),
                self.item_column: subject,
                **dict(zip(COMPUTED, row, strict=True)),
                "withdrawn_at": None,
                "created_at": self.now,
                "changed_at": self.now,
            }
        )
        self.told_of_new.append(self._transition(0, TransitionKind.APPEARED, today, {}, _told(row)))

    def _changes(self, pk: int, row: tuple[Any, ...], *, withdrawn: bool) -> None:
        self.changed.append(
            {
                "id": pk,
                **dict(zip(COMPUTED, row, strict=True)),
                "withdrawn_at": self.now if withdrawn else None,
                "changed_at": self.now,
            }
        )

    def schedule(
        self,
        gathered: Gathered,
        answer: Assessment,
        today: date,
        stored: StoredSchedule | None,
        fingerprint: bytes,
    ) -> None:
        """Note when the subject must be looked at again and what contradicts itself in it."""
        days = [day for day in (answer.recheck_on, gathered.changes_on) if day is not None]
        recheck_on = min(days, default=None)
        findings = [
            {"code": finding.code, "text": finding.text, "refs": list(finding.refs)}
            for finding in answer.findings
        ]
        if stored is not None and (recheck_on, findings, fingerprint) == stored[1:]:
            return
        row = {
            "recheck_on": recheck_on,
            "findings": findings,
            "fingerprint": fingerprint,
            "computed_at": self.now,
            "computed_for": today,
        }
        if stored is None:
            self.new_schedules.append({self.schedule_column: gathered.pk, **row})
        else:
            self.changed_schedules.append({self.schedule_key: stored.key, **row})

    def _transition(
        self, item: int, kind: str, on: date, before: dict[str, Any], after: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "item_id": item,
            "kind": str(kind),
            "at": self.now,
            "on": on,
            "because": self.because,
            "before": before,
            "after": after,
        }

    def write(self) -> Changes:
        """Write it all with at most one statement for each table and way; what changed."""
        pks = dict(bulk.insert(DueItem, self.new, returning=("occurrence", "id")))
        for item, told in zip(self.new, self.told_of_new, strict=True):
            told["item_id"] = pks[item["occurrence"]]
        bulk.update(DueItem, self.changed)
        told_of = [*self.told_of_new, *self.told]
        bulk.insert(Transition, told_of)
        bulk.insert(self.schedules, self.new_schedules)
        bulk.update(self.schedules, self.changed_schedules, self.schedule_key)
        changes = Changes(looked_at=self.looked_at)
        for told in told_of:
            changes.add(told["kind"])
        return changes


def row_of(
    gathered: Gathered,
    obligation: Obligation,
    live_from: date | None,
    in_force: policies.InForce,
) -> tuple[Any, ...]:
    """The computed columns of one obligation, in the order of COMPUTED."""
    facility = pk_of(obligation.facility)
    if facility is None and gathered.facility is not None:
        facility = gathered.facility.pk
    due_on = obligation.due_on
    return (
        in_force.row_of(obligation.edition),
        obligation.standard,
        obligation.kind,
        obligation.owner_role,
        pk_of(obligation.officer),
        facility,
        due_on,
        obligation.due_at.time() if obligation.due_at is not None else None,
        obligation.opens_on,
        obligation.fulfilled_on,
        obligation.fulfilled_at.time() if obligation.fulfilled_at is not None else None,
        obligation.fulfilled_by,
        obligation.closed,
        obligation.closed_on,
        obligation.on_hold,
        obligation.hold_reason[:200],
        live_from is not None and due_on is not None and due_on < live_from,
        {
            "facts": [
                [fact.label, fact.on.isoformat() if fact.on else None, fact.ref]
                for fact in obligation.facts_used
            ]
        },
    )


_written = json.JSONEncoder(ensure_ascii=False).encode


def _same(stored: tuple[Any, ...], row: tuple[Any, ...]) -> bool:
    """Whether the columns are the same. The basis is compared as text first: the database writes
    JSON as Python does, and reading it costs more than all the rest."""
    if stored[:-1] != row[:-1]:
        return False
    text, basis = stored[-1], row[-1]
    return bool(text == _written(basis) or json.loads(text) == basis)


_AT = {name: index for index, name in enumerate(COMPUTED)}


def _kinds(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[str]:
    """Which transitions lead from one state to the other; at least one."""

    def differs(name: str) -> bool:
        return bool(before[_AT[name]] != after[_AT[name]])

    fulfilled, closed, on_hold = _AT["fulfilled_on"], _AT["closed"], _AT["on_hold"]
    kinds = []
    if differs("due_on") or differs("due_time"):
        kinds.append(TransitionKind.MOVED)
    if differs("owner_id"):
        kinds.append(TransitionKind.OWNER_CHANGED)
    was_open = before[fulfilled] is None and not before[closed]
    is_open = after[fulfilled] is None and not after[closed]
    if is_open and not was_open:
        kinds.append(TransitionKind.REOPENED)
    elif after[fulfilled] is not None and before[fulfilled] is None:
        kinds.append(TransitionKind.FULFILLED)
    elif after[closed] and after[closed] != before[closed]:
        kinds.append(TransitionKind.CLOSED)
    if differs("on_hold"):
        kinds.append(TransitionKind.HELD if after[on_hold] else TransitionKind.RELEASED)
    return list(kinds) or [TransitionKind.REVISED]


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    """The columns as a transition keeps them: what answers "what was known that day"."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in zip(COMPUTED, row, strict=True)
        if name != "basis" and value not in (None, "", False)
    }
