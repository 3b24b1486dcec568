"""Officers as rows: loads, what is overdue and missing, how much is done in time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, Scope, governed_by, scopes_of
from agency.models import AuditEventType
from agency.spreadsheets import neutralised
from casemgmt.pages.copies.pages import unseen_copies
from casemgmt.pages.own_duties import own_duties
from casemgmt.pages.whereabouts import own_facility
from conferences.models import Conference
from conferences.of_officers import officers_in_scope
from offenders.models import CaseAssignment, Offender, Placement
from offenders.queries import Officer, facilities_of, officers_in_charge_of
from scheduling import policies, rates
from scheduling.models import DueItem
from scheduling.presentation import described
from scheduling.rates import Counts, Window

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

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


@dataclass(frozen=True, slots=True)
class Conferences:
    """When an officer's last conference was held, the next one set, and by when one is due."""

    last: Conference | None = None
    next: Conference | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One officer with the numbers; conferences where the standards ask for them and the reader
    may know of them."""

    officer: Officer
    counts: Counts
    conferences: Conferences | None = None

    @property
    def pk(self) -> int:
        """The officer's id."""
        return int(self.officer.user.pk)


class View:
    """What the page shows to one reader: officers, numbers, period, order."""

    SORTS = ("name", "cases", "overdue", "due", "missing", "rate")

    def __init__(self, user: User, query: QueryDict, action: Action = Action.READ):
        self.user = user
        self.conference_duties = [
            code
            for code, duty in policies.in_force().duties().items()
            if duty.action == "conference"
        ]
        self.has_conferences = bool(self.conference_duties) and any(
            scope == Scope.TEAM for _, scope in scopes_of(user, "conference", Action.READ)
        )
        self.today: date = clock.today(own_facility(user))
        text = query.get("period", "")
        days = int(text) if text.isdecimal() and len(text) < 4 else rates.USUAL_PERIOD
        self.days = days if days in rates.PERIODS else rates.USUAL_PERIOD
        self.window: Window = rates.window_of(self.days, self.today)
        sort = query.get("sort", "-overdue")
        self.sort = sort if sort.removeprefix("-") in self.SORTS else "-overdue"
        self.officers = officers_in_charge_of(user, self.today, action)
        self.facilities = facilities_of(user, "caseload", action)
        self.notes = rates.note_standards()
        self.items = rates.items_owed_by(
            [officer.user.pk for officer in self.officers], self.facilities
        ).known_to(user)

    def rows(self) -> list[Row]:
        """The officers in the order asked for; one query."""
        found = rates.counts_by_officer(self.items, self.today, self.window, self.notes)
        held = self.conferences() if self.has_conferences else {}
        rows = [
            Row(one, found.get(one.user.pk, Counts()), held.get(one.user.pk))
            for one in self.officers
        ]
        return self._in_order(rows)

    def conferences(self) -> dict[int, Conferences]:
        """The conferences of those whose records the reader may see; two queries."""
        visible = {
            user.pk for user in officers_in_scope(self.user, Action.READ) if user != self.user
        }
        ids = [one.user.pk for one in self.officers if one.user.pk in visible]
        last: dict[int, Conference] = {}
        upcoming: dict[int, Conference] = {}
        # One held or to come may hide another, so the order decides.
        of_team = Conference.objects.standing().filter(officer_id__in=ids, cancelled_on=None)
        for one in of_team.order_by("scheduled_on", "pk"):
            if one.held_on is not None:
                last[one.officer_id] = one
            else:
                upcoming.setdefault(one.officer_id, one)
        due = dict(
            DueItem.objects.on_lists()
            .open()
            .filter(officer_id__in=ids, standard__in=self.conference_duties)
            .order_by("-due_on")
            .values_list("officer_id", "due_on")
        )
        return {pk: Conferences(last.get(pk), upcoming.get(pk), due.get(pk)) for pk in ids}

    def _in_order(self, rows: list[Row]) -> list[Row]:
        key = self.sort.removeprefix("-")
        backwards = self.sort.startswith("-")

        def value(row: Row) -> Any:
            if key == "name":
                return row.officer.user.sort_name.casefold()
            return row.officer.load if key == "cases" else getattr(row.counts, key)

        # Officers are in the order of their names already, and stay so among equals.
        known = sorted((r for r in rows if value(r) is not None), key=value, reverse=backwards)
        if backwards and key != "name":
            known = sorted((r for r in rows if value(r) is not None), key=lambda row: -value(row))
        return known + [row for row in rows if value(row) is None]

    def officer(self, pk: int) -> Officer:
        """One of the officers; anybody else is not found."""
        for officer in self.officers:
            if officer.user.pk == pk:
                return officer
        raise Http404


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


@governed_by("caseload", Action.EXPORT)
@require_GET
def officers_export(request: SignedInRequest) -> HttpResponse:
    """The same rows, in the same order, for a spreadsheet."""
    view = View(request.user, request.GET, Action.EXPORT)
    rows = view.rows()
    head = ["Officer", "Unit", "Cases", "Capacity", "Overdue", "Due in 14 days"]
    if view.notes:
        head += ["Notes missing this month", "Notes owed this month"]
    period = f"{view.window.first.isoformat()} to {view.window.last.isoformat()}"
    before = f"{view.window.before.first.isoformat()} to {view.window.before.last.isoformat()}"
    head += [f"Due {period}", f"On time {period}", f"On time % {period}"]
    head += [f"Due {before}", f"On time {before}", f"On time % {before}"]
    lines: list[list[Any]] = []
    for row in rows:
        counts, posting = row.counts, row.officer.posting
        line: list[Any] = [
            row.officer.user.sort_name,
            posting.unit.name if posting.unit else "",
            row.officer.load,
            "" if row.officer.capacity is None else row.officer.capacity,
            counts.overdue,
            counts.due,
        ]
        if view.notes:
            line += [counts.missing, counts.month]
        line += [counts.rated, counts.on_time, _percent(counts.on_time, counts.rated)]
        line += [
            counts.before_rated,
            counts.before_on_time,
            _percent(counts.before_on_time, counts.before_rated),
        ]
        lines.append(line)
    audit.record(
        AuditEventType.EXPORTED,
        object_type="caseload",
        details={"rows": len(lines), "period": view.days},
    )
    return _as_csv(f"officers-{view.today.isoformat()}.csv", [head, *lines])


def _as_csv(name: str, lines: list[list[Any]]) -> HttpResponse:
    """A file for spreadsheets; the mark at its beginning says that it is UTF-8."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerows([neutralised(cell) for cell in line] for line in lines)
    return answer


def _percent(part: int, whole: int) -> object:
    """0 of 12 is 0; 0 of 0 is "none due"; few are "too few to rate"."""
    if not whole:
        return "none due"
    return round(100 * part / whole) if whole >= rates.FEWEST_RATED else "too few to rate"
