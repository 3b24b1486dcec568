"""Recording an assessment, and correcting one that was entered wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType, User
from casemgmt.pages.recording import (
    person_to_record,
    record_to_change,
    recording_page,
    saved_by,
)
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.forms import WithdrawForm
from offenders.forms.assessments import AssessmentForm, typed_of
from offenders.models import Assessment, Instrument, InstrumentKind
from offenders.services import correct_assessment, record_assessment, withdraw_assessment

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender

INTRO = "Scores, levels and dates only: never the questions of an instrument."


@governed_by("assessment", "create")
@require_http_methods(["GET", "POST"])
def assessment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the result of an assessment with the instrument that the address or the form names."""
    user = request.user
    offender = person_to_record(user, "assessment", pk)
    today = clock.today(whereabouts_of(offender).facility or own_facility(user))
    instruments = list(
        Instrument.objects.filter(Q(retired_on=None) | Q(retired_on__gte=today)).order_by(
            "kind", "code"
        )
    )
    instrument = _chosen(request, instruments)
    if instrument is None:
        audit.record(AuditEventType.READ, offender, details={"form": "assessment-new"})
        back = reverse("pages:assessments", args=[pk])
        return render(request, "pages/assessments/no_instrument.html", {"back": back})
    previous = (
        Assessment.objects.standing()
        .filter(offender=offender, instrument=instrument)
        .order_by("-assessed_on", "-pk")
        .first()
    )
    form = _form(
        request,
        instrument,
        previous=previous,
        initial={"assessed_on": today, "assessor": user.pk},
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_assessment(offender, user, instrument=instrument, **form.facts()),
        title="Record an assessment",
        button="Record assessment",
        saved="The assessment is recorded.",
        intro=INTRO,
        back="pages:assessments",
        template="pages/assessments/form.html",
        instruments=instruments,
        instrument=instrument,
        previous=previous,
        most=sum(domain.maximum for domain in form.domains),
        today=today,
    )


@governed_by("assessment", "update")
@require_http_methods(["GET", "POST"])
def assessment_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Replace an assessment by a new row that names it, or say that it never took place."""
    user = request.user
    rows = Assessment.objects.standing().select_related("offender", "instrument")
    wrong = record_to_change(user, "assessment", rows, pk)
    assert isinstance(wrong, Assessment)
    offender: Offender = wrong.offender
    today = clock.today(whereabouts_of(offender).facility or own_facility(user))
    never = request.POST.get("act") == "withdraw"
    withdrawal = WithdrawForm(request.POST if never else None)
    if saved_by(
        request, withdrawal, lambda said: withdraw_assessment(wrong, user, reason=said["reason"])
    ):
        messages.success(request, "Withdrawn. The entry stays in the list, marked as withdrawn.")
        return redirect("pages:assessments", pk=offender.pk)
    form = _form(
        request,
        wrong.instrument,
        data=None if never else request.POST or None,
        previous=None,
        corrects=True,
        initial=typed_of(wrong),
        also=wrong.assessor_id,
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: correct_assessment(wrong, user, **form.facts()),
        title=f"Correct the {wrong.instrument.code} of {wrong.assessed_on:%-d %b %Y}",
        button="Save the correction",
        saved="Corrected. The wrong entry stays in the list, marked as corrected.",
        intro="A correction is a new entry; the wrong one stays to be seen.",
        back="pages:assessments",
        about=wrong,
        template="pages/assessments/form.html",
        instrument=wrong.instrument,
        most=sum(domain.maximum for domain in form.domains),
        today=today,
        second={
            "form": withdrawal,
            "title": "It never took place",
            "button": "Withdraw the assessment",
            "act": "withdraw",
        },
    )


def _chosen(request: SignedInRequest, instruments: list[Instrument]) -> Instrument | None:
    """The instrument that was sent, else the one in the address, else the first."""
    asked = request.POST.get("instrument") or request.GET.get("instrument") or ""
    usual = next((i for i in instruments if i.kind == InstrumentKind.RISK_AND_NEEDS), None)
    chosen = next((i for i in instruments if str(i.pk) == asked), None)
    return chosen or usual or next(iter(instruments), None)


def _form(
    request: SignedInRequest,
    instrument: Instrument,
    *,
    also: int | None = None,
    **options: Any,
) -> AssessmentForm:
    options.setdefault("data", request.POST or None)
    return AssessmentForm(
        instrument=instrument,
        assessors=assessors_beside(request.user, also),
        levels=dict.fromkeys(
            instrument.bands.order_by("lowest_score").values_list("level", flat=True)
        ),
        **options,
    )


def assessors_beside(user: User, also: int | None = None) -> QuerySet[User]:
    """The user, active colleagues posted at the same facilities, and the one named already."""
    facilities = [facility.pk for facility in user.facilities()]
    colleagues = User.objects.filter(
        Q(pk__in=[user.pk, also]) | Q(is_active=True, postings__facility__in=facilities)
    )
    return colleagues.distinct().order_by("family_name", "given_names")
