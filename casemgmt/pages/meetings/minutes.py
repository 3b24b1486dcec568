"""The minutes of one meeting: written, forwarded, held, disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from casemgmt.pages.meetings import frame
from casemgmt.pages.meetings.meetings import meeting_for
from casemgmt.retention import minutes_kept_months
from conferences.forms.meetings import DisposalForm, ForwardForm, HoldForm, MinutesForm
from conferences.models import Minutes
from conferences.services.minutes import (
    dispose_of_minutes,
    forward_minutes,
    lift_hold,
    set_hold,
    why_not_disposable,
    write_minutes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("meeting", "update")
@require_http_methods(["GET", "POST"])
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the minutes, or say where they lie; until they are forwarded, change them."""
    meeting = meeting_for(request, pk, "update")
    today = clock.today(meeting.facility)
    written: Minutes | None = getattr(meeting, "minutes", None)
    form = MinutesForm(
        request.POST or None,
        initial={
            "prepared_on": written.prepared_on if written else today,
            "text": written.text if written else "",
            "reference": written.reference if written else "",
        },
    )
    return frame.ask(
        request,
        form,
        lambda: write_minutes(
            meeting,
            request.user,
            kept_months=minutes_kept_months(meeting.kind),
            **form.cleaned_data,
        ),
        title=f"Minutes of {meeting.get_kind_display().lower()}",
        button="Save the minutes",
        saved="The minutes are kept.",
        back=reverse("pages:meeting", args=[pk]),
        about=meeting,
        intro="Once they are forwarded the text stands.",
    )


Act = tuple[str, str, str, str]

#: By the act's name: title, button, what is said after, explanation.
ACTS: dict[str, Act] = {
    "forward": (
        "Forward the minutes",
        "They were forwarded",
        "The minutes are marked as forwarded.",
        "Say to whom they went and when. From then on their text stands.",
    ),
    "hold": (
        "Put a legal hold on the minutes",
        "Put the hold on",
        "The minutes are kept until the hold is lifted.",
        "Nobody can dispose of them while it lasts, however old they are.",
    ),
    "lift": (
        "Lift the legal hold",
        "Lift the hold",
        "The hold is lifted.",
        "They are then kept for what is left of their time, if any.",
    ),
    "dispose": (
        "Dispose of the minutes",
        "Dispose of the minutes",
        "The minutes are disposed of.",
        "The text is removed here for good. That there were minutes, when they were forwarded and "
        "who disposed of them stays on record. Destroy copies on paper too.",
    ),
}


@governed_by("meeting", "update")
@require_http_methods(["GET", "POST"])
def minutes_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Forward, hold, lift or dispose, each after a question."""
    meeting = meeting_for(request, pk, "update")
    found: Minutes | None = getattr(meeting, "minutes", None)
    if found is None or act not in ACTS:
        raise Http404
    title, button, saved, intro = ACTS[act]
    form, save = _form_of(request, act, found)
    today = clock.today(meeting.facility)
    refusal = why_not_disposable(found, today) if act == "dispose" else None
    return frame.ask(
        request,
        form,
        save,
        title=title,
        button=button,
        saved=saved,
        back=reverse("pages:meeting", args=[pk]),
        about=meeting,
        intro=intro,
        refusal=refusal if request.method == "GET" else None,
        danger=act == "dispose",
        meeting=meeting,
    )


def _form_of(
    request: SignedInRequest, act: str, found: Minutes
) -> tuple[forms.Form, Callable[[], Any]]:
    data, user = request.POST if request.method == "POST" else None, request.user
    if act == "forward":
        today = clock.today(found.meeting.facility)
        forward = ForwardForm(data, initial={"on": today, "to": _last_recipient(found)})
        return forward, lambda: forward_minutes(found, user, **forward.cleaned_data)
    if act == "dispose":
        return DisposalForm(data), lambda: dispose_of_minutes(found, user)
    hold = HoldForm(data)
    if act == "hold":
        return hold, lambda: set_hold(found, user, **hold.cleaned_data)
    return hold, lambda: lift_hold(found, user, **hold.cleaned_data)


def _last_recipient(found: Minutes) -> str:
    """To whom the facility's minutes went last."""
    last = (
        Minutes.objects.filter(meeting__facility=found.meeting.facility_id)
        .exclude(forwarded_on=None)
        .order_by("-forwarded_on", "-pk")
        .first()
    )
    return last.forwarded_to if last else ""
