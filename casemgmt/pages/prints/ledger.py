"""The print ledger: what was printed, when, by whom, and whether it lies in the file."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, Job
from agency.viewtools import get_or_refuse
from casemgmt.pages.prints.common import handed_out, printing_place, tabs
from casemgmt.printing import files
from casemgmt.printing.batches import may_still_fetch
from casemgmt.printing.changes import MOST_LISTED, changes_since, on_paper
from casemgmt.printing.filing import file_place
from casemgmt.printing.ledger import confirm_filed
from casemgmt.printing.words import fingerprint_words, groups_of_four
from casenotes.models import PrintedReport, PrintKind
from casenotes.services.disclosures import record_prints_taken

if TYPE_CHECKING:
    from agency.models import Facility, User
    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.querysets import AboutOffenderQuerySet

ROWS = 50


class LedgerFilter(forms.Form):
    """Narrows the ledger; each field may be empty."""

    q = forms.CharField(label="Serial, name or number", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *PrintKind.choices]
    )
    printed_from = forms.DateField(
        label="Printed from", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    printed_until = forms.DateField(
        label="Printed until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    filed = forms.ChoiceField(
        label="In the file",
        required=False,
        choices=[
            ("", "Filed or not"),
            ("no", "Not confirmed"),
            ("yes", "Confirmed"),
            ("never", "Not for the file"),
        ],
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
        row.own_file = _own_file(row, request.user)
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


@governed_by("print", Action.READ)
@require_GET
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One print: what stands on it and in which version, why, for which section, what changed."""
    row: Any = get_or_refuse(
        PrintedReport.objects.visible_to(request.user).select_related(
            "offender", "filing", "facility", "replaces", "job"
        ),
        pk=pk,
    )
    audit.record(AuditEventType.READ, row, details={"serial": row.serial})
    return render(
        request,
        "pages/printing/report.html",
        {"tabs": tabs("ledger"), **of_report(row, request.user)},
    )


def of_report(row: PrintedReport, reader: User) -> dict[str, Any]:
    """What the ledger says of a print: the context of pages/printing/_report.html."""
    held = on_paper(row, reader)
    since = changes_since(row, reader)
    row.own_file = _own_file(row, reader)  # type: ignore[attr-defined]
    return {
        "report": row,
        "fingerprint": groups_of_four(row.fingerprint),
        "held": held[:MOST_LISTED],
        "held_more": max(0, len(held) - MOST_LISTED),
        "unreadable": len(row.note_ids) + len(row.report_ids) - len(held),
        "since": since,
        "changes": since.changes[:MOST_LISTED],
        "changes_more": max(0, len(since.changes) - MOST_LISTED),
    }


@governed_by("print", Action.EXPORT)
@require_GET
def report_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report's PDF, for the one who asked for it, while they may carry it away.

    `?with=files`: the zip file of a copy and the files that are given beside it.
    """
    row: Any = get_or_refuse(PrintedReport.objects.filter(job__requested_by=request.user), pk=pk)
    if not may_still_fetch(request.user, [row]):
        raise Http404
    if request.GET.get("with") == "files":
        response = handed_out(files.with_files(row), f"{row.serial}.zip")
    else:
        response = handed_out(files.file_of(row), f"{row.serial}.pdf")
    record_prints_taken([row], request.user)
    audit.record(AuditEventType.EXPORTED, row, details={"serial": row.serial})
    return response


@governed_by("print", Action.CREATE)
@require_POST
def report_filed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that one report lies in the file."""
    row: Any = get_or_refuse(
        PrintedReport.objects.in_scope(request.user, Action.CREATE),
        PrintedReport.objects.visible_to(request.user),
        pk=pk,
    )
    try:
        confirm_filed([row], request.user)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
    else:
        messages.success(request, f"{row.serial} is in the file: {row.file_section}.")
    return _back(request, row.job_id)


def _own_file(row: PrintedReport, reader: User) -> bool:
    return (
        row.job is not None and row.job.requested_by_id == reader.pk and files.file_of(row).exists()
    )


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
    if wanted["kind"]:
        rows = rows.filter(kind=wanted["kind"])
    if wanted["printed_from"]:
        rows = rows.filter(
            printed_at__gte=clock.local_moment(wanted["printed_from"], time.min, place)
        )
    if wanted["printed_until"]:
        following = wanted["printed_until"] + timedelta(days=1)
        rows = rows.filter(printed_at__lt=clock.local_moment(following, time.min, place))
    if wanted["filed"] == "never":
        rows = rows.filter(for_file=False)
    elif wanted["filed"]:
        rows = rows.filter(for_file=True, filing__isnull=wanted["filed"] == "no")
    return rows


def _back(request: SignedInRequest, job_id: int | None) -> HttpResponse:
    if request.POST.get("from") == "ledger" or job_id is None:
        return redirect("pages:print-ledger")
    if Job.objects.filter(pk=job_id, requested_by=request.user).exists():
        return redirect("pages:print-batch", pk=job_id)
    return redirect("pages:print-ledger")
