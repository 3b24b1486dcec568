"""One's own alerts, one alert with its receipts, and raising one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.kept_form import KeptForm
from casemgmt.pages.readers import readers_in_words
from casemgmt.pages.recording import person_to_record, saved_by
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.forms import now_on_the_wall
from casenotes.forms.risk_alerts import RiskAlertForm
from casenotes.models import AlertRecipient, RiskAlert
from casenotes.readership import circle_of
from casenotes.services.risk_alerts import acknowledge, raise_risk_alert, who_may_receive
from casenotes.text import longest_note
from offenders.models import Offender
from offenders.sharing import disclosure_details, may_know_place

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50


@governed_by("risk_alert", "read")
@require_GET
def risk_alerts(request: SignedInRequest) -> HttpResponse:
    """Alerts that were sent to the user, those that wait first, and those that the user raised."""
    user = request.user
    waits = AlertRecipient.objects.filter(alert=OuterRef("pk"), user=user, acknowledged_at=None)
    found = (
        RiskAlert.objects.visible_to(user)
        .select_related("offender", "note")
        .annotate(
            waits=Exists(waits),
            sent_to=Count("recipients", distinct=True),
            seen_by=Count(
                "recipients", filter=Q(recipients__acknowledged_at__isnull=False), distinct=True
            ),
        )
        .order_by("-waits", "-sent_at", "-pk")
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="riskalert",
        details={"found": page.paginator.count, "shown": len(page.object_list)},
    )
    return render(request, "pages/risk_alerts/list.html", {"page": page})


@governed_by("risk_alert", "read")
@require_http_methods(["GET", "POST"])
def risk_alert(request: SignedInRequest, pk: int) -> HttpResponse:
    """The words of one alert, who has acknowledged it, and, once, "I have seen this".

    Every reading is on record. It opens this note and nothing else of the case.
    """
    user = request.user
    alert: Any = get_or_refuse(
        RiskAlert.objects.visible_to(user).select_related("offender", "note__type", "facility"),
        pk=pk,
    )
    recipients = list(alert.recipients.all())
    own = next((row for row in recipients if row.user_id == user.pk), None)
    if request.method == "POST":
        try:
            acknowledge(alert, user)
        except RuleViolation as violation:
            messages.error(request, violation.reason)
        else:
            messages.success(request, "Acknowledged. The sender sees that you have.")
        return redirect("pages:risk-alerts")
    audit.record(AuditEventType.READ, alert, details=disclosure_details(user, alert.offender_id))
    return render(
        request,
        "pages/risk_alerts/alert.html",
        {
            "alert": alert,
            "note": alert.note,
            "zone": clock.zone(alert.facility),
            "recipients": recipients,
            "waiting": sum(row.acknowledged_at is None for row in recipients),
            "waits_for_me": own is not None and own.acknowledged_at is None,
            "is_sender": alert.note.author_id == user.pk,
            "sees_case": Offender.objects.visible_to(user).filter(pk=alert.offender_id).exists(),
        },
    )


@governed_by("risk_alert", "create")
@require_http_methods(["GET", "POST"])
def risk_alert_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what happened and choose who is to know; the page says who else will read it."""
    user = request.user
    offender = person_to_record(user, "risk_alert", pk)
    place = whereabouts_of(offender).facility or own_facility(user)
    moment = now_on_the_wall(place)
    confidential = Offender.objects.in_scope(user, "confidential_note", Action.CREATE)
    kept = KeptForm(request, offender, "risk_alert")
    form = RiskAlertForm(
        request.POST or None,
        candidates=who_may_receive(offender, user),
        place=place,
        may_be_confidential=confidential.filter(pk=pk).exists(),
        initial=kept.initial(
            RiskAlertForm,
            {
                "occurred_on": moment.date(),
                "occurred_time": moment.time(),
                "form_key": uuid.uuid4(),
            },
        ),
    )

    def save(said: dict[str, Any]) -> None:
        raise_risk_alert(
            offender,
            user,
            occurred_at=said["happened_at"],
            text=said["text"],
            people=said["people"],
            roles=said["roles"],
            confidential=said.get("confidential", False),
            form_key=said["form_key"],
        )

    if saved_by(request, form, save):
        kept.forget()
        messages.success(request, "The alert is sent. Here you see who has acknowledged it.")
        return redirect(reverse("pages:risk-alerts"))
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "risk-alert"})
    circle = circle_of(offender)
    names = may_know_place(user, offender.pk)
    return render(
        request,
        "pages/risk_alerts/new.html",
        {
            **kept.context(),
            "offender": offender,
            "form": form,
            "longest": longest_note(),
            "readers": readers_in_words(circle.readers("note"), user, names=names),
            "confidential_readers": readers_in_words(
                circle.readers("confidential_note"), user, names=names
            ),
        },
        status=422 if form.errors else 200,
    )
