"""Warrant requests: the officer prepares and submits, the supervisor decides."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.forms import WarrantDecisionForm, WarrantRequestForm
from casenotes.models import WarrantRequest
from casenotes.services import (
    decide_warrant_request,
    prepare_warrant_request,
    submit_warrant_request,
)
from casenotes.services.no_contact import reason_for
from casenotes.text import longest_note
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS_ON_A_PAGE = 50


@governed_by("warrant_request", "create")
@require_http_methods(["GET", "POST"])
def warrant_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the request and the revoking order, change them, and submit them.

    One that waits for the supervisor is shown and not changed.
    """
    user = signed_in(request)
    people = Offender.objects
    offender = get_or_refuse(
        people.in_scope(user, "warrant_request", "create"), people.known_to(user), pk=pk
    )
    assert isinstance(offender, Offender)
    earlier = WarrantRequest.objects.filter(offender=offender)
    pending = earlier.pending().first()
    if request.method == "POST":
        form = WarrantRequestForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                prepared = prepare_warrant_request(offender, user, **said)
                if request.POST.get("then") == "submit":
                    submit_warrant_request(prepared, user)
            except RuleViolation as violation:
                add_violation(form, violation)
            else:
                submitted = request.POST.get("then") == "submit"
                words = "submitted to the supervisor" if submitted else "saved"
                messages.success(request, f"Warrant request on {offender.sort_name} {words}.")
                return redirect("pages:warrant-request", pk=pk)
    else:
        initial = {"form_key": uuid.uuid4()}
        if pending is not None:
            initial |= {"request_text": pending.request_text, "order_text": pending.order_text}
        form = WarrantRequestForm(initial=initial)
        audit.record(AuditEventType.READ, offender, details={"form": "warrant_request"})
    place = whereabouts_of(offender).facility or own_facility(user)
    today = clock.today(place)
    return render(
        request,
        "pages/records_of_contact/warrant_prepare.html",
        {
            "offender": offender,
            "form": form,
            "pending": pending,
            "decided": earlier.exclude(decided_at=None),
            "reason_now": reason_for(offender, today),
            "today": today,
            "zone": clock.zone(place),
            "longest": longest_note(),
        },
        status=422 if form.errors else 200,
    )


@governed_by("warrant_request", "read")
@require_GET
def warrant_list(request: HttpRequest) -> HttpResponse:
    """Requests in one's reach: those that wait for a decision first, oldest first."""
    user = signed_in(request)
    seen = WarrantRequest.objects.visible_to(user).select_related("offender")
    waiting = list(
        WarrantRequest.objects.waiting()
        .visible_to(user)
        .select_related("offender")
        .order_by("submitted_at", "pk")
    )
    rest = seen.exclude(pk__in=[row.pk for row in waiting])
    page = Paginator(rest, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="warrantrequest",
        details={"waiting": len(waiting), "shown": len(page)},
    )
    return render(
        request,
        "pages/records_of_contact/warrants.html",
        {"waiting": waiting, "page": page, "today": clock.today(own_facility(user))},
    )


@governed_by("warrant_request", "read")
@require_GET
def warrant(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with both texts, its decision, and for the supervisor the form to decide."""
    user = signed_in(request)
    found = get_or_refuse(WarrantRequest.objects.visible_to(user).select_related("offender"), pk=pk)
    assert isinstance(found, WarrantRequest)
    audit.record(AuditEventType.READ, found)
    return _decision_page(request, found, WarrantDecisionForm())


@governed_by("warrant_request", "sign")
@require_http_methods(["POST"])
def warrant_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a request, or return it with what is missing; once."""
    user = signed_in(request)
    rows = WarrantRequest.objects.select_related("offender")
    found = get_or_refuse(rows.in_scope(user, "sign"), rows.visible_to(user), pk=pk)
    assert isinstance(found, WarrantRequest)
    form = WarrantDecisionForm(request.POST)
    if form.is_valid():
        try:
            decided = decide_warrant_request(
                found,
                user,
                approved=form.cleaned_data["decision"] == "approve",
                reason=form.cleaned_data["reason"],
            )
        except EditConflict as conflict:
            form.add_error(None, conflict.reason)
            return _decision_page(request, found, form, status=409)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(
                request,
                f"The request on {found.offender.sort_name} is {decided.state.lower()}.",
            )
            return redirect("pages:warrants")
    return _decision_page(request, found, form, status=422)


def _decision_page(
    request: HttpRequest, found: WarrantRequest, form: WarrantDecisionForm, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    place = whereabouts_of(found.offender).facility or own_facility(user)
    may_decide = (
        WarrantRequest.objects.waiting()
        .in_scope(user, "sign")
        .filter(pk=found.pk)
        .exclude(prepared_by=user)
        .exists()
    )
    return render(
        request,
        "pages/records_of_contact/warrant.html",
        {
            "found": found,
            "offender": found.offender,
            "sees_case": Offender.objects.known_to(user).filter(pk=found.offender_id).exists(),
            "form": form,
            "may_decide": may_decide,
            "today": clock.today(place),
            "zone": clock.zone(place),
        },
        status=status,
    )
