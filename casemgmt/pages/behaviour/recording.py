"""Recording behaviour and how it was answered; correcting what was recorded wrong."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from agency.models import Posting, User
from casemgmt.pages.recording import (
    person_to_record,
    record_to_change,
    recording_page,
)
from casemgmt.pages.whereabouts import own_facility
from casenotes.forms.behaviour import (
    BehaviourForm,
    CorrectBehaviourForm,
    CorrectionReason,
    CorrectResponseForm,
    ResponseForm,
)
from casenotes.models import BehaviourEvent, BehaviourKind, BehaviourResponse, ResponseKind
from casenotes.services.behaviour import (
    APPROVERS,
    correct_behaviour,
    correct_response,
    highest_without_reason,
    record_behaviour,
    record_response,
    strike_behaviour,
    strike_response,
)
from plans.models import Need, Plan, VersionStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender

BACK = "pages:behaviour"


def needs_of(offender: Offender) -> list[str]:
    """The needs in the approved plans in use by their names, the drivers first."""
    needs = Need.objects.filter(
        version__plan__in=Plan.objects.in_use().filter(offender=offender),
        version__status=VersionStatus.APPROVED,
    ).order_by("-driver", "version__plan_id", "-version__number", "position")
    return list(dict.fromkeys(needs.values_list("domain", flat=True)))


def approvers_for(user: User) -> QuerySet[User]:
    """Who may agree to a response of the user's: others in the roles that do."""
    today = clock.today(own_facility(user))
    held = Posting.objects.holding_on(today).filter(role__in=APPROVERS)
    facilities = [posting.facility_id for posting in user.current_postings()]
    return User.objects.filter(
        pk__in=held.filter(facility__in=facilities).values("user"), is_active=True
    ).exclude(pk=user.pk)


@governed_by("behaviour", "create")
@require_http_methods(["GET", "POST"])
def behaviour_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what a person did; the next page asks how it is answered."""
    offender = person_to_record(request.user, "behaviour", pk)
    today = clock.today(own_facility(request.user))
    form = BehaviourForm(
        request.POST or None,
        initial={"occurred_on": today, "learned_on": today, "form_key": uuid.uuid4()},
        needs=needs_of(offender),
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_behaviour(
            offender, request.user, form.facts(), form_key=said["form_key"]
        ),
        title="Record behaviour",
        button="Record it",
        saved="Recorded. Say below how it was answered.",
        back=BACK,
        intro="Progress is worth recording as much as a violation.",
    )


@governed_by("behaviour", "update")
@require_http_methods(["GET", "POST"])
def behaviour_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Answer a behaviour, correct it, or say that it never was."""
    rows = BehaviourEvent.objects.standing().select_related("offender")
    event = record_to_change(request.user, "behaviour", rows, pk)
    assert isinstance(event, BehaviourEvent)
    if act == "answer":
        return _answer(request, event)
    if act == "correct":
        return _correct_event(request, event)
    if act == "strike":
        form = CorrectionReason(request.POST or None, initial={"form_key": uuid.uuid4()})
        return recording_page(
            request,
            event.offender,
            form,
            lambda said: strike_behaviour(event, request.user, **said),
            title="Strike this behaviour",
            button="Strike it",
            saved="It is struck and stays on record as struck.",
            back=BACK,
            about=event,
        )
    raise Http404


def _answer(request: SignedInRequest, event: BehaviourEvent) -> HttpResponse:
    negative = event.kind == BehaviourKind.NEGATIVE
    today = clock.today(own_facility(request.user))
    form = ResponseForm(
        request.POST or None,
        kind=ResponseKind.SANCTION if negative else ResponseKind.REWARD,
        approvers=approvers_for(request.user),
        initial={"imposed_on": today, "form_key": uuid.uuid4()},
    )
    since = (today - event.learned_on).days
    notes = [
        f"Known for {since} day{'' if since == 1 else 's'}. The sooner the answer, the better."
    ]
    if negative:
        highest = highest_without_reason(event.offender, today)
        notes.append(f"Up to step {highest} needs no reason; what is above it does.")
        notes.append("Going back to custody is never the answer by itself.")
    return recording_page(
        request,
        event.offender,
        form,
        lambda said: record_response(event, request.user, form.facts(), form_key=said["form_key"]),
        title="Answer a violation" if negative else "Reward progress",
        button="Record the sanction" if negative else "Record the reward",
        saved="The response is recorded.",
        back=BACK,
        intro=event.what,
        notes=notes,
        about=event,
    )


def _correct_event(request: SignedInRequest, event: BehaviourEvent) -> HttpResponse:
    start = {
        name: getattr(event, name)
        for name in ("kind", "occurred_on", "learned_on", "severity", "nature", "need", "what")
    }
    form = CorrectBehaviourForm(
        request.POST or None,
        initial={**start, "form_key": uuid.uuid4()},
        needs=needs_of(event.offender),
    )
    return recording_page(
        request,
        event.offender,
        form,
        lambda said: correct_behaviour(
            event, request.user, form.facts(), reason=said["reason"], form_key=said["form_key"]
        ),
        title="Correct this behaviour",
        button="Put it right",
        saved="Corrected. What stood before stays on record.",
        back=BACK,
        about=event,
    )


@governed_by("behaviour", "update")
@require_http_methods(["GET", "POST"])
def response_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    """Correct a response, or say that it never was."""
    rows = BehaviourResponse.objects.standing().select_related("offender", "level")
    response = record_to_change(request.user, "behaviour", rows, pk)
    assert isinstance(response, BehaviourResponse)
    if act == "strike":
        strike = CorrectionReason(request.POST or None, initial={"form_key": uuid.uuid4()})
        return recording_page(
            request,
            response.offender,
            strike,
            lambda said: strike_response(response, request.user, **said),
            title="Strike this response",
            button="Strike it",
            saved="It is struck and stays on record as struck.",
            back=BACK,
            about=response,
        )
    if act != "correct":
        raise Http404
    form = CorrectResponseForm(
        request.POST or None,
        kind=response.kind,
        approvers=approvers_for(request.user),
        initial={
            "level": response.level_id,
            "imposed_on": response.imposed_on,
            "rationale": response.rationale,
            "above_lowest_reason": response.above_lowest_reason,
            "approver": response.approver_id,
            "form_key": uuid.uuid4(),
        },
    )
    return recording_page(
        request,
        response.offender,
        form,
        lambda said: correct_response(
            response, request.user, form.facts(), reason=said["reason"], form_key=said["form_key"]
        ),
        title="Correct this response",
        button="Put it right",
        saved="Corrected. What stood before stays on record.",
        back=BACK,
        about=response,
    )
