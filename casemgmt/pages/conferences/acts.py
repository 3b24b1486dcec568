"""What a supervisor does with a conference: set it, and carry out one part after another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, Posting
from agency.roles import CASE_HOLDING_ROLES
from agency.viewtools import add_violation
from casemgmt.conferencing.readiness import prepare
from casemgmt.pages.conferences.one import find
from casemgmt.pages.conferences.parts import PARTS
from casemgmt.pages.whereabouts import own_facility
from conferences import choices
from conferences.forms.conferences import (
    ScheduleForm,
)
from conferences.of_officers import officers_in_scope
from conferences.services.appointments import (
    earliest_day,
    schedule_conference,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("conference", Action.CREATE)
@require_http_methods(["GET", "POST"])
def schedule(request: SignedInRequest) -> HttpResponse:
    """Set a conference with one of one's officers; the notice goes out with it."""
    user = request.user
    today = clock.today(own_facility(user))
    holding = Posting.objects.holding_on(today).in_roles(CASE_HOLDING_ROLES)
    officers = officers_in_scope(user, Action.CREATE).filter(pk__in=holding.values("user_id"))
    asked = request.GET.get("officer", "")
    first = earliest_day(own_facility(user))  # type: ignore[arg-type]
    form = ScheduleForm(
        request.POST or None,
        officers=officers,
        initial={
            "officer": asked if asked.isdecimal() else None,
            "on": _working_day(first),
            "at": "09:00",
            "minutes": 60,
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        officer = said.pop("officer")
        try:
            made = schedule_conference(officer, user, preparation=prepare(officer, today), **said)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(
                request,
                f"The conference is set, and the notice to {officer.full_name} is on its way.",
            )
            return redirect("pages:conference", pk=made.pk)
    if request.method == "GET":
        audit.record(
            AuditEventType.READ, object_type="conference", details={"form": "conference-new"}
        )
    return render(
        request,
        "pages/conferences/schedule.html",
        {"form": form, "first": first, "days": choices.NOTICE_DAYS, "today": today},
        status=422 if form.errors else 200,
    )


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


@governed_by("conference", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def carry_out(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Show the form of one part of a conference and keep what is sent."""
    one = find(request.user, pk, Action.UPDATE)
    if act not in PARTS:
        raise Http404
    what = PARTS[act]
    form = what.make(request, one)
    if request.method == "POST" and form.is_valid():
        closes = bool(what.closing) and "close" in request.POST
        try:
            if not what.fits(one):
                raise RuleViolation("This can no longer be done, or not yet. Open the conference.")
            what.save(one, request.user, form, closes)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, what.saved)
            return redirect("pages:conference", pk=one.pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, one, details={"form": act, "officer": one.officer_id})
    return render(
        request,
        what.template,
        {"conference": one, "form": form, "part": act, "what": what, "intro": what.intro(one)},
        status=422 if form.errors else 200,
    )
