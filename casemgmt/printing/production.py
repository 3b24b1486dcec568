"""Makes the reports of one job: several at once, kept in order, each in the ledger when it is done.

Reports are gathered here one after the other and set on all presses at once. They are kept in the
order of their serials, so a worker that dies loses only what was in work: at most one report for
each press. A report that cannot be set uses no serial: the ones behind it move up and are set
again.
"""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency.access import Action, scopes_of
from agency.models import User
from casemgmt.printing import ledger
from casemgmt.printing.gather import printable_people
from casemgmt.printing.ledger import Prepared
from casemgmt.printing.press import CannotPrint
from casenotes.models import PrintedReport

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from concurrent.futures import Future

    from agency.models import Facility, Job
    from casemgmt.printing.orders import PrintOrder
    from casemgmt.printing.press import Pdf
    from casemgmt.printing.room import PressRoom
    from offenders.models import Offender

#: Serials are given to so many reports for each press before others at the facility have a turn.
TURN = 8


@dataclass(slots=True)
class InWork:
    """A report that is being set under the number that it will have if all before it succeed."""

    prepared: Prepared
    number: int
    made: Future[Pdf]


class Production:
    """`for offender, why in Production(job, order, room).reports(people)`: each person once, when
    their report is kept (why is "") or known not to be made (why is a key of batches.LEFT_OUT)."""

    def __init__(self, job: Job, order: PrintOrder, room: PressRoom) -> None:
        self.job = job
        self.order = order
        self.room = room
        self._line: deque[InWork] = deque()
        self._turn = ExitStack()
        self._at: tuple[Facility, int] | None = None
        self._given = 0
        self._next = 0

    def reports(self, people: list[int]) -> Generator[tuple[int, str]]:
        """Make the report of each of `people` (ids) that this job has not made yet."""
        done = set(PrintedReport.objects.filter(job=self.job).values_list("offender_id", flat=True))
        with self._turn:
            for offender_id in people:
                if offender_id in done:
                    yield offender_id, ""
                    continue
                prepared = self._prepare(offender_id)
                if isinstance(prepared, str):
                    yield offender_id, prepared
                    continue
                yield from self._room_for(prepared)
                self._set(prepared)
                if len(self._line) > self.room.presses:
                    yield self._keep_first()
            yield from self._keep_all()

    def _prepare(self, offender_id: int) -> Prepared | str:
        """One person's report, or why there is none.

        The rights are those of now: they are read anew for each, and may have ended in between.
        """
        reader = User.objects.get(pk=self.job.requested_by_id or 0)
        offender = printable_people(reader).filter(pk=offender_id).first()
        facility = facility_for(reader, offender) if offender is not None else None
        if offender is None or facility is None:
            return "no_access"
        return ledger.prepare(offender, reader, self.order, facility) or "empty"

    def _room_for(self, prepared: Prepared) -> Iterator[tuple[int, str]]:
        """Hold the serials of the report's place and year; give others a turn now and then."""
        at = (prepared.facility, prepared.year)
        if self._at == at and self._given < TURN * self.room.presses:
            return
        yield from self._keep_all()
        self._turn.close()
        self._at, self._given = at, 0
        self._next = self._turn.enter_context(ledger.serials_at(*at))

    def _set(self, prepared: Prepared) -> None:
        number = self._next + len(self._line)
        made = self.room.set(prepared.report, prepared.stamp(number), prepared.looks)
        self._line.append(InWork(prepared, number, made))
        self._given += 1

    def _keep_all(self) -> Iterator[tuple[int, str]]:
        while self._line:
            yield self._keep_first()

    def _keep_first(self) -> tuple[int, str]:
        first = self._line.popleft()
        try:
            pdf = first.made.result()
        except CannotPrint as problem:
            self._move_up()
            return first.prepared.offender.pk, problem.code
        ledger.keep(first.prepared, first.number, pdf, self.job)
        self._next += 1
        return first.prepared.offender.pk, ""

    def _move_up(self) -> None:
        """The number of the first one in line is free again: set the others under theirs."""
        waiting, self._line = self._line, deque()
        for one in waiting:
            one.made.cancel()
            self._set(one.prepared)


def facility_for(reader: User, offender: Offender) -> Facility | None:
    """The facility at which `reader` prints this person: where both are."""
    placed = set(offender.placements.filter(departed_at=None).values_list("facility_id", flat=True))
    for posting, _ in scopes_of(reader, "print", Action.CREATE):
        if posting.facility_id in placed:
            return posting.facility
    return None
