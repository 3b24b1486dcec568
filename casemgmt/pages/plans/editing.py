"""Writing a draft: texts and rows, on one page, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation
from casemgmt.pages.plans.common import may_prepare, place_of, staff_to_choose, version_for
from casemgmt.pages.plans.plan import shown
from plans import focus
from plans.content import content_of
from plans.differences import differences
from plans.forms import PlanEditor
from plans.models import VersionStatus
from plans.services import discard_version, save_and_submit, save_version

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from plans.content import Content
    from plans.models import PlanVersion


@governed_by("plan", "update")
@require_http_methods(["GET", "POST"])
def version_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit a draft, add rows, submit it or throw it away.

    What was typed comes back whatever went wrong; somebody else's later text is shown beside it.
    """
    user = request.user
    version = version_for(user, "update", pk)
    if not may_prepare(user, version.plan.kind):
        raise PermissionDenied
    if version.status != VersionStatus.DRAFT:
        audit.record(AuditEventType.READ, version)
        messages.info(request, "This version is no draft any more.")
        return redirect("pages:plan", pk=version.plan_id)
    if "discard" in request.POST:
        discard_version(version, user)
        messages.success(request, "The draft is thrown away.")
        return redirect("pages:plans", pk=version.plan.offender_id)
    stored = content_of(version)
    place = place_of(version.plan.offender, user)
    editor = PlanEditor(
        kind=version.plan.kind,
        content=stored,
        staff=staff_to_choose(place, [row.owner for row in stored.actions]),
        posted=request.POST if request.method == "POST" else None,
        add=request.POST.get("add", ""),
    )
    context: dict[str, Any] = {"editor": editor, "revision": version.revision}
    if request.method == "GET":
        audit.record(AuditEventType.READ, version, details={"form": "plan-edit"})
        return _page(request, version, context)
    context["revision"] = _revision(request)
    if "add" in request.POST:
        audit.tell_nothing_new()
        return _page(request, version, context)
    if editor.is_valid():
        content = editor.content()
        try:
            if "submit" in request.POST:
                return _submitted(request, version, editor, content, context)
            save_version(version, user, content, revision=_revision(request))
        except EditConflict as conflict:
            return _conflict(request, cast("PlanVersion", conflict.latest), content, context)
        except RuleViolation as violation:
            add_violation(editor.texts, violation)
        else:
            messages.success(request, "The draft is saved.")
            return redirect("pages:plan-edit", pk=pk)
    return _page(request, version, context, status=422)


def _submitted(
    request: SignedInRequest,
    version: PlanVersion,
    editor: PlanEditor,
    content: Content,
    context: dict[str, Any],
) -> HttpResponse:
    """One act; where submitting is refused, the draft is saved and stays a draft. What keeps the
    draft from being saved is raised."""
    user, revision = request.user, _revision(request)
    try:
        save_and_submit(version, user, content, revision=revision)
    except RuleViolation as violation:
        version = save_version(version, user, content, revision=revision)
        add_violation(editor.texts, violation)
        context["revision"] = version.revision
        context["saved"] = True
        return _page(request, version, context, status=422)
    messages.success(request, "Submitted. Those who approve plans see it now.")
    return redirect("pages:plan", pk=version.plan_id)


def _conflict(
    request: SignedInRequest, latest: PlanVersion, mine: Content, context: dict[str, Any]
) -> HttpResponse:
    """Both texts: what somebody else saved, and what was typed here. Saving again keeps this."""
    theirs = content_of(latest)
    context |= {
        "revision": latest.revision,
        "conflict": latest,
        "differences": differences(theirs, mine, latest.plan.kind),
        "theirs": shown(latest, clock.today()),
    }
    return _page(request, latest, context, status=409)


def _page(
    request: SignedInRequest, version: PlanVersion, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    offender = version.plan.offender
    assessment = focus.latest_assessment(offender)
    place = place_of(offender, request.user)
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/plans/edit.html",
            {
                "version": version,
                "plan": version.plan,
                "offender": offender,
                "today": clock.today(place),
                "assessment": assessment,
                "domains": focus.domains_of(assessment),
                **context,
            },
            status=status,
        )


def _revision(request: SignedInRequest) -> int:
    """The revision that the page was opened with; -1 for none that could be."""
    raw = request.POST.get("revision", "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else -1
