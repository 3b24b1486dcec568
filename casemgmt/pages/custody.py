"""Where a person was and for how long they are held: movements and release dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType, Facility
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.closing import closed_by, without_summary
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.forms import MovementForm, WithdrawForm
from offenders.models import Movement, MovementKind, Offender, Placement
from offenders.models.custody import DEPARTURE_KINDS
from offenders.queries import correctable_movements
from offenders.services import correct_movement, record_movement, withdraw_movement

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.closing.held import Held
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


@governed_by("movement", Action.READ)
@require_GET
def custody(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every movement, release date and name that was recorded, the corrected ones too."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(people.in_scope(user, "movement", Action.READ), pk=pk)
    assert isinstance(offender, Offender)
    place = whereabouts_of(offender).facility or own_facility(user)
    audit.record(AuditEventType.READ, offender, details={"part": "custody"})

    def may(object_: str, action: Action) -> bool:
        return people.in_scope(user, object_, action).filter(pk=pk).exists()

    movements = (
        Movement.objects.filter(offender=offender)
        .select_related("facility", "unit", "recorded_by", "corrects", "correction__recorded_by")
        .order_by("-occurred_at", "-pk")
    )
    may_correct = may("movement", Action.UPDATE)
    context = {
        "offender": offender,
        "where": whereabouts_of(offender),
        "today": clock.today(place),
        "zone": clock.zone(place),
        "movements": [_movement_row(row, may_correct=may_correct) for row in movements],
        "sentences": offender.sentences.select_related("recorded_by", "correction").order_by(
            "-recorded_on", "-pk"
        ),
        "history": _identity_history(offender),
        "aliases": list(offender.aliases.all()),
        "may_move": may("movement", Action.CREATE),
        "may_sentence": may("sentence", Action.CREATE),
        "may_correct_sentence": may("sentence", Action.UPDATE),
        "may_identify": may("offender", Action.UPDATE),
    }
    with timezone.override(clock.zone(place)):
        return render(request, "pages/custody/custody.html", context)


def _movement_row(movement: Movement, *, may_correct: bool) -> dict[str, Any]:
    correction = getattr(movement, "correction", None)
    return {
        "movement": movement,
        "correction": correction,
        "stands": correction is None and not movement.withdraws,
        "may_correct": may_correct and correction is None and not movement.withdraws,
        "zone": clock.zone(movement.facility) if movement.facility else None,
    }


def _identity_history(offender: Offender) -> list[dict[str, Any]]:
    """Each change of who the person is: when, by whom, from what to what; newest first."""
    records = list(offender.history.select_related("history_user").order_by("history_date", "pk"))
    changes = []
    for before, after in zip(records, records[1:], strict=False):
        fields = [
            {
                "name": _field_name(change.field),
                "old": change.old,
                "new": change.new,
            }
            for change in after.diff_against(before).changes
        ]
        if fields:
            by = after.history_user
            changes.append(
                {
                    "at": after.history_date,
                    "by": by.full_name if by else "the system",
                    "fields": fields,
                }
            )
    return changes[::-1]


def _field_name(name: str) -> str:
    return name.replace("_", " ")


# ---- Recording, correcting, withdrawing a movement ------------------------------------------


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


def described_movement(movement: Movement) -> str:
    """A movement in a sentence: "Transfer to Redbud, Unit B, on 3 Nov 2026, 14:00"."""
    place = movement.facility
    words = movement.get_kind_display()
    if place is not None:
        words += f" to {place.name}" + (f", {movement.unit.name}" if movement.unit else "")
    local = movement.occurred_at.astimezone(clock.zone(place or _left_place(movement)))
    return f"{words}, {local:%-d %b %Y, %H:%M}"


def _left_place(movement: Movement) -> Facility | None:
    """The facility that a departure or absence left."""
    stay = (
        Placement.objects.filter(
            offender_id=movement.offender_id, arrived_at__lte=movement.occurred_at
        )
        .select_related("facility")
        .order_by("-arrived_at")
        .first()
    )
    return stay.facility if stay else None


def chosen_kind(
    request: SignedInRequest, kinds: tuple[MovementKind, ...], usual: MovementKind
) -> MovementKind:
    """The kind of movement that the address names; the usual one where it names none of them."""
    wanted = request.GET.get("kind", "")
    return next((kind for kind in kinds if kind.value == wanted), usual)


def movement_form(
    request: SignedInRequest,
    offender: Offender,
    kind: MovementKind,
    *,
    instead_of: Movement | None = None,
) -> MovementForm:
    """The form of one kind of movement, with the moment filled in."""
    here = (
        _left_place(instead_of)
        if instead_of is not None
        else whereabouts_of(offender).facility or own_facility(request.user)
    )
    places = Facility.objects.prefetch_related("units")
    if kind == MovementKind.RETURN:
        places = places.filter(placements__offender=offender).distinct()
    return MovementForm(
        request.POST or None,
        kind=kind,
        places=places,
        from_place=here,
        offender=offender,
        instead_of=instead_of,
        initial=_initial(instead_of, here),
    )


def _initial(wrong: Movement | None, here: Facility | None) -> dict[str, Any]:
    if wrong is None:
        moment = clock.now().astimezone(clock.zone(here))
        return {"occurred_on": moment.date(), "occurred_time": moment.time()}
    moment = wrong.occurred_at.astimezone(clock.zone(wrong.facility or here))
    place = f"unit:{wrong.unit_id}" if wrong.unit_id else f"facility:{wrong.facility_id}"
    return {
        "occurred_on": moment.date(),
        "occurred_time": moment.time(),
        "place": place,
        "permanent": "no" if wrong.permanent is False else "yes",
        "reason": wrong.reason,
    }


def fact_page(
    request: SignedInRequest,
    offender: Offender,
    form: forms.BaseForm,
    save: Callable[[], object],
    *,
    title: str,
    button: str,
    saved: str,
    intro: str = "",
    kinds: tuple[MovementKind, ...] = (),
    kind: MovementKind | None = None,
    held: Held | None = None,
    owes: str = "",
) -> HttpResponse:
    """Ask, save by one service, and go back to what the change is seen in.

    Where the change took the person out of one's reach, back to the arrivals. held: what stands in
    the way of closing a charge. owes: the officer whose termination summary a movement leaves owed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except RuleViolation as violation:
            add_violation(form, violation)  # type: ignore[arg-type]
        else:
            messages.success(request, saved)
            if Offender.objects.visible_to(request.user).filter(pk=offender.pk).exists():
                return redirect("pages:custody", pk=offender.pk)
            return redirect("pages:home")
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": title})
    return render(
        request,
        "pages/custody/fact.html",
        {
            "offender": offender,
            "form": form,
            "title": title,
            "button": button,
            "intro": intro,
            "kinds": [(one.value, one.label) for one in kinds],
            "kind": kind,
            "held": held,
            "owes": owes,
            "readable": Offender.objects.visible_to(request.user).filter(pk=offender.pk).exists(),
        },
        status=422 if form.errors else 200,
    )
