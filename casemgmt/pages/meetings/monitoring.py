"""The coordinator's monitoring log: checks, reviews, audits, contacts, and what is to be rechecked.

P.S. 3510.08, Attachment A, II.G to L, N, O and Q (FED-014, 015, 016, 018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.meetings import frame
from conferences.forms.monitoring import MonitoringForm, RecheckForm
from conferences.models import MonitoringEntry, MonitoringKind
from conferences.services.monitoring import (
    MONITORING_FIELDS,
    change_monitoring,
    record_monitoring,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("monitoring", "read")
@require_GET
def monitoring(request: SignedInRequest) -> HttpResponse:
    """The log of a facility, perhaps of one kind, and what waits to be looked at again."""
    facility = frame.facility_for(request, "monitoring")
    today = clock.today(facility)
    entries = MonitoringEntry.objects.filter(facility=facility).select_related("recorded_by")
    waiting = list(entries.awaiting_recheck().order_by("recheck_on", "pk"))
    kind = request.GET.get("kind", "")
    if kind in MonitoringKind.values:
        entries = entries.filter(kind=kind)
    page = Paginator(entries, frame.ROWS).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="monitoringentry",
        facility_id=facility.pk,
        details={"shown": len(page.object_list), "kind": kind},
    )
    return render(
        request,
        "pages/meetings/monitoring.html",
        {
            "page": page,
            "waiting": waiting,
            "kind": kind,
            "kinds": MonitoringKind.choices,
            "facility": facility,
            "facilities": frame.facilities_for(request.user, "monitoring"),
            "tabs": frame.tabs(request.user, "monitoring"),
            "today": today,
        },
    )


@governed_by("monitoring", "create")
@require_http_methods(["GET", "POST"])
def monitoring_new(request: SignedInRequest) -> HttpResponse:
    """Add an entry."""
    facility = frame.facility_for(request, "monitoring", "create")
    form = MonitoringForm(request.POST or None, initial={"on": clock.today(facility)})
    return frame.ask(
        request,
        form,
        lambda: record_monitoring(facility, request.user, **form.cleaned_data),
        title="Add to the monitoring log",
        button="Keep it",
        saved="Kept in the log.",
        back=f"{reverse('pages:monitoring')}?facility={facility.pk}",
        current="monitoring",
        intro="Write no names of victims or witnesses here; the log says that and how it was "
        "checked.",
    )


@governed_by("monitoring", "update")
@require_http_methods(["GET", "POST"])
def monitoring_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was done since, what looking again found, or a correction."""
    rows = MonitoringEntry.objects.select_related("facility")
    entry = get_or_refuse(
        rows.in_scope(request.user, "update"), rows.visible_to(request.user), pk=pk
    )
    assert isinstance(entry, MonitoringEntry)
    now = {name: getattr(entry, name) for name in MONITORING_FIELDS}
    words = {True: "yes", False: "no"}
    form = RecheckForm(
        request.POST or None,
        initial=now | {"recurred": "" if entry.recurred is None else words[entry.recurred]},
    )
    return frame.ask(
        request,
        form,
        lambda: change_monitoring(entry, request.user, **form.cleaned_data),
        title=f"{entry.get_kind_display()}, {entry.on:%-d %b %Y}",
        button="Save",
        saved="Saved.",
        back=f"{reverse('pages:monitoring')}?facility={entry.facility_id}",
        about=entry,
        current="monitoring",
    )
