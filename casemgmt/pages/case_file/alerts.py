"""Alerts and plan approvals, recorded from the case file by those who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.case_file.forms import AlertForm, EndAlertForm
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Alert, Offender
from offenders.services import end_alert, raise_alert

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse


def _page(
    request: HttpRequest,
    offender: Offender,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    title: str,
    button: str,
    saved: str,
    intro: str = "",
) -> HttpResponse:
    """Ask, save by one service, and go back to the case file."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(request, saved)
            return redirect("pages:case-file", pk=offender.pk)
    if request.method == "GET":
        # The route's name and not the title, which may quote the record.
        match = request.resolver_match
        form_name = match.url_name if match else ""
        audit.record(AuditEventType.READ, offender, details={"form": form_name})
    return render(
        request,
        "pages/case_file/fact.html",
        {"offender": offender, "form": form, "title": title, "button": button, "intro": intro},
        status=422 if form.errors else 200,
    )


def _person(request: HttpRequest, object_: str, pk: int) -> Offender:
    user = signed_in(request)
    people = Offender.objects
    return get_or_refuse(  # type: ignore[return-value]
        people.in_scope(user, object_, "create"), people.known_to(user), pk=pk
    )


@governed_by("alert", "create")
@require_http_methods(["GET", "POST"])
def alert_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Warn everyone who opens the case."""
    offender = _person(request, "alert", pk)
    today = clock.today(own_facility(signed_in(request)))
    form = AlertForm(request.POST or None, initial={"from_on": today})
    return _page(
        request,
        offender,
        form,
        lambda said: raise_alert(offender, signed_in(request), **said),
        title="Add an alert",
        button="Add alert",
        saved="The alert is on the case.",
        intro="Everyone who opens the case sees it, and lists show its short form.",
    )


@governed_by("alert", "update")
@require_http_methods(["GET", "POST"])
def alert_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on which day an alert holds for the last time."""
    people = Offender.objects.in_scope(signed_in(request), "alert", "update")
    readable = Offender.objects.visible_to(signed_in(request))
    alerts = Alert.objects.select_related("offender")
    alert = get_or_refuse(
        alerts.filter(offender__in=people.values("pk")),
        alerts.filter(offender__in=readable.values("pk")),
        pk=pk,
    )
    assert isinstance(alert, Alert)
    today = clock.today(own_facility(signed_in(request)))
    form = EndAlertForm(request.POST or None, initial={"until_on": alert.until_on or today})
    return _page(
        request,
        alert.offender,
        form,
        lambda said: end_alert(alert, signed_in(request), **said),
        title=f"End the alert “{alert.label}”",
        button="End alert",
        saved="The alert ends on that day.",
        intro=alert.text,
    )
