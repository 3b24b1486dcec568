"""The list of exemptions, one of them opened, and the decisions about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from agency import audit, clock
from agency.access import governed_by, may
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from agency.viewtools import add_violation, get_or_refuse, signed_in
from casemgmt.pages.exemptions.forms import ChangeForm, DecideForm
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Placement
from scheduling import policies
from scheduling.models import Exemption
from scheduling.models.exemptions import approving_authority
from scheduling.presentation import described
from scheduling.services import exemptions as services

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from agency.models import User

ROWS_ON_A_PAGE = 50
OVER_SHOWN_FOR = timedelta(days=90)

#: The order of the list.
STATES = ("waiting", "running", "to come", "cleared", "over", "refused")


def _with_names(rows: Any) -> Any:
    return rows.select_related(
        "offender",
        "officer",
        "facility_subject",
        "unit_subject__facility",
        "asked_by",
        "approved_by",
        "refused_by",
        "cleared_by",
    )


@governed_by("exemption", "read")
@require_GET
def exemptions(request: HttpRequest) -> HttpResponse:
    """What waits for approval, what runs, and what ended of late, by facility."""
    user = signed_in(request)
    today = clock.today(own_facility(user))
    recent = today - OVER_SHOWN_FOR
    rows = _with_names(
        Exemption.objects.visible_to(user).filter(
            Q(until_on=None) | Q(until_on__gte=recent),
            Q(cleared_on=None) | Q(cleared_on__gte=recent),
            Q(refused_on=None) | Q(refused_on__gte=recent),
        )
    )
    ordered = sorted(rows, key=lambda row: (STATES.index(row.state_on(today)), -row.pk))
    page = Paginator(ordered, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    audit.record(
        AuditEventType.LISTED,
        object_type="exemption",
        details={"shown": len(page), "found": page.paginator.count},
    )
    return render(
        request,
        "pages/exemptions/exemptions.html",
        {
            "page": page,
            "places": _by_place(list(page), today),
            "waiting": sum(1 for row in ordered if row.state_on(today) == "waiting"),
            "today": today,
        },
    )


def _by_place(rows: list[Exemption], today: date) -> list[dict[str, Any]]:
    """The rows under the names of their facilities, each with what is on hold."""
    people = [row.offender_id for row in rows if row.offender_id]
    placed = dict(
        Placement.objects.current()
        .filter(offender_id__in=people)
        .order_by("-permanent")
        .values_list("offender_id", "facility__name")
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.offender_id:
            place = placed.get(row.offender_id, "Not placed")
        else:
            facility = services.facility_of(row.subject)
            place = facility.name if facility is not None else "Agency"
        groups.setdefault(place, []).append(_as_row(row, today))
    return [{"name": name, "rows": groups[name]} for name in sorted(groups)]


def _as_row(row: Exemption, today: date) -> dict[str, Any]:
    held = row.due_items().on_lists().open().filter(on_hold=True)
    return {
        "exemption": row,
        "state": row.state_on(today),
        "duties": duty_names(row.standards),
        "held": held.count(),
    }


def duty_names(codes: Iterable[str]) -> list[str]:
    """The names of duties by their codes; empty for every duty."""
    known = policies.in_force().duties()
    return [known[code].name if code in known else code for code in codes]


def _one(request: HttpRequest, pk: int, action: str) -> Exemption:
    user = signed_in(request)
    rows = _with_names(Exemption.objects)
    found = get_or_refuse(
        rows.filter(pk__in=Exemption.objects.in_scope(user, action).values("pk")),
        Exemption.objects.visible_to(user),
        pk=pk,
    )
    assert isinstance(found, Exemption)
    return found


@governed_by("exemption", "read")
@require_GET
def exemption(request: HttpRequest, pk: int) -> HttpResponse:
    """One exemption: what for, who approved it, what is on hold, and what may be done about it."""
    found = _one(request, pk, "read")
    audit.record(AuditEventType.READ, found)
    return render(request, "pages/exemptions/exemption.html", _context(request, found))


def _context(
    request: HttpRequest,
    found: Exemption,
    *,
    decide: forms.Form | None = None,
    change: forms.Form | None = None,
) -> dict[str, Any]:
    user = signed_in(request)
    today = clock.today(services.facility_of(found.subject))
    state = found.state_on(today)
    wanted = approving_authority(Agency.current())
    open_items = (
        found.due_items().on_lists().open().select_related("offender", "owner", "edition")
    ).order_by("due_on", "pk")
    within = {action: _may(user, found, action) for action in ("approve", "update")}
    if state == "waiting" and within["approve"] and user.pk != found.asked_by_id:
        decide = decide or DecideForm(wanted=wanted)
    if state in {"running", "to come"} and within["update"]:
        change = change or ChangeForm(
            initial={"until_on": found.until_on, "cleared_on": today, "reason": found.reason}
        )
    return {
        "exemption": found,
        "state": state,
        "duties": duty_names(found.standards),
        "items": described(list(open_items[:100]), today),
        "decide": decide,
        "change": change,
        "own": state == "waiting" and user.pk == found.asked_by_id,
        "wanted": wanted,
        "before": list(found.history.all()[1:6]),
        "today": today,
    }


def _may(user: User, found: Exemption, action: str) -> bool:
    return (
        may(user, "exemption", action)
        and Exemption.objects.in_scope(user, action).filter(pk=found.pk).exists()
    )


@governed_by("exemption", "approve")
@require_http_methods(["POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what somebody else asked for, or refuse it."""
    found = _one(request, pk, "approve")
    form = DecideForm(request.POST, wanted=approving_authority(Agency.current()))
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["decision"] == "approve":
                services.approve_exemption(
                    found,
                    signed_in(request),
                    authority=said["authority"],
                    authority_reference=said["authority_reference"],
                )
                messages.success(request, "Approved. Its duties are on hold from its first day.")
            else:
                services.refuse_exemption(found, signed_in(request), reason=said["reason"])
                messages.success(request, "Refused. Nothing changes.")
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:exemption", pk=pk)
    context = _context(request, found, decide=form)
    return render(request, "pages/exemptions/exemption.html", context, status=422)


@governed_by("exemption", "update")
@require_http_methods(["POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an exemption another reason or an earlier end, or clear it."""
    found = _one(request, pk, "update")
    form = ChangeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["act"] == "clear":
                services.clear_exemption(
                    found,
                    signed_in(request),
                    cleared_on=said["cleared_on"],
                    reason=said["reason"],
                )
                messages.success(request, "Cleared. The duties count again from that day.")
            else:
                services.change_exemption(
                    found, signed_in(request), reason=said["reason"], until_on=said["until_on"]
                )
                messages.success(request, "Changed. What it said before stays in its history.")
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            return redirect("pages:exemption", pk=pk)
    context = _context(request, found, change=form)
    return render(request, "pages/exemptions/exemption.html", context, status=422)
