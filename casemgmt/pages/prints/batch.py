"""One print: how far it is, its files, what was not printed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, jobs
from agency.access import Action, for_everyone_signed_in, governed_by
from agency.models import Agency, AuditEventType, Facility, Job, JobState, Unit, User
from casemgmt.pages.prints.common import handed_out, own_job, tabs
from casemgmt.printing import batches, files
from casemgmt.printing.batches import may_still_fetch
from casemgmt.printing.filing import file_place
from casemgmt.printing.ledger import confirm_filed
from casemgmt.printing.orders import PrintOrder
from casenotes.models import PrintedReport, PrintKind
from casenotes.services.disclosures import record_prints_taken
from offenders.models import Offender

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("print", Action.READ)
@require_GET
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a print is; when it has ended, its files and what was not printed and why."""
    job = own_job(request.user, pk)
    made = PrintedReport.objects.filter(job=job)
    shown = list(
        made.visible_to(request.user)
        .select_related("offender", "filing", "replaces")
        .order_by("offender__family_name", "offender__given_names", "offender__number")
    )
    for report in shown:
        report.has_file = files.file_of(report).exists()
    out_of_sight = made.count() - len(shown)
    order = PrintOrder.from_arguments(job.arguments)
    context = {
        "tabs": tabs(""),
        "job": job,
        "silent_since": jobs.silent_since(job),
        "period": order.period,
        "order": order,
        "kind": PrintKind(order.kind).label,
        "whose": _whose(job),
        "reports": shown,
        "out_of_sight": out_of_sight,
        "left_out": _left_out(request.user, job),
        "parts": [] if out_of_sight else files.parts_of_all(job.pk),
        "zip": not out_of_sight and files.zip_of_all(job.pk).exists(),
        "unfiled": [r for r in shown if r.for_file and not hasattr(r, "filing")],
        "not_for_file": any(not report.for_file for report in shown),
        "file_place": file_place(Agency.current()),
        "kept_days": files.kept_days(),
        "has_files": any(report.has_file for report in shown),
    }
    audit.record(
        AuditEventType.LISTED,
        object_type="print",
        object_id=str(job.pk),
        details={"job": job.pk, "reports": len(shown)},
    )
    return render(request, "pages/printing/batch.html", context)


@for_everyone_signed_in(
    "How far one's own print is: numbers only, asked for every other second.", background=True
)
@require_GET
def batch_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The progress bar alone; when the job has ended, the whole page is loaded again."""
    job = own_job(request.user, pk)
    context = {"job": job, "silent_since": jobs.silent_since(job)}
    response = render(request, "pages/printing/_progress.html", context)
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@governed_by("print", Action.CREATE)
@require_POST
def batch_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a print; what is printed stays in the ledger."""
    job = own_job(request.user, pk)
    if job.is_open:
        jobs.request_cancel(job)
        audit.record(AuditEventType.ENDED, job, details={"kind": job.kind})
        messages.info(request, "Cancelled. What is printed already stays in the print ledger.")
    return redirect("pages:print-batch", pk=job.pk)


@governed_by("print", Action.EXPORT)
@require_GET
def batch_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """All reports of a job in one file, while the reader may carry away each of them.

    A PDF; very many come in parts: `?part=2`; `?part=zip` is the zip file of one PDF each.
    """
    job = own_job(request.user, pk)
    reports = list(PrintedReport.objects.filter(job=job))
    if not reports or not may_still_fetch(request.user, reports):
        raise Http404
    asked = request.GET.get("part", "1")
    if asked == "zip":
        response = handed_out(files.zip_of_all(job.pk), f"reports-{job.pk}.zip")
    else:
        part = int(asked) if asked in map(str, files.parts_of_all(job.pk)) else 0
        name = f"case-note-reports-{job.pk}-{part}.pdf"
        response = handed_out(files.file_of_all(job.pk, part), name)
    record_prints_taken(reports, request.user)
    audit.record(
        AuditEventType.EXPORTED,
        object_type="print",
        object_id=str(job.pk),
        details={"job": job.pk, "prints": [report.pk for report in reports]},
    )
    return response


@governed_by("print", Action.CREATE)
@require_POST
def batch_filed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that every report of a job that may be filed lies in the file."""
    job = own_job(request.user, pk)
    reports = PrintedReport.objects.in_scope(request.user, Action.CREATE).filter(
        job=job, for_file=True
    )
    filings = confirm_filed(reports.select_related("facility"), request.user)
    place = file_place(Agency.current()).section
    messages.success(request, f"{len(filings)} confirmed as filed: {place}.")
    return redirect("pages:print-batch", pk=job.pk)


def _whose(job: Job) -> str:
    """By what the people of a job were chosen, in words; "" for one person."""
    found: Any
    if job.arguments.get("officer"):
        found = User.objects.filter(pk=job.arguments["officer"]).first()
        return f"Caseload of {found.full_name}" if found else ""
    if job.arguments.get("unit"):
        found = Unit.objects.select_related("facility").filter(pk=job.arguments["unit"]).first()
        return f"{found.name}, {found.facility.name}" if found else ""
    if job.arguments.get("facility"):
        found = Facility.objects.filter(pk=job.arguments["facility"]).first()
        return found.name if found else ""
    return ""


def _left_out(user: User, job: Job) -> list[dict[str, Any]]:
    """Who was not printed and why; somebody whom the reader may no longer see has no name."""
    if job.state != JobState.DONE:
        return []
    listed = job.result.get("left_out", [])
    seen: QuerySet[Offender] = Offender.objects.visible_to(user)
    people = {p.pk: p for p in seen.filter(pk__in=[line["offender"] for line in listed])}
    return [
        {"person": people.get(line["offender"]), "why": batches.LEFT_OUT.get(line["why"], "")}
        for line in listed
    ]
