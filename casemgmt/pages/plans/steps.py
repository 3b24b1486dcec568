"""The short steps around a version: a new one, the decision, the person's answer, handover,
and what became of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.plans.common import (
    may_prepare,
    place_of,
    plans_for,
    reviews_of,
    version_for,
)
from plans.forms import ActionForm, AgreementForm, DecideForm, HandoverForm, NewVersionForm
from plans.models import Plan, PlanAction, PlanVersion, ReviewDecision, ReviewKind
from plans.services import (
    approve,
    drop_action,
    finish_action,
    new_version,
    record_agreement,
    record_handover,
    reopen_action,
    send_back,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


def step(
    request: SignedInRequest,
    plan: Plan,
    form: forms.Form,
    save: Callable[[dict[str, Any]], str],
    *,
    title: str,
    button: str,
    about: Any,
    intro: str = "",
    **more: Any,
) -> HttpResponse:
    """Ask, save by one service, and go back to the plan. `save` returns what to say then."""
    if request.method == "POST" and form.is_valid():
        try:
            said = save(form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, said)
            return redirect("pages:plan", pk=plan.pk)
    if request.method == "GET":
        match = request.resolver_match
        form_name = match.url_name if match else ""
        audit.record(AuditEventType.READ, about, details={"form": form_name})
    return render(
        request,
        "pages/plans/step.html",
        {
            "plan": plan,
            "offender": plan.offender,
            "form": form,
            "title": title,
            "button": button,
            "intro": intro,
            "today": clock.today(place_of(plan.offender, request.user)),
            **more,
        },
        status=422 if form.errors else 200,
    )


@governed_by("plan", "update")
@require_http_methods(["GET", "POST"])
def version_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a new version as a copy of the last one, and say why."""
    user = request.user
    plan = get_or_refuse(plans_for(user, "update"), plans_for(user, "read"), pk=pk)
    assert isinstance(plan, Plan)
    if not may_prepare(user, plan.kind):
        raise PermissionDenied
    reviews = reviews_of(plan).filter(kind=ReviewKind.REVIEWED)
    asking = reviews.filter(record__decision=ReviewDecision.CHANGE).first()
    initial = {"reason": "review", "prompted_by": asking} if asking else {}
    form = NewVersionForm(request.POST or None, initial=initial)
    form.fields["prompted_by"].queryset = reviews  # type: ignore[attr-defined]
    begun: list[PlanVersion] = []

    def save(said: dict[str, Any]) -> str:
        begun.append(new_version(plan, user, **said))
        return "The new version is begun as a copy of the last one."

    answer = step(
        request,
        plan,
        form,
        save,
        title="New version",
        button="Begin the new version",
        about=plan,
        intro="It begins as a copy of the last approved version, which never changes.",
    )
    return redirect("pages:plan-edit", pk=begun[0].pk) if begun else answer


@governed_by("plan", "approve")
@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve a submitted version, or send it back."""
    user = request.user
    version = version_for(user, "approve", pk)
    today = clock.today(place_of(version.plan.offender, user))
    form = DecideForm(request.POST or None, initial={"approved_on": today})

    def save(said: dict[str, Any]) -> str:
        if said["decision"] == "approve":
            approve(version, user, approved_on=said["approved_on"])
            return "Approved. The dates that follow from it have moved."
        send_back(version, user, because=said["because"])
        return "Sent back with what is to be changed."

    return step(
        request,
        version.plan,
        form,
        save,
        title=f"Decide on version {version.number}",
        button="Save the decision",
        about=version,
        intro="What is approved never changes; a later change is a new version.",
    )


@governed_by("plan", "update")
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep that the person agrees to a version, or refuses it."""
    user = request.user
    version = version_for(user, "update", pk)
    today = clock.today(place_of(version.plan.offender, user))
    form = AgreementForm(request.POST or None, initial={"on": today, "how": "signed"})

    def save(said: dict[str, Any]) -> str:
        record_agreement(version, user, **said)
        return "The answer is on record."

    return step(
        request,
        version.plan,
        form,
        save,
        title=f"What the person says to version {version.number}",
        button="Record the answer",
        about=version,
        intro="The latest answer counts; earlier ones stay.",
    )


@governed_by("plan", "update")
@require_http_methods(["GET", "POST"])
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep that two teams met over the plan."""
    user = request.user
    version = version_for(user, "update", pk)
    today = clock.today(place_of(version.plan.offender, user))
    form = HandoverForm(request.POST or None, initial={"met_on": today})

    def save(said: dict[str, Any]) -> str:
        record_handover(version, user, **said)
        return "The handover is on record."

    return step(
        request,
        version.plan,
        form,
        save,
        title="Hand over to the next team",
        button="Record the handover",
        about=version,
        intro="The plan is what the two teams coordinate by: meet over it before the release.",
    )


@governed_by("plan", "update")
@require_http_methods(["GET", "POST"])
def action(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an action was done, or is dropped; take back what was said by mistake."""
    user = request.user
    actions = PlanAction.objects.select_related("version__plan__offender", "owner")
    found = get_or_refuse(
        actions.filter(version__plan__in=Plan.objects.in_scope(user, "update")),
        actions.visible_to(user),
        pk=pk,
    )
    assert isinstance(found, PlanAction)
    plan = found.version.plan
    today = clock.today(place_of(plan.offender, user))
    taking_back = "reopen" in request.POST
    form = ActionForm(
        {"result": "done", "done_on": today.isoformat()} if taking_back else request.POST or None,
        initial={"done_on": today},
    )

    def save(said: dict[str, Any]) -> str:
        if taking_back:
            reopen_action(found, user)
            return "The action is open again."
        if said["result"] == "done":
            finish_action(found, user, done_on=said["done_on"], outcome=said["outcome"])
            return "The action is done."
        drop_action(found, user, dropped_on=said["done_on"], because=said["outcome"])
        return "The action is dropped."

    return step(
        request,
        plan,
        form,
        save,
        title="What became of it",
        button="Save",
        about=found,
        action=found,
    )
