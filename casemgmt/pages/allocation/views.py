"""Allocation: who has no officer, who came, who left, which officers cannot keep their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.closing import without_summary
from casemgmt.pages.allocation.load import DetailsForm, around
from casemgmt.pages.allocation.moves import arrival_rows, departure_rows
from casemgmt.pages.allocation.waiting import queue_of, suggestions_for
from casemgmt.pages.whereabouts import own_facility
from offenders.models import CaseAssignment
from offenders.queries import (
    allocatable,
    attention_needed,
    departures_from,
    facilities_of,
    officers_at,
    transferred_in,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

TABS = (
    ("none", "No officer"),
    ("in", "Transfers in"),
    ("out", "Transfers out"),
    ("attention", "Attention needed"),
)


@governed_by("assignment", Action.ALLOCATE)
@require_GET
def allocation(request: SignedInRequest) -> HttpResponse:
    """The four lists, one at a time."""
    user = request.user
    today = clock.today(own_facility(user))
    tab = request.GET.get("tab", "none")
    if tab not in dict(TABS):
        tab = "none"
    unit = request.GET.get("unit", "")
    queue = queue_of(user, int(unit) if unit.isdecimal() and len(unit) < 19 else None)
    everyone = queue if not unit else queue_of(user)
    arrivals = transferred_in(user, today)
    departures = departures_from(facilities_of(user, "assignment", Action.ALLOCATE), today)
    attention = attention_needed(user, today)
    counts = {
        "none": len(everyone.rows),
        "in": arrivals.count(),
        "out": departures.count(),
        "attention": len(attention),
    }
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('pages:allocation')}?tab={key}",
                "count": counts[key],
                "current": key == tab,
            }
            for key, label in TABS
        ],
        "queue": queue,
        "sort": "due",
        "units": sorted(
            {row.placement.unit for row in everyone.rows if row.placement.unit},
            key=lambda one: one.name,
        ),
        "unit": unit,
        "attention": attention,
        **around(user, queue.officers, [], today),
    }
    if tab == "in":
        context["arrivals"] = arrival_rows(list(arrivals), today)
    elif tab == "out":
        context["departures"] = departure_rows(user, list(departures), today)
    audit.record(
        AuditEventType.LISTED,
        object_type="assignment",
        details={"tab": tab, "shown": counts[tab]},
    )
    return render(request, "pages/allocation/allocation.html", context)


@governed_by("assignment", Action.ALLOCATE)
@require_GET
def allocation_officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cases that an officer holds in one's reach, to be passed on."""
    user = request.user
    today = clock.today(own_facility(user))
    placements = {
        placement.offender_id: placement
        for placement in allocatable(user).select_related("offender", "unit", "facility")
    }
    links = list(
        CaseAssignment.objects.holding_on(today)
        .filter(officer_id=pk, offender_id__in=placements)
        .select_related("officer")
        .order_by("offender__family_name", "offender__given_names")
    )
    if not links:
        raise Http404
    officers = [
        officer
        for officer in officers_at(facilities_of(user, "assignment", Action.ALLOCATE), today)
        if officer.user.pk != pk
    ]
    missing = without_summary(links, today)
    suggestions = suggestions_for([placements[link.offender_id] for link in links], officers, today)
    by_id = {officer.user.pk: officer for officer in officers}
    audit.record(
        AuditEventType.LISTED,
        object_type="assignment",
        object_id=str(pk),
        details={"shown": len(links)},
    )
    context = {
        "leaving": links[0].officer,
        "why": next((r.why for r in attention_needed(user, today) if r.officer.pk == pk), ""),
        "rows": [
            {
                "link": link,
                "placement": placements[link.offender_id],
                "suggestion": suggestions[link.offender_id],
                "officer": by_id.get(suggestions[link.offender_id].officer or 0),
            }
            for link in links
        ],
        "form": DetailsForm(asks=bool(missing), initial={"from_on": today}),
        "missing": len(missing),
        **around(user, officers, [], today),
    }
    return render(request, "pages/allocation/officer.html", context)
