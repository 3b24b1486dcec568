"""An officer's own caseload list as it is now, and submitting it. OP-060101, II.D."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.form_fields import FormKey
from agency.models import AuditEventType
from agency.viewtools import signed_in
from casemgmt.pages.caseload_lists.columns import BY_KEY, heads, in_order, line
from casemgmt.pages.caseload_lists.rows import current_rows
from casemgmt.pages.whereabouts import own_facility
from offenders.models import CaseloadSubmission
from offenders.services import submit_caseload_list
from offenders.services.submissions import CaseloadRow, unit_manager_of
from scheduling import policies

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def is_asked_for() -> bool:
    """Whether a standard in force here asks for the list to be submitted."""
    return any(duty.action == "caseload_list" for duty in policies.in_force().duties().values())


@governed_by("caseload_list", "create")
@require_http_methods(["GET", "POST"])
def current_list(request: HttpRequest) -> HttpResponse:
    """One's own caseload today; a POST freezes it and hands it to the unit manager."""
    user = signed_in(request)
    today = clock.today(own_facility(user))
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in BY_KEY else "name"
    rows = in_order(current_rows(user, today), sort)
    asked_for = is_asked_for()
    problem = ""
    if request.method == "POST":
        try:
            if not asked_for:
                raise RuleViolation("No policy in force here asks for this list.")
            submitted = submit_caseload_list(
                user,
                columns=list(BY_KEY),
                rows=[CaseloadRow(row.offender_id, row.cells()) for row in rows],
                generated_at=clock.now(),
                form_key=FormKey().clean(request.POST.get("form_key", "")),
            )
        except RuleViolation as violation:
            problem = violation.reason
        else:
            to = f" to {submitted.unit_manager.full_name}" if submitted.unit_manager else ""
            messages.success(request, f"The list of {submitted.month:%B %Y} is submitted{to}.")
            return redirect("pages:caseload-submission", pk=submitted.pk)
    else:
        audit.record(
            AuditEventType.LISTED, object_type="caseload_list", details={"shown": len(rows)}
        )
    columns = heads(BY_KEY)
    past = CaseloadSubmission.objects.filter(officer=user)
    return render(
        request,
        "pages/caseload_lists/current.html",
        {
            "heads": columns,
            "rows": [line(row.offender_id, row.cells(), columns) for row in rows],
            "sort": sort,
            "second_lines": [head.below for head in columns if head.below],
            "asked_for": asked_for,
            "problem": problem,
            "manager": unit_manager_of(user) if asked_for else None,
            "past": past.defer("snapshot")[:12],
            "this_month": past.filter(month=today.replace(day=1)).defer("snapshot").first(),
            "form_key": uuid.uuid4(),
            "today": today,
        },
        status=422 if problem else 200,
    )
