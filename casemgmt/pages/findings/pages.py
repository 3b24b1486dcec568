"""Data-quality findings: which facts contradict each other, where they stand, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by, may
from agency.models import AuditEventType
from agency.viewtools import signed_in
from casemgmt.pages.duties import address
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Offender, Placement
from scheduling.models import CaseSchedule
from scheduling.presentation import record_address
from scheduling.refs import kind_of
from scheduling.yearly import alternating, below_minimum, owed, window

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

ROWS_ON_A_PAGE = 50

#: What mends a finding, by its code; who does it is said where it may not be the reader.
REMEDIES = {
    "no_sentence": "Records staff record the release dates.",
    "no_release_date": "Records staff record the release dates.",
    "end_before_start": "Records staff correct the release dates.",
    "release_date_passed": "Records staff record the departure, or newer release dates.",
    "planned_release_passed": "Records staff record the departure, or newer release dates.",
    "no_plan_since_return": "Approve a plan for this time in custody.",
    "no_officer": "Allocate the case.",
    "departed_before_arrival": "Records staff correct the movement with the wrong date.",
    "allocated_before_arrival": "Correct the allocation, or the arrival if it came earlier.",
    "after_departure": "Correct this record's date, or record the return.",
    "two_officers": "End the allocation that no longer holds.",
    "exemption_not_approved": "Have somebody else approve the exemption, or refuse it.",
}
USUAL_REMEDY = "Open the records named here and correct the one that is wrong."

#: What a record is called, by the kind in its reference.
RECORDS = {
    "movement": "Movement",
    "sentence": "Release dates",
    "assignment": "Allocation",
    "plan_review": "Plan review",
    "note": "Note",
    "report": "Report",
    "supervision": "Supervision",
    "booking": "Custody elsewhere",
    "enrolment": "Enrolment",
    "exemption": "Exemption",
}


def cases_with_findings(user: User) -> QuerySet[CaseSchedule]:
    """The schedules of cases with findings that the user may see."""
    people = Offender.objects.in_scope(user, "finding", "read")
    return CaseSchedule.objects.exclude(findings=[]).filter(offender_id__in=people.values("pk"))


@governed_by("finding", "read")
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """Cases with findings, those with the most first; or those below the minimum of the year."""
    user = signed_in(request)
    if request.GET.get("show") == "year":
        return _below_the_minimum(request, user)
    stay = Placement.objects.current().filter(offender_id=OuterRef("offender_id"))
    rows = (
        cases_with_findings(user)
        .select_related("offender")
        .annotate(place=Subquery(stay.order_by("-permanent").values("facility__name")[:1]))
        .order_by("place", "offender__family_name", "offender__given_names", "pk")
    )
    code = request.GET.get("code", "").replace("\x00", "")[:60]
    if code:
        rows = rows.filter(findings__contains=[{"code": code}])
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="finding",
        details={"shown": len(page), "found": page.paginator.count},
    )
    return render(
        request,
        "pages/findings/findings.html",
        {
            "page": page,
            "rows": [_row(user, row, code) for row in page],
            "code": code,
            "below": _slots_of(user).count() if alternating() else None,
        },
    )


def _slots_of(user: User) -> Any:
    """The cases below the minimum of the year that the user may see."""
    people = Offender.objects.in_scope(user, "finding", "read")
    items = owed(alternating(), clock.today(own_facility(user)))
    return below_minimum(items.filter(offender_id__in=people.values("pk")))


def _below_the_minimum(request: HttpRequest, user: User) -> HttpResponse:
    """COPP 10.3, Appendix A: who was owed more reports in twelve months than were made."""
    page = Paginator(_slots_of(user), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    people = Offender.objects.in_bulk([row["offender_id"] for row in page])
    first, last = window(clock.today(own_facility(user)))
    audit.record(
        AuditEventType.LISTED,
        object_type="finding",
        details={"shown": len(page), "found": page.paginator.count, "of": "year"},
    )
    return render(
        request,
        "pages/findings/year.html",
        {
            "page": page,
            "rows": [row | {"offender": people[row["offender_id"]]} for row in page],
            "first": first,
            "last": last,
            "names": alternating(),
        },
    )


def _row(user: User, row: CaseSchedule, code: str) -> dict[str, Any]:
    custody = (
        reverse("pages:custody", args=[row.offender_id])
        if may(user, "movement", "update") or may(user, "sentence", "update")
        else ""
    )
    return {
        "offender": row.offender,
        "place": row.place or "Not placed",  # type: ignore[attr-defined]
        "findings": [
            {
                "text": finding["text"],
                "code": finding["code"],
                "remedy": REMEDIES.get(finding["code"], USUAL_REMEDY),
                "records": [
                    (
                        RECORDS.get(kind_of(ref), "Record"),
                        record_address(row.offender_id, ref)
                        or address("case-file", row.offender_id),
                    )
                    for ref in finding["refs"]
                ],
            }
            for finding in row.findings
            if not code or finding["code"] == code
        ],
        "custody": custody,
    }
