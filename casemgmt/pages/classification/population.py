"""The population of a facility by unit and security level, now and day by day (FED-017)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from casemgmt.pages.meetings import frame
from offenders.forms.classification import LevelsForm
from offenders.models import Offender, PopulationDay
from offenders.services.classification import levels_of, placed_with_level, set_facility_levels

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

DAYS_SHOWN = 31
MISMATCHES_SHOWN = 100
NONE = "not classified"


@governed_by("population", "read")
@require_GET
def population(request: SignedInRequest) -> HttpResponse:
    """Who is where at which level now, whose level does not fit, and the counts of the month."""
    facility = frame.facility_for(request, "population")
    meant = levels_of(facility)
    fitting = {level.casefold() for level in meant}
    placed = list(placed_with_level(facility).select_related("unit"))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in placed:
        counted[str(one.unit or "No unit")][one.level or NONE] += 1
    levels = sorted({level for row in counted.values() for level in row})
    wrong = [one for one in placed if fitting and one.level and one.level.casefold() not in fitting]
    people = Offender.objects.visible_to(request.user)
    named = people.in_bulk([one.offender_id for one in wrong[:MISMATCHES_SHOWN]])
    # In the order of the names, and only people whom the reader reads.
    mismatches = sorted(
        ((named[one.offender_id], one) for one in wrong if one.offender_id in named),
        key=lambda pair: pair[0].sort_name,
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="population",
        facility_id=facility.pk,
        details={"shown": len(mismatches)},
    )
    return render(
        request,
        "pages/classification/population.html",
        {
            "facility": facility,
            "facilities": frame.facilities_for(request.user, "population"),
            "today": clock.today(facility),
            "meant": meant,
            "levels": levels,
            "units": [
                (unit, [row[level] for level in levels], sum(row.values()))
                for unit, row in sorted(counted.items())
            ],
            "total": len(placed),
            "mismatches": mismatches,
            "wrong": len(wrong),
            "days": _days(facility.pk),
            "may_set": may(request.user, "population", "update"),
        },
    )


def _days(facility: int) -> list[Any]:
    return list(
        PopulationDay.objects.filter(facility=facility)
        .order_by()
        .values("on")
        .annotate(
            all=Sum("people"),
            mismatched=Sum("people", filter=Q(mismatched=True), default=0),
            unknown=Sum("people", filter=Q(level=""), default=0),
        )
        .order_by("-on")[:DAYS_SHOWN]
    )


@governed_by("population", "update")
@require_http_methods(["GET", "POST"])
def population_levels(request: SignedInRequest) -> HttpResponse:
    """Say for which levels the facility is meant."""
    facility = frame.facility_for(request, "population", "update")
    form = LevelsForm(request.POST or None, initial={"levels": ", ".join(levels_of(facility))})
    return frame.ask(
        request,
        form,
        lambda: set_facility_levels(facility, request.user, **form.cleaned_data),
        title=f"Levels of {facility.name}",
        button="Save",
        saved="Saved.",
        back=f"{reverse('pages:population')}?facility={facility.pk}",
        current="population",
    )
