"""Three lists: higher levels without a program, needs without a referral, long enrolments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.pages.programs.needs import needs_without_referral
from casemgmt.pages.whereabouts import own_facility
from offenders.models import CaseAssignment, Offender
from offenders.program_lists import long_open, without_cbt

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS_ON_A_PAGE = 50

LISTS = {
    "cbt": "Higher risk, no cognitive behavioural program",
    "needs": "Needs without a referral",
    "open": "Open over six months",
}


@governed_by("program", "read")
@require_GET
def program_lists(request: SignedInRequest) -> HttpResponse:
    """One of the lists, for the people whose programs the user may read."""
    user = request.user
    today = clock.today(own_facility(user))
    asked = request.GET.get("list", "")
    shown = asked if asked in LISTS else "cbt"
    people = Offender.objects.in_scope(user, "program", Action.READ)
    found: dict[str, Any] = {
        "cbt": without_cbt(people, today).order_by("family_name", "given_names", "pk"),
        "needs": needs_without_referral(people, today),
        "open": long_open(people, today),
    }
    page = Paginator(found[shown], ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    ids = {row.pk if shown == "cbt" else row.offender.pk for row in rows}
    audit.record(
        AuditEventType.LISTED,
        object_type="program",
        details={"list": shown, "found": page.paginator.count, "shown": len(rows)},
    )
    here = reverse("pages:program-lists")
    officers = _officers(ids, today)
    return render(
        request,
        "pages/programs/lists.html",
        {
            "tabs": [
                {
                    "label": label,
                    "url": f"{here}?list={key}",
                    "current": key == shown,
                    "count": len(found[key]) if key == "needs" else found[key].count(),
                }
                for key, label in LISTS.items()
            ],
            "shown": shown,
            "rows": [
                (row, officers.get(row.pk if shown == "cbt" else row.offender.pk, ""))
                for row in rows
            ],
            "page": page,
            "today": today,
        },
    )


def _officers(offender_ids: set[int], today: date) -> dict[int, str]:
    held = CaseAssignment.objects.holding_on(today).filter(offender_id__in=offender_ids)
    return {link.offender_id: link.officer.full_name for link in held.select_related("officer")}
