"""Postings of one account: added, changed, ended, their days corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.forms import PostingDetailsForm, PostingForm, role_choices, roles_in_words
from agency.models import Agency, Posting, Unit, User
from agency.roles import Role
from agency.services.postings import add_posting, change_posting
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.administration.accounts import account_of, cases_held
from casemgmt.recomputing import announce_posting_changed

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

DETAILS = ("unit", "supervisor", "capacity", "from_on", "until_on")
#: Roles whose holders may supervise officers.
SUPERVISING_ROLES = (Role.SUPERVISOR, Role.UNIT_MANAGER, Role.COORDINATOR)


def _supervisors(but: User, now: User | None = None) -> QuerySet[User]:
    """Who may be chosen as supervisor of `but`; whoever it is `now` stays a choice."""
    posted = Posting.objects.in_roles(SUPERVISING_ROLES).holding_on(clock.today())
    ids = set(posted.filter(user__is_active=True).values_list("user_id", flat=True))
    if now is not None:
        ids.add(now.pk)
    return User.objects.filter(pk__in=ids - {but.pk})


@governed_by("account", "update")
@require_http_methods(["GET", "POST"])
def posting_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Post somebody in a role at a place from a day on."""
    user = account_of(pk)
    form = PostingForm(
        request.POST or None,
        initial={"from_on": clock.today()},
        roles=role_choices(Agency.current().terms),
        units=Unit.objects.select_related("facility"),
        supervisors=_supervisors(user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            posting = add_posting(user, request.user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            announce_posting_changed(posting)
            messages.success(request, f"Posted: {_in_words(posting)}.")
            return redirect("pages:person", pk=pk)
    return _page(request, form, user, None)


@governed_by("account", "update")
@require_http_methods(["GET", "POST"])
def posting_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what goes on, end it, or correct its days."""
    posting = get_or_refuse(
        Posting.objects.select_related("user", "facility", "unit", "supervisor"), pk=pk
    )
    assert isinstance(posting, Posting)
    form = PostingDetailsForm(
        request.POST or None,
        initial={name: getattr(posting, name) for name in DETAILS},
        units=Unit.objects.filter(facility=posting.facility).select_related("facility"),
        supervisors=_supervisors(posting.user, posting.supervisor),
    )
    if request.method == "POST" and form.is_valid():
        stored = Posting.objects.get(pk=posting.pk)
        try:
            change_posting(stored, request.user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            announce_posting_changed(stored)
            messages.success(request, f"Saved: {_in_words(stored)}.")
            return redirect("pages:person", pk=posting.user_id)
    return _page(request, form, posting.user, posting)


def _in_words(posting: Posting) -> str:
    place = posting.unit or posting.facility or "whole agency"
    return f"{roles_in_words(posting.role)}, {place}"


def _page(request: SignedInRequest, form: Any, user: User, posting: Posting | None) -> HttpResponse:
    return render(
        request,
        "pages/administration/posting.html",
        {
            "form": form,
            "person": user,
            "posting": posting,
            "cases": cases_held(user, clock.today()) if posting else 0,
        },
        status=422 if form.errors else 200,
    )
