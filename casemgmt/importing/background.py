"""Imports from the page: a dry run, then the import, each as a job that can be left and found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.urls import reverse

from agency import audit, clock, jobs
from agency.errors import RuleViolation
from agency.jobs import JobCancelled, JobRun, handles
from agency.models import AuditEventType, ImportRun, ImportState, JobState
from casemgmt.importing.run import run_import
from casemgmt.importing.uploads import (
    check_upload,
    keep_upload,
    open_upload,
    refused_folder,
    remove_everything,
    remove_upload,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from agency.models import User
    from casemgmt.importing.report import Report
    from casemgmt.importing.run import Progress

CHECK = "import_check"
IMPORT = "import_records"


@transaction.atomic
def request_check(
    by: User, files: Sequence[UploadedFile], *, live_from: date | None = None
) -> ImportRun:
    """Keep what was sent and have it checked. Raises RuleViolation for what cannot be records."""
    check_upload(files)
    name = files[0].name or ""
    if len(files) > 1:
        name = f"{len(files)} files"
    run = ImportRun.objects.create(name=name[-200:], by=by, live_from=live_from)
    keep_upload(run, files)
    run.job = jobs.enqueue(CHECK, {"run": run.pk}, requested_by=by)
    run.save(update_fields=["job"])
    audit.record(AuditEventType.CREATED, run, actor=by, details={"files": len(files)})
    return run


@transaction.atomic
def request_import(run: ImportRun, by: User, *, skip_refused: bool) -> ImportRun:
    """Have a checked import written. A second request while it is under way changes nothing.

    Raises RuleViolation when something is refused and `skip_refused` is not said.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    state = standing(run)
    if state != ImportState.CHECKED:
        return run
    if _has_refusals(run) and not skip_refused:
        raise RuleViolation("Some rows are refused: import without them, or mend them first.")
    run.state = ImportState.IMPORTING
    run.skip_refused = skip_refused
    run.job = jobs.enqueue(IMPORT, {"run": run.pk}, requested_by=by)
    run.save(update_fields=["state", "skip_refused", "job"])
    audit.record(AuditEventType.UPDATED, run, actor=by, details={"skip_refused": skip_refused})
    return run


@transaction.atomic
def cancel(run: ImportRun, by: User) -> None:
    """Give up an import: nothing of it is written, and what was sent is removed."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if standing(run) in {ImportState.IMPORTED, ImportState.CANCELLED}:
        return
    if run.job is not None and run.job.is_open:
        jobs.request_cancel(run.job)
        run.job.refresh_from_db()
    audit.record(AuditEventType.ENDED, run, actor=by)
    if run.job is None or not run.job.is_open:
        run.state = ImportState.CANCELLED
        run.finished_at = clock.now()
        run.save(update_fields=["state", "finished_at"])
        transaction.on_commit(lambda: remove_everything(run))


def standing(run: ImportRun) -> str:
    """The state of an import, its job's end considered: a job that failed or was cancelled
    elsewhere could not say so here."""
    job = run.job
    if job is None or job.is_open or job.state == JobState.DONE:
        return run.state
    if run.state == ImportState.CHECKING:
        cancelled = job.state == JobState.CANCELLED
        return ImportState.CANCELLED if cancelled else ImportState.REFUSED
    if run.state == ImportState.IMPORTING:
        return ImportState.CHECKED
    return run.state


def _has_refusals(run: ImportRun) -> bool:
    counts = run.report.get("files", {}).values()
    return bool(run.report.get("refused_files")) or any(c["refused"] for c in counts)


@handles(CHECK)
def check(job: JobRun) -> dict[str, Any]:
    """The dry run: says what an import would do, writes nothing but that."""
    run = ImportRun.objects.get(pk=job.arguments["run"])
    if run.state == ImportState.CHECKING:
        report = _run(job, run, dry_run=True)
        run.state = ImportState.CHECKED
        run.checked_at = clock.now()
        run.report = report.as_json()
        run.save(update_fields=["state", "checked_at", "report"])
    return _result(run)


@handles(IMPORT)
def write(job: JobRun) -> dict[str, Any]:
    """The import itself. Once it is done, a second run finds it so."""
    run = ImportRun.objects.get(pk=job.arguments["run"])
    if run.state == ImportState.IMPORTING:
        report = _run(job, run, dry_run=False)
        if not report.imported:
            # What is stored has changed since the check, and something cannot be so any more.
            run.state = ImportState.CHECKED
            run.report = report.as_json()
            run.save(update_fields=["state", "report"])
    if run.state == ImportState.IMPORTED:
        remove_upload(run)
    return _result(run)


def _run(job: JobRun, run: ImportRun, *, dry_run: bool) -> Report:
    try:
        with open_upload(run) as source, _progress_of(job) as progress:
            return run_import(
                source,
                by=run.by,
                dry_run=dry_run,
                skip_refused=run.skip_refused and not dry_run,
                live_from=run.live_from,
                run=run,
                refused_to=refused_folder(run),
                progress=progress,
            )
    except JobCancelled:
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportState.CANCELLED, finished_at=clock.now()
        )
        remove_everything(run)
        raise


def _result(run: ImportRun) -> dict[str, Any]:
    return {"url": reverse("pages:import-run", args=[run.pk])}


@contextmanager
def _progress_of(job: JobRun) -> Iterator[Progress]:
    """Tells progress on a connection of its own: inside the import's transaction nobody would
    see it, and nobody could cancel."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        try:
            yield lambda done, total: aside.submit(job.progress, done, total).result()
        finally:
            aside.submit(connections.close_all).result()
