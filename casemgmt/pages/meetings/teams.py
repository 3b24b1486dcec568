"""Visits of the coordinator to the units' classification teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType, Unit
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from conferences.forms.meetings import WithdrawForm
from conferences.forms.teams import SessionForm
from conferences.models import TeamAttendance, TeamSession
from conferences.services.teams import correct_session, record_session, withdraw_session

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ACTIONS = {"team_attendance"}


@governed_by("team", "read")
@require_GET
def teams(request: SignedInRequest) -> HttpResponse:
    """Each unit's team: when the coordinator attended last and when again, and what was found."""
    facility = frame.facility_for(request, "team")
    today = clock.today(facility)
    last = dict(
        TeamAttendance.objects.filter(
            Q(as_coordinator=True), unit__facility=facility, session__withdrawn_at=None
        )
        .order_by()
        .values_list("unit_id")
        .annotate(Max("on"))
    )
    due = frame.due(today, ACTIONS, unit_subject__facility=facility)
    due_by_unit = {row.item.unit_subject_id: row for row in reversed(due)}
    sessions = (
        TeamSession.objects.standing()
        .filter(unit__facility=facility)
        .select_related("unit")
        .prefetch_related("attendances__staff")
    )
    page = Paginator(sessions.order_by("-on", "-pk"), frame.ROWS).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="teamsession",
        facility_id=facility.pk,
        details={"shown": len(page.object_list)},
    )
    return render(
        request,
        "pages/meetings/teams.html",
        {
            "units": [
                (unit, last.get(unit.pk), due_by_unit.get(unit.pk))
                for unit in Unit.objects.filter(facility=facility)
            ],
            "page": page,
            "facility": facility,
            "facilities": frame.facilities_for(request.user, "team"),
            "tabs": frame.tabs(request.user, "team"),
            "today": today,
        },
    )


@governed_by("team", "create")
@require_http_methods(["GET", "POST"])
def team_session_new(request: SignedInRequest) -> HttpResponse:
    """Record that a unit's team was attended."""
    facility = frame.facility_for(request, "team", "create")
    unit = request.GET.get("unit", "")
    form = SessionForm(
        request.POST or None,
        units=Unit.objects.filter(facility=facility),
        staff=frame.staff_of(facility),
        initial={
            "on": clock.today(facility),
            "staff": [request.user.pk],
            "unit": unit if unit.isdecimal() else None,
        },
    )
    return frame.ask(
        request,
        form,
        lambda: record_session(form.cleaned_data["unit"], request.user, **form.said()),
        title="Record a visit to a unit's team",
        button="Record the visit",
        saved="The visit is recorded.",
        back=f"{reverse('pages:teams')}?facility={facility.pk}",
        current="team",
        intro="The next visit is counted from the day on which a coordinator attended.",
    )


@governed_by("team", "update")
@require_http_methods(["GET", "POST"])
def team_session_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a visit, or say that it never took place."""
    rows = TeamSession.objects.standing().select_related("unit__facility")
    found = get_or_refuse(
        rows.in_scope(request.user, "update"), rows.visible_to(request.user), pk=pk
    )
    assert isinstance(found, TeamSession)
    facility = found.unit.facility
    there = list(found.attendances.values_list("staff_id", flat=True))
    withdrawing = "withdraw" in request.POST
    form: Any = SessionForm(
        request.POST if request.method == "POST" and not withdrawing else None,
        units=Unit.objects.filter(pk=found.unit_id),
        staff=frame.staff_of(facility, there),
        initial={
            "unit": found.unit_id,
            "on": found.on,
            "staff": there,
            "conducted": {True: "yes", False: "no"}.get(found.conducted_properly, ""),  # type: ignore[arg-type]
            "findings": found.findings,
        },
    )
    withdrawal = WithdrawForm(request.POST if withdrawing else None)
    return frame.ask(
        request,
        withdrawal if withdrawing else form,
        (lambda: withdraw_session(found, request.user, **withdrawal.cleaned_data))
        if withdrawing
        else (lambda: correct_session(found, request.user, **form.said())),
        title=f"Visit to the team of {found.unit.name}",
        button="Save",
        saved="The visit is withdrawn." if withdrawing else "Saved.",
        back=f"{reverse('pages:teams')}?facility={facility.pk}",
        about=found,
        current="team",
        main_form=form,
        withdrawal=withdrawal,
        withdraw_title="It never took place",
        withdraw_button="Withdraw the visit",
    )
