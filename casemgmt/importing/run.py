"""One import from end to end: all or nothing, in one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import Agency, AuditEvent, AuditEventType, ImportRun, ImportState
from agency.models.organisation import agency_of_request
from casemgmt.importing.assessments import import_assessments
from casemgmt.importing.caseload import import_assignments
from casemgmt.importing.context import Context
from casemgmt.importing.csvfile import FileRefused
from casemgmt.importing.custody import import_movements
from casemgmt.importing.identities import import_identities
from casemgmt.importing.notes import import_notes
from casemgmt.importing.organisation import import_organisation
from casemgmt.importing.person import Batch, load_batch
from casemgmt.importing.report import Report, live_from_in_words, remove_refused, write_refused
from casemgmt.importing.reviews import import_reviews
from casemgmt.importing.sentences import import_sentences
from casemgmt.importing.staging import Staging
from casemgmt.shipped import install_shipped_data
from offenders.models import CaseAssignment, Placement
from scheduling.sync import recompute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from agency.models import User
    from casemgmt.importing.sources import Source

    #: Told how many rows are done, and of how many once that is known.
    Progress = Callable[[int, int | None], None]
    #: Told of each refusal: file, line, column, value, reason.
    TellRefusal = Callable[[str, int, str, str, str], None]

ROWS_AT_ONCE = 10_000
PEOPLE_AT_ONCE = 1_000

#: Two imports at once would each miss what the other adds; the number names this lock.
_LOCK = 4_207_001


class _Undo(Exception):
    """Rolls the transaction back; the report outlives it."""


def run_import(
    source: Source,
    *,
    by: User | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    live_from: date | None = None,
    run: ImportRun | None = None,
    refused_to: Path | None = None,
    tell_refusal: TellRefusal | None = None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Import what was sent, or only say what that would do.

    Nothing is written when it is a dry run, or when anything is refused and `skip_refused` is
    not asked for. refused_to: the folder for refused rows. Raises RuleViolation when another
    import is under way, before the agency is set up, or when the go-live day is another already.
    """
    report = Report(source.name, dry_run)
    try:
        with transaction.atomic():
            work = _Work(source, report, by, run, live_from, progress)
            work.do(stop_at_refused_file=not (dry_run or skip_refused))
            if tell_refusal is not None:
                for refusal in work.staging.refusals():
                    tell_refusal(*refusal)
            if refused_to is not None:
                if report.has_refusals:
                    write_refused(work.staging, refused_to)
                else:
                    remove_refused(refused_to)
            if dry_run or (report.has_refusals and not skip_refused):
                raise _Undo
            report.imported = True
            work.finish(skip_refused)
    except _Undo:
        audit.record(
            AuditEventType.IMPORTED,
            run,
            actor=by,
            outcome="ok" if dry_run else "refused",
            details={"dry_run": dry_run, "files": report.files},
        )
    return report


