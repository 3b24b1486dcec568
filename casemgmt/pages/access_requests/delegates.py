"""Who decides requests in the superintendent's place, where and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, Posting, User
from casemgmt.pages.recording import saved_by
from casenotes.forms.access_requests import DelegateForm
from casenotes.models import Delegate
from casenotes.services.access_requests import DELEGATE_ROLES, end_delegation, name_delegate

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("delegate", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def delegates(request: SignedInRequest) -> HttpResponse:
    """Every delegate, newest first by facility; name another, or end one."""
    today = clock.today()
    fitting = Posting.objects.in_roles(DELEGATE_ROLES).holding_on(today)
    people = User.objects.filter(is_active=True, pk__in=fitting.values("user_id"))
    if request.method == "POST" and request.POST.get("act") == "end":
        _end(request)
        return redirect("pages:delegates")
    form = DelegateForm(request.POST or None, people=people, initial={"from_on": today})
    if saved_by(request, form, lambda said: name_delegate(by=request.user, **said)):
        messages.success(request, "Named. They decide requests from that day.")
        return redirect("pages:delegates")
    rows = list(Delegate.objects.select_related("user", "facility"))
    if request.method == "GET":
        audit.record(AuditEventType.LISTED, object_type="delegate", details={"shown": len(rows)})
    return render(
        request,
        "pages/access_requests/delegates.html",
        {
            "rows": [(row, row.until_on is None or today <= row.until_on) for row in rows],
            "form": form,
            "today": today,
        },
        status=422 if form.errors else 200,
    )


def _end(request: SignedInRequest) -> None:
    number = request.POST.get("delegate", "")
    row = Delegate.objects.filter(pk=number if number.isdecimal() else 0).first()
    if row is None:
        messages.error(request, "This delegate is not there any more.")
        return
    try:
        end_delegation(row, request.user, until_on=clock.today(row.facility))
    except RuleViolation as violation:
        messages.error(request, violation.reason)
    else:
        messages.success(request, f"{row.user.full_name} decides for the last time today.")
