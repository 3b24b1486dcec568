"""The agency's own lists on one page: organisations, programs, instruments, who may assess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from casenotes.models import NoteType, ResponseLevel
from offenders.models import (
    AssessorQualification,
    Instrument,
    InstrumentBand,
    Organisation,
    OrganisationMember,
    Program,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("catalogue", "read")
@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Everything that the agency keeps about itself for programs and assessments."""
    today = clock.today()
    goes_on = Q(until_on=None) | Q(until_on__gte=today)
    members = OrganisationMember.objects.filter(goes_on).select_related("user")
    bands = InstrumentBand.objects.order_by("-from_on", "lowest_score")
    organisations = list(Organisation.objects.prefetch_related(Prefetch("members", members)))
    programs = list(Program.objects.select_related("provider").prefetch_related("domains"))
    instruments = list(
        Instrument.objects.prefetch_related("domains", Prefetch("bands", bands)).order_by(
            "kind", "code"
        )
    )
    levels = list(ResponseLevel.objects.all())
    note_types = list(NoteType.objects.tops().prefetch_related("subtypes"))
    audit.record(
        AuditEventType.LISTED,
        object_type="catalogue",
        details={
            "shown": sum(
                len(rows) for rows in (organisations, programs, instruments, levels, note_types)
            )
        },
    )
    return render(
        request,
        "pages/catalogue/catalogue.html",
        {
            "today": today,
            "organisations": organisations,
            "programs": programs,
            "instruments": instruments,
            "levels": levels,
            "note_types": note_types,
            "qualifications": AssessorQualification.objects.select_related("staff", "instrument"),
        },
    )
