"""Referring, saying what became of it, enrolling, confirming and closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from casemgmt.pages.recording import (
    person_to_record,
    record_to_change,
    recording_page,
    saved_by,
)
from casemgmt.pages.whereabouts import own_facility
from offenders.forms.programs import (
    CloseForm,
    EnrolmentForm,
    NoReferralForm,
    ReferralForm,
    StepForm,
    VerifyForm,
)
from offenders.models import Enrolment, InstrumentDomain, Referral
from offenders.models.programs import REFERRAL_STEPS
from offenders.services import (
    close_enrolment,
    enrol,
    record_no_referral,
    refer,
    step_referral,
    verify_enrolment,
)
from scheduling.policy.dates import add_months

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: For how long a reason for no referral holds unless somebody says otherwise.
LOOK_AGAIN_MONTHS = 3

BACK = "pages:programs"


@governed_by("program", "create")
@require_http_methods(["GET", "POST"])
def referral_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a place in a program."""
    offender = person_to_record(request.user, "program", pk)
    today = clock.today(own_facility(request.user))
    need = request.GET.get("need", "").replace("\x00", "")[:400]
    domain = InstrumentDomain.objects.filter(name__iexact=need).first() if need else None
    form = ReferralForm(
        request.POST or None,
        on=today,
        initial={"referred_on": today, "domain": domain, "need": "" if domain else need},
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: refer(offender, request.user, **said),
        title="Refer to a program",
        button="Refer",
        saved="Referred.",
        back=BACK,
    )


@governed_by("program", "update")
@require_http_methods(["GET", "POST"])
def referral_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of a referral."""
    rows = Referral.objects.with_status().select_related("offender", "program")
    referral = record_to_change(request.user, "program", rows, pk)
    assert isinstance(referral, Referral)
    form = StepForm(
        request.POST or None,
        following=REFERRAL_STEPS[referral.status],  # type: ignore[attr-defined]
        initial={"on": clock.today(own_facility(request.user))},
    )
    return recording_page(
        request,
        referral.offender,
        form,
        lambda said: step_referral(referral, request.user, **said),
        title=f"Referral to {referral.program.name}",
        button="Record",
        saved="Recorded.",
        intro="A referral that starts opens an enrolment from that day.",
        back=BACK,
        about=referral,
    )


@governed_by("program", "create")
@require_http_methods(["GET", "POST"])
def enrolment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody takes part in a program, with or without a referral."""
    offender = person_to_record(request.user, "program", pk)
    form = EnrolmentForm(
        request.POST or None, initial={"opened_on": clock.today(own_facility(request.user))}
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: enrol(offender, request.user, **said),
        title="Record an enrolment",
        button="Enrol",
        saved="Enrolled.",
        back=BACK,
    )


@governed_by("program", "update")
@require_http_methods(["GET", "POST"])
def enrolment_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm that an enrolment still holds, or close it with its result."""
    user = request.user
    rows = Enrolment.objects.select_related("offender", "program")
    enrolment = record_to_change(user, "program", rows, pk)
    assert isinstance(enrolment, Enrolment)
    today = clock.today(own_facility(user))
    closing = request.POST.get("act") == "close"
    close = CloseForm(
        request.POST if closing else None, prefix="close", initial={"closed_on": today}
    )
    if closing and saved_by(request, close, lambda said: close_enrolment(enrolment, user, **said)):
        messages.success(request, "The enrolment is closed.")
        return redirect(BACK, pk=enrolment.offender_id)
    form = VerifyForm(
        None if closing else request.POST or None, initial={"on": today, "still_valid": "yes"}
    )
    since = enrolment.opened_on
    return recording_page(
        request,
        enrolment.offender,
        form,
        lambda said: verify_enrolment(enrolment, user, **said),
        title=enrolment.program.name,
        button="Record",
        saved="Recorded.",
        intro=f"Enrolled since {since.day} {since:%b %Y}. Those open over six months are looked at "
        "each quarter.",
        back=BACK,
        about=enrolment,
        second={
            "form": close,
            "title": "Taking part has ended",
            "button": "Close the enrolment",
            "act": "close",
        },
    )


@governed_by("program", "create")
@require_http_methods(["GET", "POST"])
def no_referral_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why somebody is not referred for now."""
    offender = person_to_record(request.user, "program", pk)
    today = clock.today(own_facility(request.user))
    form = NoReferralForm(
        request.POST or None,
        initial={"kind": "cbt", "from_on": today, "until_on": add_months(today, LOOK_AGAIN_MONTHS)},
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_no_referral(offender, request.user, **said),
        title="Say why there is no referral",
        button="Record the reason",
        saved="The reason is recorded.",
        intro="While it holds, the list of those to refer leaves the person out.",
        back=BACK,
    )
