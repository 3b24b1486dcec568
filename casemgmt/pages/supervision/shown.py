"""Terms of supervision with their conditions, and custody elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.behaviour.shown import behaviour_of
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import CustodyBooking, SupervisionTerm

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest
    from offenders.models import Offender


@governed_by("supervision", "read")
@require_GET
def supervision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about supervision of one person, what was withdrawn too."""
    user = request.user
    offender = person_to_read(user, "supervision", pk)
    audit.record(AuditEventType.READ, offender, details={"part": "supervision"})
    return render(
        request,
        "pages/supervision/supervision.html",
        {
            "offender": offender,
            "today": clock.today(whereabouts_of(offender).facility or own_facility(user)),
            "terms": SupervisionTerm.objects.filter(offender=offender).prefetch_related(
                "conditions"
            ),
            "bookings": CustodyBooking.objects.filter(offender=offender),
            "may_add": may_about(user, offender, "supervision", "create"),
            "may_change": may_about(user, offender, "supervision", "update"),
        },
    )


def supervision_of(offender: Offender, today: date) -> dict[str, Any]:
    """What the case file shows: terms that have not ended, an open booking, and behaviour."""
    terms = list(SupervisionTerm.objects.standing().filter(offender=offender))
    bookings = list(CustodyBooking.objects.standing().filter(offender=offender))
    return {
        "terms": [term for term in terms if term.ended_on is None],
        "booking": next((one for one in bookings if one.released_on is None), None),
        "is_any": bool(terms or bookings),
        "behaviour": behaviour_of(offender, today),
    }
