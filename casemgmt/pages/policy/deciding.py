"""Proposing an edition, and what a second person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.policy import effects
from casemgmt.pages.policy.forms import DecideForm, ProposeForm
from scheduling.models import Activation
from scheduling.services import activations

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("standard", Action.CREATE)
@require_POST
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose what a preview has shown, there and from that day."""
    preview = effects.readable_preview(request.user, pk)
    form = ProposeForm(request.POST)
    if form.is_valid():
        try:
            activations.propose(
                preview.edition,
                request.user,
                facility=preview.facility,
                unit=preview.unit,
                from_on=preview.from_on,
                until_on=preview.until_on,
                preview=preview,
                **form.cleaned_data,
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            effects.tell(request, "Proposed. A second person approves it.")
            return redirect("pages:what-if", pk=preview.pk)
    return effects.page(request, preview, propose=form, status=422)


@governed_by("standard", Action.APPROVE)
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve, send back or withdraw; the screen comes back with what was typed on a mistake."""
    rows = Activation.objects.select_related("preview__edition", "edition")
    activation = get_or_refuse(rows.filter(preview__isnull=False), pk=pk)
    assert isinstance(activation, Activation)
    preview = activation.preview
    assert preview is not None
    form = DecideForm(request.POST)
    if form.is_valid():
        reason, decision = form.cleaned_data["reason"], form.cleaned_data["decision"]
        act = {
            "approve": activations.approve,
            "send_back": activations.send_back,
            "withdraw": activations.withdraw,
        }[decision]
        try:
            act(activation, request.user, reason=reason)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            effects.tell(
                request,
                {
                    "approve": "Activated. Dates that move are recalculated in the background.",
                    "send_back": "Sent back to its proposer.",
                    "withdraw": "Withdrawn. What held before goes on.",
                }[decision],
            )
            return redirect("pages:what-if", pk=preview.pk)
    return effects.page(request, preview, decide=form, status=422)
