"""Sets the copy that is released, and writes it into the print ledger and the dissemination log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency.errors import RuleViolation
from agency.jobs import JobRun, handles
from agency.models import User
from agency.templatetags.words import counted
from casemgmt.disclosing.copying import copy_by
from casemgmt.disclosing.enclosing import enclosed_in, keep_together
from casemgmt.printing.extract import print_extract
from casemgmt.printing.gather import printable_people
from casenotes.models import AccessChannel, Disclosure, DisclosureKind, PrintedReport, Release
from casenotes.services.access_requests import RELEASE_JOB, refuse_what_was_redirected
from casenotes.services.disclosures import record_disclosure

if TYPE_CHECKING:
    from casenotes.models import AccessRequest


def reference_of(request: AccessRequest) -> str:
    """How the paper names the request."""
    return f"Access request {request.pk} of {request.received_on:%-d %b %Y}"


@handles(RELEASE_JOB)
def carry_out(run: JobRun) -> dict[str, Any]:
    """Print the copy of a release and log it; safe to run twice.

    Raises RuleViolation when the record has changed since the redaction, or when whoever asked may
    not print this person any more.
    """
    release = Release.objects.select_related(
        "request__offender",
        "request__facility",
        "redaction__request__offender",
        "redaction__request__facility",
        "redaction__check_made__checked_by",
    ).get(job=run.job)
    request = release.request
    refuse_what_was_redirected(request)
    reader = User.objects.get(pk=release.released_by_id)
    if not printable_people(reader).filter(pk=request.offender_id).exists():
        raise RuleViolation("This person is not yours to print any more.")
    run.progress(0, 1)
    report, marks = copy_by(release.redaction, reader)
    enclosed = enclosed_in(report, marks)
    printed = print_extract(
        report,
        request.offender,
        reader,
        request.facility,
        run.job,
        redactions=marks,
        reference=reference_of(request),
    )
    if enclosed:
        keep_together(printed, enclosed)
    given = sum(one.path is not None for one in enclosed)
    _log(release, reader, printed, given)
    run.progress(1)
    return {"printed": 1, "serial": printed.serial, "files": given}


def _log(release: Release, by: User, printed: PrintedReport, files: int) -> None:
    """One entry of the dissemination log for each copy, however often the job runs."""
    beside = f", with {counted(files, 'file')}" if files else ""
    with transaction.atomic():
        if Disclosure.objects.filter(printed=printed, kind=DisclosureKind.RELEASE).exists():
            return
        record_disclosure(
            release.request.offender,
            by,
            kind=DisclosureKind.RELEASE,
            recipient=release.released_to,
            channel=str(AccessChannel(release.channel).label),
            what=f"Copy {printed.serial}: {release.request.items_in_words}, redacted{beside}",
            basis=reference_of(release.request),
            printed=printed,
            access_request=release.request,
            place=release.request.facility,
        )
