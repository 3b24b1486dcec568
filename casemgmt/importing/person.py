"""People in batches: everything that is sent and stored about some hundreds of them at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offenders.models import Offender
from offenders.rules import Custody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime
    from typing import Any

    from agency.models import Facility
    from casemgmt.importing.context import Context
    from casemgmt.importing.staging import Row
    from offenders.models import CaseAssignment, Movement
    from offenders.rules import Stay


@dataclass
class Person:
    """One person of a batch.

    rows: by file, those that are not refused. refused: by file, the lines of those that are.
    """

    number: str
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    offender: Offender | None = None
    movements: list[Movement] = field(default_factory=list)
    custody: Custody = field(default_factory=Custody)
    assignments: list[CaseAssignment] = field(default_factory=list)
    #: By file, how many rows are new or changed, for the audit event.
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        """The id of the stored offender."""
        assert self.offender is not None
        return self.offender.pk

    def drop_refused(self, file: str) -> list[Row]:
        """Move the rows of a file that have been refused to the refused; returns the others."""
        kept = []
        for row in self.rows[file]:
            if row.refused:
                self.refused[file].append(row.line)
            else:
                kept.append(row)
        self.rows[file] = kept
        return kept

    def stays_at(self, moment: datetime) -> list[Stay]:
        """Where the person was at a moment: the temporary placement before the permanent one."""
        there = [
            stay
            for stay in self.custody.stays
            if stay.arrived_at <= moment and (stay.departed_at is None or moment < stay.departed_at)
        ]
        # The latest arrival first, then, the sort being stable, temporary before permanent.
        there.sort(key=lambda stay: stay.arrived_at, reverse=True)
        there.sort(key=lambda stay: stay.permanent)
        return there

    def place_at_local(self, written: datetime, context: Context) -> Facility | None:
        """The facility where the person was at a time written as on its own wall."""
        if written.tzinfo is not None:
            stays = self.stays_at(written)
            return context.facility_by_pk[stays[0].facility] if stays else None
        for stay in self._stays_latest_first():
            place = context.facility_by_pk[stay.facility]
            moment = written.replace(tzinfo=context.zone(place))
            if stay.arrived_at <= moment and (
                stay.departed_at is None or moment < stay.departed_at
            ):
                return place
        return None

    def places_on(self, day: date) -> list[int]:
        """The ids of the facilities where the person was on that day."""
        return [
            stay.facility
            for stay in self._stays_latest_first()
            if stay.arrived_on <= day and (stay.departed_on is None or day <= stay.departed_on)
        ]

    def _stays_latest_first(self) -> list[Stay]:
        stays = sorted(self.custody.stays, key=lambda stay: stay.arrived_at, reverse=True)
        stays.sort(key=lambda stay: stay.permanent)
        return stays

    def count(
        self, context: Context, row: Row, *, new: bool = False, changed: bool = False
    ) -> None:
        """Count what became of a row that is not refused, and that something did."""
        context.tallies[row.file].count(new=new, changed=changed)
        if new or changed:
            self.changes[row.file] = self.changes.get(row.file, 0) + 1


@dataclass
class Batch:
    """Some people, and what is stored about them, read with a fixed number of queries."""

    context: Context
    people: dict[str, Person]

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people.values())

    def known(self) -> list[Person]:
        """Those whose case is stored by now."""
        return [person for person in self if person.offender is not None]

    def has_rows(self, file: str) -> bool:
        """Whether anything of that file is about them."""
        return any(person.rows[file] for person in self)

    def by_person(
        self, rows: Iterable[Any], key: Callable[[Any], int] = lambda row: row.offender_id
    ) -> dict[int, list[Any]]:
        """Stored rows by the id of the person."""
        grouped: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            grouped[key(row)].append(row)
        return grouped

    def pks(self) -> list[int]:
        """The ids of the people who are stored."""
        return [person.pk for person in self.known()]


def load_batch(context: Context, numbers: list[str]) -> Batch:
    """Read the staged rows of these people, and lock the cases that are stored."""
    batch = Batch(context, {number: Person(number) for number in numbers})
    for number, row, file, line in context.staging.rows_about(numbers):
        person = batch.people[number]
        if row is None:
            person.refused[file].append(line)
        else:
            person.rows[file].append(row)
    stored = Offender.objects.select_for_update().filter(number__in=numbers).order_by("pk")
    for offender in stored:
        batch.people[offender.number].offender = offender
    return batch
