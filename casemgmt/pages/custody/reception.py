"""Arrivals: receive somebody from another facility, or somebody who comes back to custody.

Until the arrival is recorded nobody here may read the case, so reception reaches over the whole
agency and tells the least: for one exact number the name and where the person is. The number is
sent in the body of a request and never stands in an address; each look is in the audit log. The
arrival moves the access: from that moment the case is open here and shut where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType, Facility
from casemgmt.pages.custody.movement_form import described_movement
from casemgmt.pages.recording import saved_by
from casemgmt.pages.whereabouts import own_facility
from offenders.forms import MovementForm, NumberForm
from offenders.models import Movement, MovementKind, Offender, Placement
from offenders.queries import correctable_movements, facilities_of
from offenders.services import record_movement

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("reception", Action.CREATE)
@require_http_methods(["GET", "POST"])
def reception(request: SignedInRequest) -> HttpResponse:
    """Find by exact number, then record the arrival at one's own facility."""
    user = request.user
    asked = NumberForm(request.POST or None)
    context: dict[str, Any] = {"asked": asked}
    status = 200
    if request.method == "POST" and asked.is_valid():
        number = asked.cleaned_data["number"]
        person = (
            Offender.objects.in_scope(user, "reception", Action.CREATE)
            .filter(number__in={number, number.upper()})
            .first()
        )
        context["number"] = number
        if person is None:
            context["unknown"] = True
            _record_look(number, None)
        elif Offender.objects.visible_to(user).filter(pk=person.pk).exists():
            context["already_here"] = person
            _record_look(number, person)
        else:
            answer = _receive(request, person, context)
            if answer is not None:
                return answer
            status = 422 if context["form"].errors else 200
    elif request.method == "POST":
        status = 422
    else:
        audit.record(AuditEventType.READ, object_type="reception")
    return render(request, "pages/custody/reception.html", context, status=status)


def _receive(
    request: SignedInRequest, person: Offender, context: dict[str, Any]
) -> HttpResponse | None:
    """Ask for the arrival and record it; None while something is still to be said."""
    user = request.user
    number = context["number"]
    stays = list(
        Placement.objects.current().filter(offender=person).select_related("facility", "unit")
    )
    # Somebody who is placed for good elsewhere is transferred; nobody arrives twice.
    kind = MovementKind.TRANSFER if any(stay.permanent for stay in stays) else MovementKind.ARRIVAL
    recording = "occurred_on" in request.POST
    here = own_facility(user)
    now = clock.now().astimezone(clock.zone(here))
    form = MovementForm(
        request.POST if recording else None,
        kind=kind,
        places=Facility.objects.filter(
            pk__in=facilities_of(user, "reception", Action.CREATE)
        ).prefetch_related("units"),
        from_place=here,
        offender=person,
        initial={"occurred_on": now.date(), "occurred_time": now.time()},
    )
    if recording and saved_by(
        request, form, lambda _: record_movement(person, user, **form.fact())
    ):
        messages.success(request, f"{person.sort_name} has arrived. The case is open here now.")
        return redirect("pages:custody", pk=person.pk)
    _record_look(number, person)
    context |= {
        "person": person,
        "where": [stay.facility.name for stay in stays],
        "form": form,
        "kind": kind,
        "left_from_here": _departure_from_here(request, person),
    }
    return None


def _departure_from_here(request: SignedInRequest, person: Offender) -> dict[str, Any] | None:
    """The departure from one's own facility after which nobody holds the person, to put right."""
    movement = (
        correctable_movements(request.user)
        .filter(offender=person)
        .select_related("facility", "unit")
        .first()
    )
    if not isinstance(movement, Movement):
        return None
    return {"pk": movement.pk, "words": described_movement(movement)}


def _record_look(number: str, person: Offender | None) -> None:
    audit.record(
        AuditEventType.SEARCHED,
        object_type="reception",
        offender_id=person.pk if person else None,
        details={"q": number, "found": int(person is not None)},
    )
