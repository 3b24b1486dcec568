"""The print ledger: what was printed, when, by whom, and whether it lies in the file."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import Agency, AuditEventType, Job
from agency.viewtools import get_or_refuse
from casemgmt.pages.printing import own_job, printing_place, tabs
from casemgmt.printing import files
from casemgmt.printing.batches import may_still_fetch
from casemgmt.printing.filing import file_place
from casemgmt.printing.ledger import confirm_filed
from casemgmt.printing.words import fingerprint_words
from casenotes.models import PrintedReport

if TYPE_CHECKING:
    from pathlib import Path

    from agency.models import Facility
    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.querysets import AboutOffenderQuerySet

ROWS = 50


class LedgerFilter(forms.Form):
    """Narrows the ledger; each field may be empty."""

    q = forms.CharField(label="Serial, name or number", required=False, max_length=100)
    printed_from = forms.DateField(
        label="Printed from", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    printed_until = forms.DateField(
        label="Printed until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    filed = forms.ChoiceField(
        label="In the file",
        required=False,
        choices=[("", "Filed or not"), ("no", "Not confirmed"), ("yes", "Confirmed")],
    )


@governed_by("print", Action.READ)
@require_GET
def ledger(request: SignedInRequest) -> HttpResponse:
    """All prints about people at the reader's facility, the latest first."""
    form = LedgerFilter(request.GET or None)
    rows = PrintedReport.objects.visible_to(request.user).select_related(
        "offender", "filing", "facility", "replaces", "job"
    )
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if wanted:
        rows = _narrowed(rows, wanted, printing_place(request.user))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.own_file = (
            row.job is not None
            and row.job.requested_by_id == request.user.pk
            and files.file_of(row).exists()
        )
        row.fingerprint_words = fingerprint_words(row.fingerprint)
    narrowed = any(wanted.values())
    audit.record(
        AuditEventType.LISTED,
        object_type="print",
        details={"found": page.paginator.count, "q": wanted.get("q", "")},
    )
    return render(
        request,
        "pages/printing/ledger.html",
        {
            "tabs": tabs("ledger"),
            "form": form,
            "page": page,
            "narrowed": narrowed,
            "file_place": file_place(Agency.current()),
        },
    )


@governed_by("print", Action.EXPORT)
@require_GET
def report_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report's PDF, for the one who asked for it, while they may carry it away."""
    report: Any = get_or_refuse(PrintedReport.objects.filter(job__requested_by=request.user), pk=pk)
    if not may_still_fetch(request.user, [report]):
        raise Http404
    response = _handed_out(files.file_of(report), f"{report.serial}.pdf")
    audit.record(AuditEventType.EXPORTED, report, details={"serial": report.serial})
    return response


@governed_by("print", Action.EXPORT)
@require_GET
def batch_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """All reports of a job as one PDF, while the reader may carry away each of them.

    Very many come in parts: `?part=2`.
    """
    job: Job = own_job(request.user, pk)
    reports = list(PrintedReport.objects.filter(job=job))
    if not reports or not may_still_fetch(request.user, reports):
        raise Http404
    asked = request.GET.get("part", "1")
    part = int(asked) if asked in map(str, files.parts_of_all(job.pk)) else 0
    name = f"case-note-reports-{job.pk}-{part}.pdf"
    response = _handed_out(files.file_of_all(job.pk, part), name)
    audit.record(
        AuditEventType.EXPORTED,
        object_type="print",
        object_id=str(job.pk),
        details={"job": job.pk, "prints": [report.pk for report in reports]},
    )
    return response


@governed_by("print", Action.CREATE)
@require_POST
def report_filed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that one report lies in the file."""
    report: Any = get_or_refuse(
        PrintedReport.objects.in_scope(request.user, Action.CREATE),
        PrintedReport.objects.visible_to(request.user),
        pk=pk,
    )
    confirm_filed([report], request.user)
    messages.success(request, f"{report.serial} is in the file: {_place()}.")
    return _back(request, report.job_id)


@governed_by("print", Action.CREATE)
@require_POST
def batch_filed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that every report of a job lies in the file."""
    job = own_job(request.user, pk)
    reports = PrintedReport.objects.in_scope(request.user, Action.CREATE).filter(job=job)
    filings = confirm_filed(reports.select_related("facility"), request.user)
    messages.success(request, f"{len(filings)} confirmed as filed: {_place()}.")
    return redirect("pages:print-batch", pk=job.pk)


def _narrowed(
    rows: AboutOffenderQuerySet, wanted: dict[str, Any], place: Facility | None
) -> AboutOffenderQuerySet:
    """Days are those of the reader's facility, both ends included."""
    for word in wanted["q"].replace(",", " ").split()[:6]:
        rows = rows.filter(
            Q(serial__istartswith=word)
            | Q(offender__number__istartswith=word)
            | Q(offender__family_name__icontains=word)
            | Q(offender__given_names__icontains=word)
        )
    if wanted["printed_from"]:
        rows = rows.filter(
            printed_at__gte=clock.local_moment(wanted["printed_from"], time.min, place)
        )
    if wanted["printed_until"]:
        following = wanted["printed_until"] + timedelta(days=1)
        rows = rows.filter(printed_at__lt=clock.local_moment(following, time.min, place))
    if wanted["filed"]:
        rows = rows.filter(filing__isnull=wanted["filed"] == "no")
    return rows


def _handed_out(path: Path, name: str) -> HttpResponse:
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        stream, as_attachment=True, filename=name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _place() -> str:
    return file_place(Agency.current()).section


def _back(request: SignedInRequest, job_id: int | None) -> HttpResponse:
    if request.POST.get("from") == "ledger" or job_id is None:
        return redirect("pages:print-ledger")
    if Job.objects.filter(pk=job_id, requested_by=request.user).exists():
        return redirect("pages:print-batch", pk=job_id)
    return redirect("pages:print-ledger")
