"""The form of a movement, and a movement in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency import clock
from agency.models import Facility
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.forms import MovementForm
from offenders.models import Movement, MovementKind, Offender, Placement

if TYPE_CHECKING:
    from casemgmt.pages.signed_in import SignedInRequest


def described_movement(movement: Movement) -> str:
    """A movement in a sentence: "Transfer to Redbud, Unit B, on 3 Nov 2026, 14:00"."""
    place = movement.facility
    words = movement.get_kind_display()
    if place is not None:
        words += f" to {place.name}" + (f", {movement.unit.name}" if movement.unit else "")
    local = movement.occurred_at.astimezone(clock.zone(place or left_place(movement)))
    return f"{words}, {local:%-d %b %Y, %H:%M}"


def left_place(movement: Movement) -> Facility | None:
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
        left_place(instead_of)
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
