"""Officers as rows: loads, what is overdue and missing, how much is done in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.pages.copies.pages import unseen_copies
from casemgmt.pages.officers.figures import View
from casemgmt.pages.own_duties import own_duties
from offenders.models import CaseAssignment, Offender, Placement
from scheduling import rates
from scheduling.models import DueItem
from scheduling.presentation import described
from scheduling.rates import Counts

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

ROWS_ON_A_PAGE = 50

#: The lists behind the numbers, in words.
LISTS = {
    "overdue": "Overdue",
    "due": "Due in 14 days",
    "missing": "Notes missing this month",
    "month": "Notes owed this month",
    "rated": "Due in the period",
    "on_time": "Done in time in the period",
    "late": "Done late in the period",
    "not_done": "Not done in the period",
    "before_rated": "Due in the period before",
    "before_on_time": "Done in time in the period before",
}


@governed_by("caseload", Action.READ)
@require_GET
def officers(request: SignedInRequest) -> HttpResponse:
    """The officers whose caseloads one looks after."""
    view = View(request.user, request.GET)
    rows = view.rows()
    total = rates.together(row.counts for row in rows)
    audit.record(AuditEventType.LISTED, object_type="caseload", details={"shown": len(rows)})
    return render(
        request,
        "pages/officers/officers.html",
        {
            "rows": rows,
            "total": total,
            "cases": sum(row.officer.load for row in rows),
            "capacity": sum(row.officer.capacity or 0 for row in rows),
            "trend": rates.trend_of(view.items, view.today),
            "sort": view.sort,
            "columns": _columns(view),
            "own": own_duties(request.user, view.today),
            "copies": unseen_copies(request.user),
            **_common(view),
        },
    )


def _columns(view: View) -> int:
    return 6 + bool(view.notes) + 2 * view.has_conferences


def _common(view: View) -> dict[str, Any]:
    return {
        "days": view.days,
        "periods": rates.PERIODS,
        "window": view.window,
        "has_notes": bool(view.notes),
        "has_conferences": view.has_conferences,
        "fewest": rates.FEWEST_RATED,
        "today": view.today,
    }


@governed_by("caseload", Action.READ)
@require_GET
def officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """One officer opened: what is overdue, and how each duty went. A row for htmx, else a page."""
    view = View(request.user, request.GET)
    one = view.officer(pk)
    items = view.items.filter(owner_id=pk).select_related("owner")
    meant = rates.conditions(view.today, view.window, view.notes)
    overdue = items.filter(meant["overdue"])
    counts = rates.counts_by_officer(items, view.today, view.window, view.notes)
    audit.record(AuditEventType.READ, object_type="caseload", object_id=str(pk))
    context = {
        "officer": one,
        "counts": counts.get(pk, Counts()),
        "overdue": _item_rows(request.user, list(overdue.order_by("due_on", "pk")[:8]), view.today),
        "by_duty": rates.counts_by_duty(items, view.today, view.window, view.notes),
        "columns": _columns(view),
        **_common(view),
    }
    in_a_row = request.headers.get("HX-Request")
    template = "pages/officers/_officer_row.html" if in_a_row else "pages/officers/officer.html"
    return render(request, template, context)


@governed_by("caseload", Action.READ)
@require_GET
def officer_items(request: SignedInRequest) -> HttpResponse:
    """The due items that a number counts, of one officer or of all."""
    view = View(request.user, request.GET)
    show = request.GET.get("show", "overdue")
    if show not in LISTS:
        raise Http404
    meant = rates.conditions(view.today, view.window, view.notes)[show]
    items = view.items.filter(meant).select_related("owner")
    text = request.GET.get("officer", "")
    one = None
    if text:
        one = view.officer(int(text) if text.isdecimal() and len(text) < 19 else 0)
        items = items.filter(owner_id=one.user.pk)
    duty = request.GET.get("duty", "")
    if duty:
        items = items.filter(standard=duty)
    page = Paginator(items.order_by("due_on", "pk"), ROWS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="caseload",
        object_id=text,
        details={"show": show, "shown": len(page), "found": page.paginator.count},
    )
    return render(
        request,
        "pages/officers/items.html",
        {
            "title": LISTS[show],
            "show": show,
            "officer": one,
            "page": page,
            "rows": _item_rows(request.user, list(page.object_list), view.today),
            "duty": duty,
            **_common(view),
        },
    )


def _item_rows(user: User, items: list[DueItem], today: date) -> list[dict[str, Any]]:
    """Items as rows; where the reader may not read the case, the person is blanked."""
    people = (
        Offender.objects.in_scope(user, "due_item", Action.READ)
        .filter(pk__in=[item.offender_id for item in items])
        .in_bulk()
    )
    return [
        {
            "item": row,
            "person": people.get(row.item.offender_id),
            "owner": row.item.owner.full_name if row.item.owner else "",
        }
        for row in described(items, today)
    ]


@governed_by("caseload", Action.READ)
@require_GET
def officer_cases(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cases that an officer holds today."""
    user = request.user
    view = View(user, request.GET)
    one = view.officer(pk)
    links = list(
        CaseAssignment.objects.holding_on(view.today)
        .filter(officer_id=pk)
        .select_related("offender")
    )
    ids = [link.offender_id for link in links]
    readable = set(
        Offender.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    places = {
        stay.offender_id: stay
        for stay in Placement.objects.current()
        .filter(offender_id__in=readable)
        .select_related("facility", "unit")
        .order_by("-permanent", "arrived_at")
    }
    following: dict[int, Any] = {}
    active = (
        DueItem.objects.on_lists()
        .active()
        .filter(offender_id__in=readable, due_on__isnull=False)
        .known_to(user)
        .order_by("-due_on", "-pk")
    )
    for row in described(active, view.today):
        following[row.item.offender_id or 0] = row
    rows: list[dict[str, Any]] = [
        {
            "link": link,
            "readable": link.offender_id in readable,
            "place": places.get(link.offender_id),
            "next": following.get(link.offender_id),
        }
        for link in links
    ]
    rows.sort(
        key=lambda row: (
            not row["readable"],
            row["link"].offender.sort_name if row["readable"] else "",
        )
    )
    audit.record(
        AuditEventType.LISTED,
        object_type="caseload",
        object_id=str(pk),
        details={"shown": len(rows)},
    )
    return render(
        request, "pages/officers/cases.html", {"officer": one, "rows": rows, **_common(view)}
    )
