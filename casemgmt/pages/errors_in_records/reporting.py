"""Saying that a signed note or report is wrong."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.errors_in_records.deciding import record_context
from casemgmt.pages.writing import page_of, way_back
from casenotes.forms.errors import ErrorForm
from casenotes.models import CaseNote, ContactReport
from casenotes.services import report_error
from offenders.models import Offender
from offenders.sharing import disclosure_details

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@governed_by("record_error", "create")
@require_http_methods(["GET", "POST"])
def error_in_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Report an error in a note."""
    return _report(request, CaseNote.objects.select_related("offender", "type", "facility"), pk)


@governed_by("record_error", "create")
@require_http_methods(["GET", "POST"])
def error_in_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report an error in a contact report."""
    return _report(request, ContactReport.objects.select_related("offender", "facility"), pk)


def _report(request: HttpRequest, records: Any, pk: int) -> HttpResponse:
    user = signed_in(request)
    readable = records.visible_to(user)
    people = Offender.objects.in_scope(user, "record_error", Action.CREATE)
    may = Q(offender_id__in=people.values("pk")) | Q(author=user)
    record: Any = get_or_refuse(readable.filter(may), readable, pk=pk)
    form = ErrorForm(
        request.POST or None,
        people=Offender.objects.known_to(user),
        initial={"form_key": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            report_error(
                record,
                user,
                kind=said["kind"],
                reason=said["reason"],
                right_person=said["right_person"],
                form_key=said["form_key"],
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(
                request,
                "Reported. The entry stands as it is until somebody else has decided; "
                "the decision comes to you.",
            )
            return redirect(way_back(request, page_of(user, record.offender)))
    elif request.method == "GET":
        audit.record(
            AuditEventType.READ,
            record,
            details={"form": "error", **disclosure_details(user, record.offender_id)},
        )
    context = {
        "offender": record.offender,
        "form": form,
        "back": way_back(request, ""),
        "today": clock.today(record.facility),
        **record_context(record, user),
    }
    return render(
        request,
        "pages/errors_in_records/report.html",
        context,
        status=422 if form.errors else 200,
    )
