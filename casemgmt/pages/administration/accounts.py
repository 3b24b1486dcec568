"""People who work here: their accounts. Administrators read no case content on these pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock, lockouts, sessions
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.forms import AccountForm
from agency.models import AuditEventType, User
from agency.services import people
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.administration.history import history_of
from casemgmt.pages.administration.listing import PeopleFilter, narrowed, state_of
from casemgmt.pages.recording import saved_by
from offenders.models import CaseAssignment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50


@governed_by("account", "read")
@require_GET
def people_list(request: SignedInRequest) -> HttpResponse:
    """Everyone with an account, narrowed by name, role, facility and state."""
    form = PeopleFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    sort = request.GET.get("sort", "name")
    page = Paginator(narrowed(wanted, sort), ROWS).get_page(request.GET.get("page"))
    locked = lockouts.locked_among(page.object_list)
    posted = {user.pk for user in page.object_list if user.posted_today}  # type: ignore[attr-defined]
    rows = [
        {"person": user, "state": state_of(user, user.pk in locked, user.pk in posted)}
        for user in page.object_list
    ]
    audit.record(
        AuditEventType.LISTED,
        object_type="user",
        details={
            "shown": len(page.object_list),
            "filtered": sorted(k for k in wanted if wanted[k]),
        },
    )
    return render(
        request,
        "pages/administration/people.html",
        {"form": form, "page": page, "rows": rows, "sort": sort, "narrowed": any(wanted.values())},
    )


def account_of(pk: int) -> User:
    """The account with that id; administrators of the agency reach every one."""
    found = get_or_refuse(User.objects.all(), pk=pk)
    assert isinstance(found, User)
    return found


def cases_held(user: User, on: date) -> int:
    """How many cases the person holds; the number only, for an administrator reads none."""
    return CaseAssignment.objects.holding_on(on).filter(officer=user).count()


@governed_by("account", "read")
@require_GET
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: state, postings, what was changed by whom."""
    user = account_of(pk)
    today = clock.today()
    postings = list(
        user.postings.select_related("facility", "unit", "supervisor").order_by("-from_on", "-pk")
    )
    rows = [
        {
            "posting": posting,
            "holds": posting.holds_on(clock.today(posting.facility)),
            "over": posting.until_on is not None and posting.until_on < today,
        }
        for posting in postings
    ]
    locked = lockouts.locked_until(user)
    audit.record(AuditEventType.READ, user)
    return render(
        request,
        "pages/administration/person.html",
        {
            "person": user,
            "postings": rows,
            "state": state_of(user, locked is not None, any(row["holds"] for row in rows)),
            "locked_until": locked,
            "sessions": len(sessions.own_sessions(user, None)),
            "cases": cases_held(user, today),
            "history": history_of(user),
            "is_self": user.pk == request.user.pk,
        },
    )


@governed_by("account", "create")
@require_http_methods(["GET", "POST"])
def person_new(request: SignedInRequest) -> HttpResponse:
    """A new account. Its temporary password is on the answer and nowhere else."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = people.create_account(request.user, **form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return _hand_over(request, user, password, is_new=True)
    return _account_form(request, form, None)


@governed_by("account", "update")
@require_http_methods(["GET", "POST"])
def person_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The user name, the names and the e-mail address."""
    user = account_of(pk)
    initial = {name: getattr(user, name) for name in people.IDENTITY_FIELDS}
    form = AccountForm(request.POST or None, initial=initial)
    if saved_by(
        request,
        form,
        lambda said: people.change_account(account_of(pk), request.user, **said),
    ):
        messages.success(request, "Saved.")
        return redirect("pages:person", pk=pk)
    return _account_form(request, form, user)


def _account_form(request: SignedInRequest, form: AccountForm, user: User | None) -> HttpResponse:
    return render(
        request,
        "pages/administration/account_form.html",
        {"form": form, "person": user},
        status=422 if form.errors else 200,
    )


def _hand_over(
    request: SignedInRequest, user: User, password: str, *, is_new: bool
) -> HttpResponse:
    """Shown in the answer itself: a redirect would have to keep the password somewhere."""
    return render(
        request,
        "pages/administration/password.html",
        {"person": user, "password": password, "is_new": is_new},
    )


# ---- Acts on an account, each after a question ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """title: on the question and its button. does: changes the account; a password that it
    returns is shown. said: afterwards. warning: whether the button is red."""

    title: str
    does: Callable[[User, User], Any]
    said: str
    warning: bool = False


ACTS = {
    "disable": Act("Disable the account", people.disable_account, "The account is disabled.", True),
    "enable": Act("Enable the account", people.enable_account, "The account can be used again."),
    "reset-password": Act("Reset the password", people.reset_password, ""),
    "unlock": Act("Unlock the account", lockouts.unlock, "The account is unlocked."),
    "end-sessions": Act("End all sessions", people.end_sessions, "Signed out everywhere."),
}


@governed_by("account", "update")
@require_http_methods(["GET", "POST"])
def person_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Ask, then disable, enable, unlock, reset the password or end the sessions."""
    user = account_of(pk)
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    problem = ""
    if request.method == "POST":
        try:
            result = chosen.does(user, request.user)
        except RuleViolation as violation:
            problem = violation.reason
        else:
            if act == "reset-password":
                return _hand_over(request, user, result, is_new=False)
            messages.success(request, chosen.said)
            return redirect("pages:person", pk=pk)
    return render(
        request,
        "pages/administration/act.html",
        {
            "person": user,
            "act": act,
            "title": chosen.title,
            "warning": chosen.warning,
            "problem": problem,
            "cases": cases_held(user, clock.today()),
            "sessions": len(sessions.own_sessions(user, None)),
        },
        status=422 if problem else 200,
    )
