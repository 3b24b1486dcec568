"""The agency's settings: what policies leave open, and the words on the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.services.words import choose_words
from agency.viewtools import add_violation
from casemgmt.pages.settings.forms import PolicySettingsForm, WordsForm
from scheduling.policies import chosen_settings
from scheduling.services.chosen_settings import choose_settings

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("setting", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def policy_settings(request: SignedInRequest) -> HttpResponse:
    """How the agency reads what its policies leave open."""
    form = PolicySettingsForm(request.POST or None, now=chosen_settings())
    if request.method == "POST" and form.is_valid():
        try:
            changed = choose_settings(form.cleaned_data, request.user)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            if changed:
                number = len(changed)
                messages.success(
                    request,
                    f"{number} setting{'s are' if number > 1 else ' is'} changed. The due dates "
                    "that follow are being brought up to date.",
                )
            else:
                messages.info(request, "Nothing was different, so nothing was changed.")
                audit.record(AuditEventType.READ, Agency.current())
            return redirect("pages:settings")
    else:
        audit.record(AuditEventType.READ, Agency.current())
    return render(
        request,
        "pages/settings/policy.html",
        {"form": form, "groups": form.groups()},
        status=422 if form.errors else 200,
    )


@governed_by("setting", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def words(request: SignedInRequest) -> HttpResponse:
    """The agency's own words on every screen."""
    agency = Agency.objects.get()
    form = WordsForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        choose_words(form.terms(), request.user)
        messages.success(request, "The words are saved and stand on every page.")
        return redirect("pages:settings-words")
    audit.record(AuditEventType.READ, agency)
    return render(
        request,
        "pages/settings/words.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
