"""Alerts on a case, raised and ended by those who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_http_methods

from agency import clock
from agency.access import governed_by
from casemgmt.pages.case_file.forms import AlertForm, EndAlertForm
from casemgmt.pages.recording import person_to_record, record_to_change, recording_page
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Alert
from offenders.services import end_alert, raise_alert

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

BACK = "pages:case-file"


@governed_by("alert", "create")
@require_http_methods(["GET", "POST"])
def alert_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Warn everyone who opens the case."""
    offender = person_to_record(request.user, "alert", pk)
    today = clock.today(own_facility(request.user))
    form = AlertForm(request.POST or None, initial={"from_on": today})
    return recording_page(
        request,
        offender,
        form,
        lambda said: raise_alert(offender, request.user, **said),
        title="Add an alert",
        button="Add alert",
        saved="The alert is on the case.",
        intro="Everyone who opens the case sees it, and lists show its short form.",
        back=BACK,
    )


@governed_by("alert", "update")
@require_http_methods(["GET", "POST"])
def alert_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say on which day an alert holds for the last time."""
    alert = record_to_change(request.user, "alert", Alert.objects.select_related("offender"), pk)
    today = clock.today(own_facility(request.user))
    form = EndAlertForm(request.POST or None, initial={"until_on": alert.until_on or today})
    return recording_page(
        request,
        alert.offender,
        form,
        lambda said: end_alert(alert, request.user, **said),
        title=f"End the alert “{alert.label}”",
        button="End alert",
        saved="The alert ends on that day.",
        intro=alert.text,
        back=BACK,
    )
