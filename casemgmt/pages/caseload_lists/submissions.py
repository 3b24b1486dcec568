"""Submitted caseload lists: the officer's own, and those that the unit manager receives."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.spreadsheets import neutralised
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.caseload_lists.columns import BY_KEY, Line, heads, line
from casemgmt.pages.whereabouts import own_facility
from casenotes.services.disclosures import record_export
from offenders.models import CaseloadSubmission, Exclusion
from offenders.services import acknowledge_caseload_list
from offenders.services.submissions import WHOM

if TYPE_CHECKING:
    from django.http import HttpRequest

    from agency.models import User

ROWS_ON_A_PAGE = 50


@governed_by("caseload_list", "read")
@require_GET
def submitted_lists(request: HttpRequest) -> HttpResponse:
    """Lists in one's reach: those without a receipt first, then newest first."""
    user = signed_in(request)
    seen = CaseloadSubmission.objects.in_scope(user, "read").defer("snapshot")
    to_sign = CaseloadSubmission.objects.in_scope(user, "sign").exclude(officer=user)
    waiting = list(
        to_sign.filter(received_at=None).defer("snapshot").order_by("submitted_at", "pk")
    )
    rest = seen.exclude(pk__in=[row.pk for row in waiting])
    page = Paginator(rest, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="caseloadsubmission",
        details={"waiting": len(waiting), "shown": len(page)},
    )
    return render(
        request,
        "pages/caseload_lists/submitted.html",
        {"waiting": waiting, "page": page, "today": clock.today(own_facility(user))},
    )


@governed_by("caseload_list", "read")
@require_GET
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One list as it was submitted, and the manager's receipt."""
    user = signed_in(request)
    found = _found(user, "read", pk)
    audit.record(AuditEventType.READ, found, details={"officer": found.officer_id})
    columns = heads(found.columns)
    may_sign = CaseloadSubmission.objects.in_scope(user, "sign").filter(pk=pk).exists()
    return render(
        request,
        "pages/caseload_lists/submission.html",
        {
            "found": found,
            "heads": columns,
            "rows": [
                Line(None) if row is None else line(row[WHOM], row, columns)
                for row in _rows_for(user, found)
            ],
            "may_sign": may_sign and found.officer_id != user.pk and found.received_at is None,
            "may_export": CaseloadSubmission.objects.in_scope(user, "export")
            .filter(pk=pk)
            .exists(),
            "zone": clock.zone(found.facility),
            "today": clock.today(found.facility),
        },
    )


@governed_by("caseload_list", "sign")
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager signs for having received it."""
    user = signed_in(request)
    found = _found(user, "sign", pk)
    try:
        acknowledge_caseload_list(found, user)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
    else:
        messages.success(request, f"Received from {found.officer_name}.")
    return redirect("pages:caseload-submission", pk=pk)


@governed_by("caseload_list", "export")
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The submitted list for a spreadsheet; nothing in it is worked out as a formula."""
    user = signed_in(request)
    found = _found(user, "export", pk)
    rows = _rows_for(user, found)
    record_export(
        [row[WHOM] for row in rows if row is not None],
        user,
        what=f"Caseload list of {found.month:%B %Y}, one line",
        channel="Spreadsheet",
    )
    audit.record(AuditEventType.EXPORTED, found, details={"rows": len(rows)})
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"caseload-{found.month:%Y-%m}-{found.pk}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    keys = [key for key in found.columns if key in BY_KEY]
    writer.writerow([BY_KEY[key].name for key in keys])
    for row in rows:
        writer.writerow(
            ["Restricted"] if row is None else [neutralised(row.get(key, "")) for key in keys]
        )
    return answer


def _found(user: User, action: str, pk: int) -> CaseloadSubmission:
    rows = CaseloadSubmission.objects.select_related(
        "officer", "facility", "unit_manager", "received_by"
    )
    reached = rows.in_scope(user, action)
    found = get_or_refuse(reached, rows.in_scope(user, "read"), pk=pk)
    assert isinstance(found, CaseloadSubmission)
    return found


def _rows_for(user: User, found: CaseloadSubmission) -> list[dict[str, Any] | None]:
    """The frozen rows; None for somebody from whose case the reader is kept."""
    kept_from = set(
        Exclusion.objects.filter(user=user, ended_at=None).values_list("offender_id", flat=True)
    )
    return [None if row[WHOM] in kept_from else row for row in found.snapshot]
