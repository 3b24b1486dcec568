"""Everything that a person may apply for, with what they were told and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import Application
from scheduling import policies

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender


@governed_by("application", "read")
@require_GET
def applications(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list, the last day of eligibility first."""
    user = request.user
    offender = person_to_read(user, "application", pk)
    audit.record(AuditEventType.READ, offender, details={"part": "applications"})
    return render(
        request,
        "pages/applications/applications.html",
        {
            "offender": offender,
            "today": clock.today(whereabouts_of(offender).facility or own_facility(user)),
            "applications": Application.objects.filter(offender=offender).select_related(
                "informed_by"
            ),
            "may_add": may_about(user, offender, "application", "create"),
            "may_change": may_about(user, offender, "application", "update"),
        },
    )


def are_asked_for() -> bool:
    """Whether a standard in force here asks that people are told before they apply."""
    return any(duty.action == "inform" for duty in policies.in_force().duties().values())


def applications_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows: what is still wanted and has no outcome, the next first."""
    found = list(Application.objects.filter(offender=offender).order_by("eligible_on", "pk"))
    return {
        "current": [one for one in found if not one.outcome and one.no_longer_wanted_on is None],
        "is_any": bool(found),
    }
