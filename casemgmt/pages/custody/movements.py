"""Recording a movement, correcting one, withdrawing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import Action, governed_by
from agency.viewtools import get_or_refuse
from casemgmt.closing import closed_by, without_summary
from casemgmt.pages.custody.fact_page import fact_page
from casemgmt.pages.custody.movement_form import chosen_kind, described_movement, movement_form
from casemgmt.pages.whereabouts import own_facility
from offenders.forms import WithdrawForm
from offenders.models import Movement, MovementKind, Offender
from offenders.models.custody import DEPARTURE_KINDS
from offenders.queries import correctable_movements
from offenders.services import correct_movement, record_movement, withdraw_movement

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

#: In the order in which they are offered for somebody who is placed.
KINDS_FROM_HERE = (
    MovementKind.TRANSFER,
    MovementKind.TEMPORARY_OUT,
    MovementKind.RETURN,
    MovementKind.PAROLE,
    MovementKind.DISCHARGE,
    MovementKind.ESCAPE,
    MovementKind.DEATH,
)

WHAT_IT_DOES = {
    MovementKind.ARRIVAL: "Opens a placement at your facility.",
    MovementKind.TRANSFER: (
        "A permanent transfer ends the placement here, moves who may see the case, and ends the "
        "officer’s charge unless the officer is posted there too. To another unit of the same "
        "facility, the officer stays."
    ),
    MovementKind.TEMPORARY_OUT: "Away for a time; placement and officer stay.",
    MovementKind.RETURN: "Back from an absence or a temporary placement.",
    MovementKind.PAROLE: "Ends placement and officer’s charge that day.",
    MovementKind.DISCHARGE: "Ends placement and officer’s charge that day.",
    MovementKind.ESCAPE: "Ends placement and officer’s charge that day.",
    MovementKind.DEATH: "Ends placement and officer’s charge that day. Nothing can follow it.",
}


@governed_by("movement", Action.CREATE)
@require_http_methods(["GET", "POST"])
def movement_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a transfer, absence, return or departure of somebody who is here."""
    user = request.user
    offender = get_or_refuse(
        Offender.objects.in_scope(user, "movement", Action.CREATE),
        Offender.objects.visible_to(user),
        pk=pk,
    )
    assert isinstance(offender, Offender)
    kind = chosen_kind(request, KINDS_FROM_HERE, MovementKind.TRANSFER)
    form = movement_form(request, offender, kind)
    owes = _owes_summary(request, offender, kind)

    def save() -> None:
        movement = record_movement(offender, user, **form.fact())
        if closed_by(movement):
            messages.warning(request, f"The termination summary is still owed by {owes}.")

    return fact_page(
        request,
        offender,
        form,
        save,
        title="Record a movement",
        button=f"Record {MovementKind(kind).label.lower()}",
        saved=f"{MovementKind(kind).label} recorded.",
        intro=WHAT_IT_DOES[MovementKind(kind)],
        kinds=KINDS_FROM_HERE,
        kind=kind,
        owes=owes,
    )


def _owes_summary(request: SignedInRequest, offender: Offender, kind: MovementKind) -> str:
    """The officer who gives the case up by such a movement and has not written the summary."""
    if kind not in {MovementKind.TRANSFER, *DEPARTURE_KINDS} - {MovementKind.DEATH}:
        return ""
    today = clock.today(own_facility(request.user))
    link = offender.current_assignment(today)
    return str(link.officer) if link and without_summary([link], today) else ""


@governed_by("movement", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def movement_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Replace a movement that was entered wrongly; the wrong row stays to be seen."""
    user = request.user
    wrong = _correctable(request, pk)
    kinds = (MovementKind.ARRIVAL, *KINDS_FROM_HERE)
    kind = chosen_kind(request, kinds, MovementKind(wrong.kind))
    form = movement_form(request, wrong.offender, kind, instead_of=wrong)
    return fact_page(
        request,
        wrong.offender,
        form,
        lambda: correct_movement(wrong, user, **form.fact()),
        title="Correct a movement",
        button="Save the correction",
        saved="Corrected. The wrong entry stays in the list, marked as corrected.",
        intro=f"Instead of: {described_movement(wrong)}.",
        kinds=kinds,
        kind=kind,
    )


@governed_by("movement", Action.UPDATE)
@require_http_methods(["GET", "POST"])
def movement_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a movement never happened."""
    wrong = _correctable(request, pk)
    form = WithdrawForm(request.POST or None)
    return fact_page(
        request,
        wrong.offender,
        form,
        lambda: withdraw_movement(wrong, request.user, reason=form.cleaned_data["reason"]),
        title="Withdraw a movement",
        button="It never happened",
        saved="Withdrawn. The entry stays in the list, marked as withdrawn.",
        intro=f"{described_movement(wrong)}. Officers whom it took off the case are not put "
        "back by this: allocate again where that is needed.",
    )


def _correctable(request: SignedInRequest, pk: int) -> Movement:
    visible = Offender.objects.visible_to(request.user)
    movements = Movement.objects.select_related("offender", "facility", "unit")
    found = get_or_refuse(
        movements.filter(pk__in=correctable_movements(request.user).values("pk")),
        movements.filter(offender__in=visible.values("pk")),
        pk=pk,
    )
    assert isinstance(found, Movement)
    return found
