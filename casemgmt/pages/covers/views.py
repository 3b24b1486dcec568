"""The list of covers, recording one and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.errors import RuleViolation
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES
from agency.viewtools import get_or_refuse
from casemgmt.pages.covers.history import history_of
from casemgmt.pages.recording import saved_by
from casemgmt.pages.whereabouts import own_facility
from offenders.forms.cover import CoverForm
from offenders.services.cover import covers_in_scope, end_cover, officers_in_scope, record_cover

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

ROWS = 50


@governed_by("cover", "read")
@require_GET
def covers(request: SignedInRequest) -> HttpResponse:
    """Who stands in for whom: what runs or is to come first, then what has ended."""
    user = request.user
    today = clock.today(own_facility(user))
    found = (
        covers_in_scope(user, Action.READ)
        .select_related("officer", "colleague", "recorded_by")
        .order_by("-until_on", "-from_on", "-pk")
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    mine = set(
        covers_in_scope(user, Action.UPDATE)
        .filter(pk__in=[row.pk for row in page])
        .values_list("pk", flat=True)
        if may(user, "cover", Action.UPDATE)
        else ()
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="cover",
        details={"found": page.paginator.count, "shown": len(page.object_list)},
    )
    rows: list[dict[str, Any]] = [
        {
            "cover": row,
            "over": row.until_on < today,
            "to_come": row.from_on > today,
            "may_end": row.pk in mine and row.until_on >= today,
        }
        for row in page
    ]
    return render(
        request,
        "pages/covers/covers.html",
        {
            "rows": rows,
            "page": page,
            "today": today,
            "may_record": may(user, "cover", Action.CREATE),
            "history": history_of(user),
        },
    )


@governed_by("cover", "create")
@require_http_methods(["GET", "POST"])
def cover_new(request: SignedInRequest) -> HttpResponse:
    """Record that a colleague stands in for an officer of one's facility, unit or team."""
    user = request.user
    today = clock.today(own_facility(user))
    officers = officers_in_scope(user, Action.CREATE).order_by("family_name", "given_names")
    form = CoverForm(
        request.POST or None,
        officers=officers,
        colleagues=_colleagues_of(officers, today),
        initial={"from_on": today, "officer": request.GET.get("officer", "")},
    )

    def save(said: dict[str, Any]) -> None:
        officer, colleague = said.pop("officer"), said.pop("colleague")
        record_cover(officer, colleague, user, **said)

    if saved_by(request, form, save):
        messages.success(request, "Recorded. Both officers see it, and notes count from now on.")
        return redirect("pages:covers")
    if request.method == "GET":
        audit.record(AuditEventType.LISTED, object_type="cover", details={"form": "cover-new"})
    return render(
        request,
        "pages/covers/new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


def _colleagues_of(officers: QuerySet[User], today: Any) -> QuerySet[User]:
    """Everybody posted with any of them in a role that holds cases."""
    held = Posting.objects.holding_on(today).in_roles(CASE_HOLDING_ROLES)
    places = held.filter(user__in=officers).values("facility_id")
    return User.objects.filter(
        pk__in=held.filter(facility_id__in=places).values("user_id"), is_active=True
    ).order_by("family_name", "given_names")


@governed_by("cover", "update")
@require_http_methods(["GET", "POST"])
def cover_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then end a cover today; one that has not begun is withdrawn."""
    cover: Any = get_or_refuse(
        covers_in_scope(request.user, Action.UPDATE).select_related("officer", "colleague"),
        covers_in_scope(request.user, Action.READ),
        pk=pk,
    )
    if request.method == "POST":
        try:
            end_cover(cover, request.user)
        except RuleViolation as violation:
            messages.error(request, violation.reason)
        else:
            messages.success(request, "Ended. What was signed meanwhile keeps counting.")
        return redirect("pages:covers")
    audit.record(AuditEventType.READ, cover)
    return render(request, "pages/covers/end.html", {"cover": cover})
