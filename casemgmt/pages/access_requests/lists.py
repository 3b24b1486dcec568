"""All requests in one's reach, by what they wait for; a new one about a person."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import Agency, AuditEventType
from casemgmt.pages.access_requests.common import LOOKS, today_for
from casemgmt.pages.recording import may_about, person_to_read, person_to_record, saved_by
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from casenotes.forms.access_requests import AccessRequestForm
from casenotes.models import AccessRequest, AccessRoute, AccessStage
from casenotes.services.access_requests import record_access_request

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50

#: What somebody still has to do something about.
OPEN = (
    AccessStage.TO_REDACT,
    AccessStage.TO_CHECK,
    AccessStage.TO_DECIDE,
    AccessStage.TO_GIVE,
)


@governed_by("access_request", Action.READ)
@require_GET
def access_requests(request: SignedInRequest) -> HttpResponse:
    """Requests by stage with their counts: open ones first, those with the nearest target first."""
    user = request.user
    today = today_for(user)
    seen = AccessRequest.objects.with_stage().visible_to(user)
    counts = {
        row["stage"]: row["n"] for row in seen.order_by().values("stage").annotate(n=Count("pk"))
    }
    shown = request.GET.get("stage", "")
    rows = seen.filter(stage=shown) if shown in AccessStage.values else seen.filter(stage__in=OPEN)
    page = Paginator(
        rows.select_related("offender", "facility").order_by("target_on", "pk"), ROWS
    ).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.looks = LOOKS[AccessStage(row.stage)]
        row.stage_word = AccessStage(row.stage).label
        row.is_late = row.stage in OPEN and row.target_on < today
    audit.record(
        AuditEventType.LISTED,
        object_type="accessrequest",
        details={"found": page.paginator.count, "stage": shown},
    )
    return render(
        request,
        "pages/access_requests/list.html",
        {
            "page": page,
            "stages": _stages(counts, shown),
            "narrowed": shown in AccessStage.values,
            "today": today,
        },
    )


def _stages(counts: dict[str, int], shown: str) -> list[dict[str, Any]]:
    """The chips above the list; a stage without requests is left out unless it is shown."""
    waiting = {"key": "", "label": "Open", "count": sum(counts.get(s.value, 0) for s in OPEN)}
    return [
        {**waiting, "current": shown not in AccessStage.values},
        *(
            {
                "key": stage.value,
                "label": stage.label,
                "count": counts.get(stage.value, 0),
                "current": shown == stage.value,
            }
            for stage in AccessStage
            if counts.get(stage.value) or shown == stage.value
        ),
    ]


@governed_by("access_request", Action.READ)
@require_GET
def access_requests_of_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every request about one person, the newest first, and where to go from there."""
    user = request.user
    offender = person_to_read(user, "access_request", pk)
    rows = list(
        AccessRequest.objects.filter(offender=offender).with_stage().order_by("-received_on", "-pk")
    )
    for row in rows:
        row.looks = LOOKS[AccessStage(row.stage)]
        row.stage_word = AccessStage(row.stage).label
    audit.record(AuditEventType.READ, offender, object_type="accessrequest")
    return render(
        request,
        "pages/access_requests/of_person.html",
        {
            "offender": offender,
            "rows": rows,
            "today": today_for(user),
            "may_record": may_about(user, offender, "access_request", "create"),
            "sees_log": may_about(user, offender, "disclosure", "read"),
            "keeps_paper": may_about(user, offender, "paper", "update"),
        },
    )


@governed_by("access_request", Action.CREATE)
@require_http_methods(["GET", "POST"])
def access_request_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take down what somebody asked for."""
    user = request.user
    offender = person_to_record(user, "access_request", pk)
    place = whereabouts_of(offender).facility or own_facility(user)
    form = AccessRequestForm(
        request.POST or None,
        agency=Agency.current(),
        initial={
            "received_on": clock.today(place),
            "route": AccessRoute.DELEGATE,
            "form_key": uuid.uuid4(),
        },
    )
    made: list[AccessRequest] = []
    if saved_by(
        request, form, lambda said: made.append(record_access_request(offender, user, **said))
    ):
        words = (
            "The request is recorded. Mark what is to be withheld next."
            if made[0].route == AccessRoute.DELEGATE
            else f"The request is recorded as redirected to {made[0].redirected_to}."
        )
        messages.success(request, words)
        return redirect("pages:access-request", pk=made[0].pk)
    if request.method == "GET":
        audit.record(AuditEventType.READ, offender, details={"form": "access_request"})
    earlier = AccessRequest.objects.visible_to(user).filter(offender=offender)
    return render(
        request,
        "pages/access_requests/new.html",
        {"offender": offender, "form": form, "earlier": earlier.count()},
        status=422 if form.errors else 200,
    )
