"""A version on paper, to be read together and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casemgmt.pages.plans.common import place_of, version_for
from casemgmt.pages.plans.plan import shown
from casenotes.models import DisclosureKind
from casenotes.services.disclosures import OWN_WORK, record_disclosure
from plans.models import OMP_STAGES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("plan", "read")
@require_GET
def version_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan as a document with lines for the signatures; the browser prints it."""
    version = version_for(request.user, "read", pk)
    place = place_of(version.plan.offender, request.user)
    record_disclosure(
        version.plan.offender,
        request.user,
        kind=DisclosureKind.PRINT,
        recipient=request.user.full_name,
        channel="Print",
        what=f"{version.plan.get_kind_display()}, version {version.number}",
        basis=OWN_WORK,
        place=place,
    )
    audit.record(AuditEventType.PRINTED, version, details={"number": version.number})
    with timezone.override(clock.zone(place)):
        return render(
            request,
            "pages/plans/print.html",
            {
                **shown(version, clock.today(place)),
                "plan": version.plan,
                "offender": version.plan.offender,
                "is_omp": version.plan.kind in OMP_STAGES,
                "place": place,
                "printed_at": clock.now(),
                "printed_by": request.user.full_name,
            },
        )
