"""The dissemination log of a person: what left the agency, to whom, when, by whom and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.pages.recording import may_about, person_to_read
from casemgmt.pages.whereabouts import own_facility
from casenotes.forms.access_requests import DisclosureFilter
from casenotes.models import Disclosure

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50


@governed_by("disclosure", Action.READ)
@require_GET
def disclosures(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every entry of the log that the reader may see, the newest first, narrowed by period."""
    user = request.user
    offender = person_to_read(user, "disclosure", pk)
    form = DisclosureFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Disclosure.objects.visible_to(user).filter(offender=offender)
    if wanted:
        rows = rows.in_days(wanted["from_on"], wanted["until_on"])
        if wanted["kind"]:
            rows = rows.filter(kind=wanted["kind"])
    page = Paginator(rows.select_related("printed", "access_request"), ROWS).get_page(
        request.GET.get("page")
    )
    audit.record(
        AuditEventType.READ,
        offender,
        object_type="disclosure",
        details={"found": page.paginator.count},
    )
    return render(
        request,
        "pages/access_requests/disclosures.html",
        {
            "offender": offender,
            "form": form,
            "page": page,
            "narrowed": any(wanted.values()),
            "zone": clock.zone(own_facility(user)),
            "sees_case": may_about(user, offender, "offender", "read"),
        },
    )
