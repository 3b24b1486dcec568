"""Facilities and their units: codes, names, time zones, local procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.forms import FacilityForm, UnitForm
from agency.models import Agency, AuditEventType, Facility, Unit
from agency.services import places
from agency.viewtools import get_or_refuse
from casemgmt.pages.recording import saved_by
from casemgmt.recomputing import announce_place_changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("place", "read")
@require_GET
def places_list(request: SignedInRequest) -> HttpResponse:
    """Every facility with its units."""
    units = Prefetch("units", Unit.objects.order_by("name", "pk"))
    facilities = list(Facility.objects.prefetch_related(units))
    rows = []
    for facility in facilities:
        today = clock.today(facility)
        rows.append(
            {
                "facility": facility,
                "procedure_now": facility.follows_local_procedure(today),
                "units": [(u, u.follows_local_procedure(today)) for u in facility.units.all()],
            }
        )
    audit.record(AuditEventType.LISTED, object_type="facility", details={"shown": len(facilities)})
    return render(request, "pages/administration/places.html", {"rows": rows})


@governed_by("place", "create")
@require_http_methods(["GET", "POST"])
def facility_new(request: SignedInRequest) -> HttpResponse:
    """Add a facility."""
    form = FacilityForm(
        request.POST or None, initial={"time_zone": Agency.current().time_zone, "kind": "prison"}
    )
    return _page(
        request,
        form,
        lambda said: places.add_facility(request.user, **said),
        title="Add a facility",
    )


@governed_by("place", "update")
@require_http_methods(["GET", "POST"])
def facility_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a facility; the dates of the people there follow."""
    facility = get_or_refuse(Facility.objects.all(), pk=pk)
    assert isinstance(facility, Facility)
    form = FacilityForm(request.POST or None, initial=_now(facility, places.FACILITY_FIELDS))

    def save(said: dict[str, Any]) -> None:
        changed = places.change_facility(facility, request.user, **said)
        announce_place_changed(facility, changed)

    return _page(request, form, save, title=f"Change {facility.name}")


@governed_by("place", "create")
@require_http_methods(["GET", "POST"])
def unit_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a unit to a facility."""
    facility = get_or_refuse(Facility.objects.all(), pk=pk)
    assert isinstance(facility, Facility)
    return _page(
        request,
        UnitForm(request.POST or None),
        lambda said: places.add_unit(facility, request.user, **said),
        title=f"Add a unit to {facility.name}",
    )


@governed_by("place", "update")
@require_http_methods(["GET", "POST"])
def unit_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a unit; the dates of the people there follow."""
    unit = get_or_refuse(Unit.objects.select_related("facility"), pk=pk)
    assert isinstance(unit, Unit)
    form = UnitForm(request.POST or None, initial=_now(unit, places.UNIT_FIELDS))

    def save(said: dict[str, Any]) -> None:
        changed = places.change_unit(unit, request.user, **said)
        announce_place_changed(unit, changed)

    return _page(request, form, save, title=f"Change {unit.name}, {unit.facility.name}")


def _now(place: Facility | Unit, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(place, name) for name in names}


def _page(
    request: SignedInRequest,
    form: forms.Form,
    save: Callable[[dict[str, Any]], object],
    *,
    title: str,
) -> HttpResponse:
    if saved_by(request, form, save):
        messages.success(request, "Saved.")
        return redirect("pages:places")
    return render(
        request,
        "pages/administration/place_form.html",
        {"form": form, "title": title},
        status=422 if form.errors else 200,
    )
