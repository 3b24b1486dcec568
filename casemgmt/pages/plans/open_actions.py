"""Open actions of approved plans, by who owes them. TPC, 3: accountable for timely performance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.whereabouts import own_facility
from plans.models import OwnerParty, PlanAction

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ON_A_PAGE = 100


@governed_by("plan", "read")
@require_GET
def open_actions(request: SignedInRequest) -> HttpResponse:
    """What is still to be done in the cases that the reader sees: by party, the owners' numbers
    first, then the actions in the order in which they are due."""
    user = request.user
    today = clock.today(own_facility(user))
    actions = PlanAction.objects.visible_to(user).unfinished()
    party = request.GET.get("party", "")
    owner = request.GET.get("owner", "")
    listed = actions.filter(owner_party=party) if party in OwnerParty.values else actions
    if owner.isdecimal() and len(owner) < 18:
        listed = listed.filter(owner_id=int(owner))
    listed = listed.select_related("version__plan__offender", "owner").order_by("due_on", "pk")
    page = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="plan_action",
        details={"found": page.paginator.count},
    )
    return render(
        request,
        "pages/plans/open_actions.html",
        {
            "today": today,
            "page": page,
            "party": party,
            "owner": owner,
            "parties": _by_party(actions, today),
            "owners": _by_owner(actions, today),
        },
    )


def _counted(today: date) -> dict[str, Any]:
    return {"open": Count("pk"), "overdue": Count("pk", filter=Q(due_on__lt=today))}


def _by_party(actions: Any, today: date) -> list[dict[str, Any]]:
    rows = {
        row["owner_party"]: row
        for row in actions.order_by().values("owner_party").annotate(**_counted(today))
    }
    return [
        {"code": code, "name": name, **rows[code]}
        for code, name in OwnerParty.choices
        if code in rows
    ]


def _by_owner(actions: Any, today: date) -> list[dict[str, Any]]:
    rows = (
        actions.exclude(owner=None)
        .order_by()
        .values("owner", "owner__given_names", "owner__family_name")
        .annotate(**_counted(today))
    )
    named = [
        {
            "pk": row["owner"],
            "name": f"{row['owner__given_names']} {row['owner__family_name']}".strip(),
            "open": row["open"],
            "overdue": row["overdue"],
        }
        for row in rows
    ]
    return sorted(named, key=lambda row: (-row["overdue"], -row["open"], row["name"]))
