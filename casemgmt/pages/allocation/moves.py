"""Who came and who left, on the allocation page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offenders.models import CaseAssignment, Offender, Placement
from scheduling import policies
from scheduling.models import DueItem
from scheduling.presentation import described

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User


def arrival_rows(arrivals: list[Placement], today: date) -> list[dict[str, Any]]:
    """Who came for good, from where, and who has the case."""
    ids = [placement.offender_id for placement in arrivals]
    came_from = {
        (stay.offender_id, stay.departed_at): stay.facility.name
        for stay in Placement.objects.filter(
            offender_id__in=ids, permanent=True, departed_at__isnull=False
        ).select_related("facility")
    }
    officers = {
        link.offender_id: link.officer
        for link in CaseAssignment.objects.holding_on(today)
        .filter(offender_id__in=ids)
        .select_related("officer")
    }
    return [
        {
            "placement": placement,
            "came_from": came_from.get((placement.offender_id, placement.arrived_at), ""),
            "officer": officers.get(placement.offender_id),
        }
        for placement in arrivals
    ]


def departure_rows(user: User, departures: list[Placement], today: date) -> list[dict[str, Any]]:
    """Who left, with the closing summary that this facility still owes.

    Access went with the person: the row stays, the person in it is blanked, unless the reader
    may read the case for another reason.
    """
    ids = [placement.offender_id for placement in departures]
    people = {p.pk: p for p in Offender.objects.visible_to(user).filter(pk__in=ids)}
    codes = [
        code
        for code, duty in policies.in_force().duties().items()
        if duty.action == "termination_summary"
    ]
    items = DueItem.objects.on_lists().filter(
        offender_id__in=ids,
        standard__in=codes,
        facility_id__in={placement.facility_id for placement in departures},
    )
    summaries = {}
    for row in described(items.select_related("owner", "offender").order_by("pk"), today):
        summaries[row.item.offender_id, row.item.facility_id] = row
    return [
        {
            "placement": placement,
            "person": people.get(placement.offender_id),
            "summary": summaries.get((placement.offender_id, placement.facility_id)),
        }
        for placement in departures
    ]
