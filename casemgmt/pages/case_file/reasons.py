"""An auditor says why before a record opens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AccessReason, AuditEventType
from agency.viewtools import get_or_refuse, signed_in
from casemgmt.pages.case_file.forms import ReasonForm
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

#: How long a reason opens a record to an auditor.
REASON_HOLDS = timedelta(minutes=60)


def reason_in_force(user: User, offender: Offender) -> str:
    """The reason that an auditor gave and that still holds, "" for everybody else."""
    if not may(user, "access_reason", "create"):
        return ""
    given = user.access_reasons.filter(
        offender_id=offender.pk, given_at__lte=clock.now(), ends_at__gt=clock.now()
    ).last()
    return given.reason if given else ""


def ask_why(request: HttpRequest, offender: Offender, form: ReasonForm) -> HttpResponse:
    """The question that stands in the record's place until a reason is given."""
    return render(
        request,
        "pages/case_file/reason.html",
        {"offender": offender, "form": form, "minutes": REASON_HOLDS.seconds // 60},
        status=422 if form.errors else 200,
    )


@governed_by("access_reason", "create")
@require_http_methods(["POST"])
def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one record to an auditor for an hour; the reason is kept with every reading."""
    offender = get_or_refuse(Offender.objects.known_to(signed_in(request)), pk=pk)
    assert isinstance(offender, Offender)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return ask_why(request, offender, form)
    now = clock.now()
    given = AccessReason.objects.create(
        user=signed_in(request),
        offender_id=offender.pk,
        reason=form.cleaned_data["reason"],
        given_at=now,
        ends_at=now + REASON_HOLDS,
    )
    audit.record(
        AuditEventType.REASON_GIVEN,
        offender,
        reason=given.reason,
        details={"ends_at": given.ends_at.isoformat()},
    )
    messages.success(request, f"Open to you for {REASON_HOLDS.seconds // 60} minutes.")
    return redirect("pages:case-file", pk=pk)
