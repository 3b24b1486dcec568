"""A person before the unit team: the hour, the notice, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from casemgmt.pages.recording import saved_by
from casemgmt.pages.whereabouts import own_facility
from conferences.forms.meetings import WithdrawForm
from conferences.forms.teams import AppearanceForm, NoticeForm, OutcomeForm
from conferences.models import AppearanceKind, TeamAppearance
from conferences.services.teams import (
    change_appearance,
    record_outcome,
    schedule_appearance,
    withdraw_appearance,
)
from offenders.models import Offender
from scheduling import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from agency.models import Facility
    from casemgmt.pages.signed_in import SignedInRequest

OBJECT = "team_appearance"


@governed_by(OBJECT, "create")
@require_http_methods(["GET", "POST"])
def appearance_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the hour at which a person appears before the team."""
    people = Offender.objects
    offender = get_or_refuse(
        people.in_scope(request.user, OBJECT, "create"), people.known_to(request.user), pk=pk
    )
    assert isinstance(offender, Offender)
    placement = offender.current_placement()
    facility = placement.facility if placement else own_facility(request.user)
    if facility is None:
        raise Http404
    form = AppearanceForm(
        request.POST or None,
        place=facility,
        initial={
            "kind": AppearanceKind.PROGRAM_REVIEW,
            "unit": placement.unit_id if placement else None,
            **_now(facility),
        },
    )

    def save() -> None:
        said = form.cleaned_data
        schedule_appearance(
            offender,
            request.user,
            facility=facility,
            unit=said["unit"],
            kind=said["kind"],
            at=said["at"],
            noticed_at=said["noticed_at"],
        )

    return frame.ask(
        request,
        form,
        save,
        title=f"{offender.sort_name} before the unit team",
        button="Set the appearance",
        saved="The appearance is set.",
        back=f"{reverse('pages:case-file', args=[pk])}#team-appearances",
        about=offender,
        current="",
        intro="The person is told 48 hours ahead by the clock of the facility, or waives that in "
        "writing.",
    )


def _now(facility: Facility) -> dict[str, Any]:
    now = clock.now().astimezone(clock.zone(facility))
    return {"noticed_on": now.date(), "noticed_time": now.time().replace(second=0, microsecond=0)}


@governed_by(OBJECT, "update")
@require_http_methods(["GET", "POST"])
def appearance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move it, keep the notice or its waiver, record what came of it, or call it off."""
    rows = TeamAppearance.objects.standing().select_related("offender", "facility", "unit")
    found = get_or_refuse(
        rows.in_scope(request.user, "update"), rows.visible_to(request.user), pk=pk
    )
    assert isinstance(found, TeamAppearance)
    act = request.POST.get("act", "")
    forms_by_act = {name: make(request, found, act == name) for name, make in FORMS.items()}
    if request.method == "POST":
        form = forms_by_act.get(act) or forms_by_act["outcome"]
        if saved_by(request, form, lambda _: SAVERS[act](request, found, form)):
            return frame.done(
                request,
                "The appearance is called off." if act == "withdraw" else "Saved.",
                f"{reverse('pages:case-file', args=[found.offender_id])}#team-appearances",
            )
    else:
        audit.record(AuditEventType.READ, found)
    return render(
        request,
        "pages/meetings/appearance.html",
        {
            "appearance": found,
            "offender": found.offender,
            "bound": next((f for f in forms_by_act.values() if f.is_bound), None),
            "today": clock.today(found.facility),
            **{f"{name}_form": form for name, form in forms_by_act.items()},
        },
        status=422 if request.method == "POST" else 200,
    )


def _notice_form(request: SignedInRequest, found: TeamAppearance, sent: bool) -> forms.Form:
    zone = clock.zone(found.facility)
    at, noticed = found.at.astimezone(zone), found.noticed_at
    local = noticed.astimezone(zone) if noticed else None
    return NoticeForm(
        request.POST if sent else None,
        place=found.facility,
        initial={
            "at_on": at.date(),
            "at_time": at.time(),
            "noticed_on": local.date() if local else None,
            "noticed_time": local.time() if local else None,
            "waived_on": found.waived_on,
            "waiver_reference": found.waiver_reference,
        },
    )


def _outcome_form(request: SignedInRequest, found: TeamAppearance, sent: bool) -> forms.Form:
    names = ("appeared", "reasons", "needs", "program", "copy_given_on", "without_notice_because")
    return OutcomeForm(
        request.POST if sent else None,
        notice_holds=found.notice_holds,
        initial={
            "held_on": found.held_on or clock.local_date(found.at, found.facility),
            **{name: getattr(found, name) for name in names},
        },
    )


def _withdraw_form(request: SignedInRequest, found: TeamAppearance, sent: bool) -> forms.Form:
    return WithdrawForm(request.POST if sent else None)


def _save_notice(request: SignedInRequest, found: TeamAppearance, form: Any) -> None:
    said = form.cleaned_data
    change_appearance(
        found,
        request.user,
        at=said["at"],
        noticed_at=said["noticed_at"],
        waived_on=said["waived_on"],
        waiver_reference=said["waiver_reference"],
    )


def _save_outcome(request: SignedInRequest, found: TeamAppearance, form: Any) -> None:
    record_outcome(found, request.user, form.outcome())


def _save_withdrawal(request: SignedInRequest, found: TeamAppearance, form: Any) -> None:
    withdraw_appearance(found, request.user, **form.cleaned_data)


#: The three forms of the page, by the name of their button.
FORMS: dict[str, Callable[[SignedInRequest, TeamAppearance, bool], forms.Form]] = {
    "notice": _notice_form,
    "outcome": _outcome_form,
    "withdraw": _withdraw_form,
}
SAVERS: dict[str, Callable[[SignedInRequest, TeamAppearance, Any], None]] = {
    "notice": _save_notice,
    "outcome": _save_outcome,
    "withdraw": _save_withdrawal,
}


#: What the standards of an agency call for where people appear before a unit team.
TEAM_ACTIONS = {"team_appearance", "team_notice"}


def unit_team_of(offender: Offender) -> list[TeamAppearance] | None:
    """For the case file: the newest first; None where no standard asks for it and there is none."""
    found = list(
        TeamAppearance.objects.standing()
        .filter(offender=offender)
        .select_related("facility", "unit")
        .order_by("-at", "-pk")[:5]
    )
    asked = {duty.action for duty in policies.in_force().duties().values()}
    return found if found or asked & TEAM_ACTIONS else None
