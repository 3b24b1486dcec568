"""Finding people by name or number, and the list of everyone whose case one may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by, may
from agency.models import AuditEventType
from agency.roles import CASE_HOLDING_ROLES
from casemgmt.pages.whereabouts import Whereabouts, own_facility
from offenders.models import Absence, Alias, CaseAssignment, Offender, Placement
from offenders.search import cleaned, matching_aliases, search_people

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

ROWS_ON_A_PAGE = 50

#: What the table may be sorted by; without a choice a search is in the order of likeness.
ORDERS = {
    "name": ("family_name", "given_names", "number"),
    "number": ("number",),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One row. `readable` False: only name, number and location are told."""

    person: Offender
    where: Whereabouts
    readable: bool
    officer: str = ""
    alias: Alias | None = None


@governed_by("search", Action.READ)
@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """People whose name or number is like what was typed; without it, those one works with."""
    user = request.user
    text = cleaned(request.GET.get("q", ""))
    only_mine = request.GET.get("who") == "mine"
    sort = request.GET.get("sort", "")
    today = clock.today(own_facility(user))
    people = search_people(user, text) if text else Offender.objects.visible_to(user)
    if only_mine:
        people = people.filter(pk__in=_held_by(user, today))
    if sort.removeprefix("-") in ORDERS:
        people = people.order_by(*_order(sort))
    page = Paginator(people, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page.object_list), user, text, today)
    audit.record(
        AuditEventType.SEARCHED if text else AuditEventType.LISTED,
        object_type="search",
        details={"found": page.paginator.count, "shown": len(rows)} | ({"q": text} if text else {}),
    )
    return render(
        request,
        "pages/search/search.html",
        {
            "search_text": text,
            "rows": rows,
            "page": page,
            "sort": sort if text else sort or "name",
            "only_mine": only_mine,
            "may_log": may(user, "note", "create"),
            "holds_cases": user.has_role(*CASE_HOLDING_ROLES),
            "partly": sum(not row.readable for row in rows),
            "search_url": reverse("pages:search"),
        },
    )


def _order(sort: str) -> list[str]:
    sign = "-" if sort.startswith("-") else ""
    return [f"{sign}{name}" for name in ORDERS[sort.removeprefix("-")]]


def _held_by(user: User, today: date) -> QuerySet[Any]:
    return CaseAssignment.objects.holding_on(today).filter(officer=user).values("offender_id")


def _rows(people: list[Offender], user: User, text: str, today: date) -> list[Found]:
    """The page's rows; a fixed number of queries whatever their number."""
    ids = [person.pk for person in people]
    readable = set(
        Offender.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    placements: dict[int, Placement] = {}
    for placement in (
        Placement.objects.current()
        .filter(offender_id__in=ids)
        .select_related("facility", "unit")
        .order_by("-permanent", "arrived_at")  # a temporary placement is where they are
    ):
        placements[placement.offender_id] = placement
    absences = {
        absence.offender_id: absence
        for absence in Absence.objects.filter(offender_id__in=readable, returned_at=None)
    }
    officers = {
        held.offender_id: held.officer.full_name
        for held in CaseAssignment.objects.holding_on(today)
        .filter(offender_id__in=readable)
        .select_related("officer")
    }
    aliases = matching_aliases(ids, text) if text else {}
    return [
        Found(
            person=person,
            where=Whereabouts(placements.get(person.pk), absences.get(person.pk)),
            readable=person.pk in readable,
            officer=officers.get(person.pk, ""),
            alias=aliases.get(person.pk),
        )
        for person in people
    ]
