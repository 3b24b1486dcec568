"""Consents and team of a person on one page; recording a consent, ending one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import Agency, AuditEventType
from casemgmt.pages.recording import (
    may_about,
    person_to_read,
    person_to_record,
    record_to_change,
    recording_page,
)
from casemgmt.pages.whereabouts import own_facility
from offenders.forms.sharing import ConsentForm, EndConsentForm
from offenders.models import Consent, Offender, TeamLead, TeamMember
from offenders.services import end_consent, record_consent
from offenders.services.sharing import missing_categories

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

BACK = "pages:sharing"


@governed_by("consent", "read")
@require_GET
def sharing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every consent, the team by category, and who led it in which phase."""
    user = request.user
    offender = person_to_read(user, "consent", pk)
    today = clock.today()
    audit.record(AuditEventType.READ, offender, details={"part": "sharing"})
    members = (
        TeamMember.objects.filter(offender=offender)
        .select_related("user", "organisation", "consent")
        .order_by("category", "from_on", "pk")
    )
    return render(
        request,
        "pages/partners/sharing.html",
        {
            "offender": offender,
            "today": today,
            "consents": [(one, _state(one, today)) for one in _consents(offender)],
            "members": [(one, _holds(one, today)) for one in members],
            "leads": TeamLead.objects.filter(offender=offender)
            .select_related("member__user", "member__organisation")
            .order_by("-from_on"),
            **_team_today(offender, today),
            "may_consent": may_about(user, offender, "consent", "create"),
            "may_end": may_about(user, offender, "consent", "update"),
            "may_build": may_about(user, offender, "team_member", "create"),
            "may_change": may_about(user, offender, "team_member", "update"),
        },
    )


def _consents(offender: Offender) -> Any:
    return (
        Consent.objects.filter(offender=offender)
        .select_related("end__recorded_by", "recorded_by")
        .prefetch_related("recipients__organisation")
    )


def _state(consent: Consent, today: date) -> str:
    """ "in_force", "ended" or "expired"."""
    if hasattr(consent, "end"):
        return "ended"
    return "expired" if consent.expires_on and consent.expires_on < today else "in_force"


def _holds(row: TeamMember, today: date) -> bool:
    return row.until_on is None or row.until_on >= today


def _team_today(offender: Offender, today: date) -> dict[str, Any]:
    now = list(
        TeamMember.objects.holding_on(today)
        .filter(offender=offender)
        .select_related("user", "organisation")
    )
    return {
        "team": now,
        "missing": missing_categories(now),
        "lead": TeamLead.objects.holding_on(today)
        .filter(offender=offender)
        .select_related("member__user", "member__organisation")
        .first(),
    }


def sharing_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows of team and consent."""
    return {
        **_team_today(offender, today),
        "consents": [
            one for one in _consents(offender) if _state(one, clock.today()) == "in_force"
        ],
    }


@governed_by("consent", "create")
@require_http_methods(["GET", "POST"])
def consent_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a signed consent with every element that makes it valid."""
    offender = person_to_record(request.user, "consent", pk)
    form = ConsentForm(
        request.POST or None,
        on=clock.today(),
        initial={
            "discloser": Agency.current().name,
            "signed_by": offender.full_name,
            "signed_on": clock.today(own_facility(request.user)),
        },
    )
    return recording_page(
        request,
        offender,
        form,
        lambda said: record_consent(offender, request.user, **said),
        title="Record a consent",
        button="Record the consent",
        saved="The consent is recorded and in force.",
        intro="As it stands on the signed paper. It cannot be changed afterwards, only ended.",
        back=BACK,
    )


@governed_by("consent", "update")
@require_http_methods(["GET", "POST"])
def consent_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a consent at once."""
    rows = Consent.objects.filter(end=None).select_related("offender")
    consent = record_to_change(request.user, "consent", rows, pk)
    assert isinstance(consent, Consent)
    form = EndConsentForm(request.POST or None, consent=consent, initial={"how": "revoked"})
    return recording_page(
        request,
        consent.offender,
        form,
        lambda said: end_consent(consent, request.user, **said),
        title=f"End the consent of {consent.signed_on:%-d %b %Y}",
        button="End it now",
        saved="The consent has ended. Its partners see nothing by it any more.",
        intro="It ends this moment, for everybody whom it names. What they were shown before "
        "stays in the audit log.",
        back=BACK,
        about=consent,
    )