class _Work:
    """The steps of one import, inside its transaction."""

    def __init__(
        self,
        source: Source,
        report: Report,
        by: User | None,
        run: ImportRun | None,
        live_from: date | None,
        progress: Progress,
    ) -> None:
        self.source = source
        self.report = report
        self.by = by
        self.progress = progress
        self.staging = Staging()
        _refuse_second_import()
        agency = Agency.objects.select_for_update().first()
        if agency is None:
            raise RuleViolation("Set up the agency first: nothing can be imported without one.")
        self.agency = agency
        self.run = run or ImportRun.objects.create(
            name=source.name[:200], by=by, live_from=live_from, state=ImportState.IMPORTING
        )
        self.context = Context(self.agency, self.run, self.staging, by)
        self._go_live(live_from)
        self.touched: set[int] = set()
        self.rows = 0

    def do(self, *, stop_at_refused_file: bool) -> None:
        """Read, refuse, write and recompute; fills the report."""
        with _believed(self.agency):
            install_shipped_data()
            self.staging.open()
            self.rows = self._read_files()
            if not (self.report.refused_files and stop_at_refused_file):
                self.staging.refuse_doubles()
                import_organisation(self.context)
                self._import_people()
                self._recompute_others()
        self._count()

    def finish(self, skip_refused: bool) -> None:
        """Keep what it came to."""
        run = self.run
        run.state = ImportState.IMPORTED
        run.finished_at = clock.now()
        run.skip_refused = skip_refused
        run.report = self.report.as_json()
        run.save()
        audit.record(
            AuditEventType.IMPORTED, run, actor=self.by, details={"files": self.report.files}
        )

    def _go_live(self, asked_for: date | None) -> None:
        """The first import sets the day before which duties count as before go-live."""
        agency = self.agency
        if agency.live_from is None:
            agency.live_from = asked_for or self.context.today()
            agency._change_reason = self.context.label  # type: ignore[attr-defined]
            agency.save(update_fields=["live_from"])
        elif asked_for is not None and asked_for != agency.live_from:
            raise RuleViolation(
                f"The go-live day is {agency.live_from:%-d %B %Y} already; an import after the "
                "first one cannot move it.",
                field="live_from",
            )
        self.report.live_from = live_from_in_words(agency.live_from)
        self.report.run = self.run.pk

    def _read_files(self) -> int:
        for name, refused in self.source.problems:
            self._refuse_file(name, refused)
        rows = 0
        for file in self.source.files:
            name = file.table.name
            if name in self.context.refused_files:
                continue
            try:
                rows += self.staging.stage(file, partial(self._tell_read, rows)).rows
            except FileRefused as refused:
                self._refuse_file(name, refused)
        return rows

    def _tell_read(self, before: int, done: int) -> None:
        self.progress(before + done, None)

    def _refuse_file(self, name: str, refused: FileRefused) -> None:
        self.context.refused_files.add(name)
        where = f" (column “{refused.column}”)" if refused.column else ""
        self.report.refused_files.append((name, refused.reason + where))
        self.staging.refuse(name, refused.line, refused.column, refused.value, refused.reason)

    def _import_people(self) -> None:
        done = 0
        for first, last in self.staging.batches(ROWS_AT_ONCE):
            numbers = self.staging.subjects(first, last)
            for start in range(0, len(numbers), PEOPLE_AT_ONCE):
                batch = load_batch(self.context, numbers[start : start + PEOPLE_AT_ONCE])
                done += sum(len(some) for person in batch for some in person.rows.values())
                _import_batch(batch)
                self._record(batch)
                self.progress(self.rows + done, self.rows * 2)

    def _record(self, batch: Batch) -> None:
        """One audit event for each person of whom something changed, and their due items."""
        changed = [person for person in batch.known() if person.changes]
        AuditEvent.objects.bulk_create(
            AuditEvent(
                type=AuditEventType.IMPORTED,
                at=self.context.now,
                actor_id=self.by.pk if self.by else None,
                actor_name=self.by.full_name if self.by else "",
                object_type="offender",
                object_id=str(person.pk),
                offender_id=person.pk,
                details={"import": self.run.pk, "rows": person.changes},
            )
            for person in changed
        )
        self._recompute({person.pk for person in changed})

    def _recompute(self, offender_ids: set[int]) -> None:
        if not offender_ids:
            return
        self.touched |= offender_ids
        changes = recompute(offender_ids, self.context.label)
        for kind, number in changes.counts.items():
            self.report.effect[kind] = self.report.effect.get(kind, 0) + number

    def _recompute_others(self) -> None:
        """A local procedure that begins or ends concerns everybody who was ever there, and an
        officer's posting everybody whom the officer ever had."""
        context = self.context
        there = Placement.objects.filter(facility_id__in=context.changed_places)
        theirs = CaseAssignment.objects.filter(officer_id__in=context.changed_staff)
        concerned = set(there.values_list("offender_id", flat=True)) | set(
            theirs.values_list("offender_id", flat=True)
        )
        waiting = sorted(concerned - self.touched)
        for start in range(0, len(waiting), PEOPLE_AT_ONCE):
            self._recompute(set(waiting[start : start + PEOPLE_AT_ONCE]))
            # Nothing more is read or written by now; this only keeps the job's lease.
            self.progress(self.rows * 2, self.rows * 2)

    def _count(self) -> None:
        refused = self.staging.refused_counts()
        for name in self.staging.files:
            tally = self.context.tallies[name]
            self.report.files[name] = {
                "new": tally.new,
                "changed": tally.changed,
                "unchanged": tally.unchanged,
                "refused": refused.get(name, 0),
            }
        self.report.refusals = sum(1 for _ in self.staging.refusals())


def _import_batch(batch: Batch) -> None:
    """Everything about some people, what others depend on first."""
    import_identities(batch)
    import_sentences(batch)
    import_movements(batch)
    import_assignments(batch)
    import_assessments(batch)
    import_notes(batch)
    import_reviews(batch)


def _refuse_second_import() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (got_it,) = cursor.fetchone()
    if not got_it:
        raise RuleViolation("Another import is under way. Start this one when it has ended.")


@contextmanager
def _believed(agency: Agency) -> Iterator[None]:
    """Have everything that asks for the agency get this one, without reading it each time."""
    token = agency_of_request.set(agency)
    try:
        yield
    finally:
        agency_of_request.reset(token)
