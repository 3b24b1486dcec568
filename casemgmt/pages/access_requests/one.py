"""One request: how far it is, the delegate's decision, showing it, releasing a copy."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType, JobState, Posting, User
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.disclosing.copying import copy_by, without_what_is_withheld
from casemgmt.disclosing.enclosing import FILE
from casemgmt.pages.access_requests.common import LOOKS, may_do, request_to, route_in_words
from casemgmt.pages.recording import may_about
from casemgmt.printing import files
from casemgmt.printing.content import Entry
from casemgmt.printing.shown import shown
from casenotes.forms.access_requests import DecisionForm, ReleaseForm, ViewingForm
from casenotes.models import (
    AccessRequest,
    AccessRoute,
    AccessStage,
    Attachment,
    Delegate,
    PrintedReport,
    Release,
    Viewing,
)
from casenotes.services.access_requests import (
    decide_access_request,
    delegation_of,
    record_viewing,
    release_copy,
)

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from casemgmt.printing.content import Report


@governed_by("access_request", Action.READ)
@require_GET
def access_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was asked, what was done about it, and what is next."""
    found = request_to(request.user, Action.READ, pk)
    audit.record(AuditEventType.READ, found)
    return _page(request, found)


@governed_by("access_request", Action.APPROVE)
@require_POST
def access_request_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The delegate decides, once."""
    found = request_to(request.user, Action.APPROVE, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decision = decide_access_request(found, request.user, **form.cleaned_data)
        except EditConflict as conflict:
            form.add_error(None, conflict.reason)
            return _page(request, found, decide=form, status=409)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, f"Decided: {decision.get_outcome_display().lower()}.")
            return redirect("pages:access-request", pk=pk)
    return _page(request, found, decide=form, status=422)


@governed_by("access_request", Action.EXPORT)
@require_POST
def access_request_viewing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that the person is shown it now, and open the page that they see."""
    found = request_to(request.user, Action.EXPORT, pk)
    form = ViewingForm(request.POST, people=_staff_at(found))
    if form.is_valid():
        try:
            viewing = record_viewing(found, request.user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:access-viewing", pk=viewing.pk)
    return _page(request, found, view=form, status=422)


@governed_by("access_request", Action.EXPORT)
@require_POST
def access_request_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the copy made."""
    found = request_to(request.user, Action.EXPORT, pk)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            release_copy(found, request.user, channel=form.cleaned_data["channel"])
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, "The copy is being made. It is listed here when it is ready.")
            return redirect("pages:access-request", pk=pk)
    return _page(request, found, release=form, status=422)


@governed_by("access_request", Action.EXPORT)
@require_GET
def access_viewing(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the person is to see and nothing else; open on the day of the viewing alone."""
    user = request.user
    requests = AccessRequest.objects
    rows = Viewing.objects.select_related(
        "request__offender",
        "request__facility",
        "redaction__request__offender",
        "redaction__request__facility",
        "redaction__check_made__checked_by",
    )
    viewing = get_or_refuse(
        rows.filter(request__in=requests.in_scope(user, Action.EXPORT).values("pk")),
        rows.filter(request__in=requests.visible_to(user).values("pk")),
        pk=pk,
    )
    assert isinstance(viewing, Viewing)
    found = viewing.request
    try:
        if viewing.viewed_on != clock.today(found.facility):
            raise RuleViolation(
                f"This viewing was on {viewing.viewed_on:%-d %b %Y}. Begin another."
            )
        report, marks = copy_by(viewing.redaction, user)
    except RuleViolation as violation:
        messages.error(request, violation.reason)
        return redirect("pages:access-request", pk=found.pk)
    copy = without_what_is_withheld(report, marks)
    audit.record(
        AuditEventType.READ,
        viewing,
        offender_id=found.offender_id,
        facility_id=found.facility_id,
        details={"request": found.pk, "entries": len(copy.entries)},
    )
    return render(
        request,
        "pages/access_requests/viewing.html",
        {
            "viewing": viewing,
            "found": found,
            "report": copy,
            "entries": [shown(entry, copy) for entry in copy.entries],
            "files": _files_to_see(user, copy),
        },
    )


def _files_to_see(user: User, copy: Report) -> list[Attachment]:
    """Files of the copy that whoever supervises may open beside it."""
    given = [e.id for e in copy.entries if isinstance(e, Entry) and e.kind == FILE]
    return list(Attachment.objects.visible_to(user).filter(pk__in=given)) if given else []


def _page(
    request: SignedInRequest,
    found: AccessRequest,
    *,
    decide: forms.Form | None = None,
    view: forms.Form | None = None,
    release: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    stage = AccessStage(found.stage)  # type: ignore[attr-defined]
    today = clock.today(found.facility)
    redaction = found.redactions.select_related("check_made").first()
    decision = getattr(found, "decision", None)
    may_give = may_do(user, found, Action.EXPORT)
    ready = stage in {AccessStage.TO_GIVE, AccessStage.DONE}
    is_delegate = delegation_of(user, found.facility, today) is not None
    may_decide = (
        decision is None
        and found.route == AccessRoute.DELEGATE
        and is_delegate
        and found.recorded_by_id != user.pk
        and may_do(user, found, Action.APPROVE)
    )
    releases = _releases(user, found)
    context: dict[str, Any] = {
        "found": found,
        "offender": found.offender,
        "stage": stage,
        "looks": LOOKS[stage],
        "route": route_in_words(found),
        "redaction": redaction,
        "check": getattr(redaction, "check_made", None),
        "marks": redaction.withholdings.filter(lifted_at=None).count() if redaction else 0,
        "decision": decision,
        "viewings": found.viewings.all(),
        "releases": releases,
        "delegates": Delegate.objects.filter(facility=found.facility).select_related("user"),
        "today": today,
        "zone": clock.zone(found.facility),
        "sees_case": may_about(user, found.offender, "offender", "read"),
        "sees_log": may_about(user, found.offender, "disclosure", "read"),
        "may_redact": may_do(user, found, Action.UPDATE),
        "may_check": may_do(user, found, Action.SIGN),
        "decide": (decide or DecisionForm()) if may_decide or decide else None,
        "view": None,
        "release": None,
    }
    if may_give and ready and decision is not None:
        if decision.grants_viewing or view:
            context["view"] = view or ViewingForm(
                people=_staff_at(found), initial={"form_key": uuid.uuid4()}
            )
        standing = [r for r in releases if r["state"] not in {JobState.FAILED, JobState.CANCELLED}]
        if decision.grants_copy and not standing:
            context["release"] = release or ReleaseForm()
    context["refused"] = [form for form in (decide, view, release) if form is not None]
    context["view"] = context["view"] or view
    context["release"] = context["release"] or release
    return render(request, "pages/access_requests/request.html", context, status=status)


def _staff_at(found: AccessRequest) -> Any:
    """Who may be with the person: active people posted at the facility."""
    today = clock.today(found.facility)
    here = Posting.objects.holding_on(today).filter(facility=found.facility)
    return User.objects.filter(is_active=True, pk__in=here.values("user_id"))


def _releases(user: User, found: AccessRequest) -> list[dict[str, Any]]:
    """Copies with how far each is, and whether the reader may fetch it."""
    rows = list(Release.objects.filter(request=found).select_related("job"))
    prints = {
        row.job_id: row for row in PrintedReport.objects.filter(job__in=[r.job_id for r in rows])
    }
    return [
        {
            "release": row,
            "state": row.job.state,
            "error": row.job.error,
            "printed": prints.get(row.job_id),
            "own": row.released_by_id == user.pk,
            "with_files": row.job_id in prints and files.with_files(prints[row.job_id]).exists(),
        }
        for row in rows
    ]
