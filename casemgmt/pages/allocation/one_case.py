"""The officer of one case: allocate, pass on, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.allocation.bulk import Choice, carry_out
from casemgmt.pages.allocation.waiting import suggestions_for
from casemgmt.pages.closing.forms import EndChargeForm, PassOnForm
from casemgmt.pages.closing.held import held
from casemgmt.pages.custody.fact_page import fact_page
from offenders.models import CaseAssignment, Offender, Placement
from offenders.queries import Officer, allocatable, excluded_officers, officers_at
from offenders.services import end_assignment

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


def _placed(request: SignedInRequest, pk: int) -> Placement:
    visible = Offender.objects.visible_to(request.user)
    placement = get_or_refuse(
        allocatable(request.user).select_related("offender", "facility", "unit"),
        Placement.objects.current().filter(offender__in=visible.values("pk")),
        offender_id=pk,
    )
    assert isinstance(placement, Placement)
    return placement


def _current(placement: Placement, today: date) -> CaseAssignment | None:
    """The link that holds, or that will hold from a later day on."""
    links = CaseAssignment.objects.standing().filter(offender_id=placement.offender_id)
    return (
        links.exclude(until_on__lt=today)
        .select_related("officer", "recorded_by")
        .order_by("from_on")
        .last()
    )


@governed_by("assignment", Action.ALLOCATE)
@require_http_methods(["GET", "POST"])
def case_officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the officer of a case, or another one in place of who has it now."""
    placement = _placed(request, pk)
    today = clock.today(placement.facility)
    current = _current(placement, today)
    stale = request.method == "POST" and request.POST.get("current", "") != (
        str(current.pk) if current else ""
    )
    excluded = excluded_officers([pk])[pk]
    officers = [
        officer
        for officer in officers_at([placement.facility_id], today)
        if officer.user.pk not in excluded
        and (current is None or stale or officer.user.pk != current.officer_id)
    ]
    suggestion = suggestions_for([placement], officers, today)[pk]
    stands = held(request.user, current, today) if current is not None else None
    form = PassOnForm(
        request.POST or None,
        asks=stands is not None and stands.missing,
        officers=[(officer.user.pk, _with_load(officer)) for officer in officers],
        passes_on=current is not None and not stale,
        initial={
            "officer": suggestion.officer,
            "from_on": today,
            "current": current.pk if current else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            link = _save(request, placement, current, said, today)
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            messages.success(
                request,
                f"{link.officer} has the case of {placement.offender.sort_name} "
                f"from {link.from_on:%-d %B %Y}.",
            )
            return redirect("pages:allocation")
    if request.method == "GET":
        audit.record(AuditEventType.READ, placement.offender, details={"form": "officer"})
    context: dict[str, Any] = {
        "offender": placement.offender,
        "placement": placement,
        "current": current,
        "held": stands,
        "form": form,
        "suggestion": suggestion,
        "suggested": next((o for o in officers if o.user.pk == suggestion.officer), None),
        "links": CaseAssignment.objects.standing()
        .filter(offender_id=pk)
        .select_related("officer", "recorded_by")
        .order_by("-from_on", "-pk"),
        "today": today,
    }
    return render(
        request, "pages/allocation/case_officer.html", context, status=422 if form.errors else 200
    )


def _with_load(officer: Officer) -> str:
    unit = f", {officer.posting.unit.name}" if officer.posting.unit else ""
    limit = f" of {officer.capacity}" if officer.capacity is not None else ""
    return f"{officer.user.sort_name}{unit}: {officer.load}{limit} cases"


def _save(
    request: SignedInRequest,
    placement: Placement,
    current: CaseAssignment | None,
    said: dict[str, Any],
    today: date,
) -> CaseAssignment:
    """Allocate or pass on. Raises EditConflict when the screen was stale: nothing happens."""
    seen = said["current"]
    if seen and str(current.pk if current else "") != seen:
        who = f"{current.officer} has the case now" if current else "Nobody has the case now"
        when = ""
        if current is not None and current.recorded_by is not None:
            at = current.recorded_at.astimezone(clock.zone(placement.facility))
            when = f", recorded by {current.recorded_by} on {at:%-d %B at %H:%M}"
        raise EditConflict(f"{who}{when}. Nothing was changed; look again before you decide.")
    choice = Choice(placement.offender_id, said["officer"], int(seen) if seen else None)
    outcome = carry_out(
        request.user,
        [choice],
        from_on=said["from_on"],
        today=today,
        reason=said["reason"],
        without=said["without"],
    )
    if outcome.failed:
        raise RuleViolation(outcome.failed[0][1])
    return outcome.done[0]


@governed_by("assignment", Action.ALLOCATE)
@require_http_methods(["GET", "POST"])
def assignment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an officer's charge without naming another."""
    user = request.user
    people = Offender.objects
    links = CaseAssignment.objects.standing().select_related("offender", "officer")
    link = get_or_refuse(
        links.filter(offender__in=allocatable(user).values("offender_id")),
        links.filter(offender__in=people.visible_to(user).values("pk")),
        pk=pk,
    )
    assert isinstance(link, CaseAssignment)
    placement = _placed(request, link.offender_id)
    today = clock.today(placement.facility)
    stands = held(user, link, today)
    form = EndChargeForm(request.POST or None, asks=stands.missing, initial={"until_on": today})
    return fact_page(
        request,
        link.offender,
        form,
        lambda: end_assignment(link, user, **form.cleaned_data),
        title=f"End the charge of {link.officer}",
        button="End it",
        saved=f"{link.officer} no longer has the case after that day.",
        intro="The case then waits among those without an officer. To name another officer, "
        "pass it on instead.",
        held=stands,
    )
