"""Meetings of a facility: the list, one meeting, recording and correcting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from conferences.forms.meetings import MeetingForm, WithdrawForm, as_initial
from conferences.models import Meeting, MeetingKind
from conferences.services.meetings import correct_meeting, record_meeting, withdraw_meeting
from conferences.services.minutes import why_not_disposable

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from conferences.models import Minutes

#: The duties that this page shows: meetings to hold, minutes to forward.
ACTIONS = {"meeting", "minutes"}


@governed_by("meeting", "read")
@require_GET
def meetings(request: SignedInRequest) -> HttpResponse:
    """What was held, what became of the minutes, and when the next meeting is due."""
    facility = frame.facility_for(request, "meeting")
    today = clock.today(facility)
    kind = request.GET.get("kind", "")
    found = Meeting.objects.standing().filter(facility=facility)
    if kind in MeetingKind.values:
        found = found.filter(kind=kind)
    rows = found.select_related("chair", "minutes").annotate(present=Count("attendances"))
    page = Paginator(rows.order_by("-held_on", "-pk"), frame.ROWS).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="meeting",
        facility_id=facility.pk,
        details={"shown": len(page.object_list)},
    )
    return render(
        request,
        "pages/meetings/meetings.html",
        {
            "page": page,
            "rows": [(row, state_of(row, today)) for row in page.object_list],
            "kind": kind,
            "kinds": MeetingKind.choices,
            "facility": facility,
            "facilities": frame.facilities_for(request.user, "meeting"),
            "may_record": _may_change(request, facility.pk),
            "due": frame.due(today, ACTIONS, facility_subject=facility),
            "tabs": frame.tabs(request.user, "meeting"),
            "today": today,
        },
    )


def _may_change(request: SignedInRequest, facility: int) -> bool:
    return any(p.pk == facility for p in frame.facilities_for(request.user, "meeting", "create"))


def state_of(meeting: Meeting, on: date) -> dict[str, str]:
    """What became of the minutes, as a chip: kind, shape, words."""
    minutes: Minutes | None = getattr(meeting, "minutes", None)
    if minutes is None:
        return {"kind": "later", "shape": "open-diamond", "words": "No minutes"}
    if minutes.disposed_on is not None:
        return {"kind": "superseded", "shape": "slash", "words": "Disposed of"}
    if minutes.legal_hold:
        return {"kind": "hold", "shape": "dash", "words": "Legal hold"}
    if on >= minutes.disposable_from:
        return {"kind": "soon", "shape": "diamond", "words": "May be disposed of"}
    if minutes.forwarded_on is not None:
        return {"kind": "done", "shape": "tick", "words": "Forwarded"}
    return {"kind": "soon", "shape": "diamond", "words": "Not forwarded"}


@governed_by("meeting", "read")
@require_GET
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """One meeting with its minutes."""
    found = meeting_for(request, pk, "read")
    today = clock.today(found.facility)
    minutes = getattr(found, "minutes", None)
    audit.record(AuditEventType.READ, found)
    return render(
        request,
        "pages/meetings/meeting.html",
        {
            "meeting": found,
            "attendances": found.attendances.select_related("staff"),
            "trainings": found.trainings.select_related("given_by"),
            "minutes": minutes,
            "holds": minutes.holds.select_related("set_by", "lifted_by") if minutes else [],
            "refusal": why_not_disposable(minutes, today) if minutes else None,
            "state": state_of(found, today),
            "may_change": _may_change(request, found.facility_id),
            "tabs": frame.tabs(request.user, "meeting"),
            "today": today,
        },
    )


def meeting_for(request: SignedInRequest, pk: int, action: str) -> Meeting:
    """The meeting, for whoever may do that to it."""
    rows = Meeting.objects.standing().select_related(
        "facility", "chair", "recorded_by", "minutes__prepared_by", "minutes__forwarded_by"
    )
    found = get_or_refuse(rows.in_scope(request.user, action), rows.visible_to(request.user), pk=pk)
    assert isinstance(found, Meeting)
    return found


@governed_by("meeting", "create")
@require_http_methods(["GET", "POST"])
def meeting_new(request: SignedInRequest) -> HttpResponse:
    """Record that a meeting was held."""
    facility = frame.facility_for(request, "meeting", "create")
    kind = request.GET.get("kind", "")
    form = MeetingForm(
        request.POST or None,
        staff=frame.staff_of(facility),
        initial={
            "held_on": clock.today(facility),
            "chair": request.user.pk,
            "kind": kind if kind in MeetingKind.values else MeetingKind.CM_GROUP,
        },
    )
    kept: list[Meeting] = []
    return frame.ask(
        request,
        form,
        lambda: kept.append(record_meeting(facility, request.user, form.content())),
        title="Record a meeting",
        button="Record the meeting",
        saved="The meeting is recorded.",
        back=f"{reverse('pages:meetings')}?facility={facility.pk}",
        template="pages/meetings/meeting_form.html",
        facility=facility,
    )


@governed_by("meeting", "update")
@require_http_methods(["GET", "POST"])
def meeting_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what was recorded, or say that it never took place."""
    found = meeting_for(request, pk, "update")
    back = reverse("pages:meeting", args=[pk])
    there = [found.chair_id, *found.attendances.values_list("staff_id", flat=True)]
    staff = frame.staff_of(found.facility, there)
    withdrawing = "withdraw" in request.POST
    form: Any = MeetingForm(
        request.POST if request.method == "POST" and not withdrawing else None,
        staff=staff,
        initial=as_initial(found),
    )
    withdrawal = WithdrawForm(request.POST if withdrawing else None)
    more: dict[str, Any] = {
        "template": "pages/meetings/meeting_form.html",
        "about": found,
        "facility": found.facility,
        "title": "Correct the meeting",
        "button": "Save",
    }
    if withdrawing:
        return frame.ask(
            request,
            withdrawal,
            lambda: withdraw_meeting(found, request.user, **withdrawal.cleaned_data),
            saved="The meeting is withdrawn.",
            back=reverse("pages:meetings"),
            meeting_form=form,
            withdrawal=withdrawal,
            **more,
        )
    return frame.ask(
        request,
        form,
        lambda: correct_meeting(found, request.user, form.content()),
        saved="Saved.",
        back=back,
        meeting_form=form,
        withdrawal=withdrawal,
        **more,
    )
