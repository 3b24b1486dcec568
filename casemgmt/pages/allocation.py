"""Allocation: who has no officer, who came, who left, which officers cannot keep their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.form_fields import Day
from agency.models import AuditEventType
from casemgmt.closing import without_summary
from casemgmt.pages.allocation_rows import queue_of, suggestions_for
from casemgmt.pages.bulk_allocation import (
    AS_SUGGESTED,
    Choice,
    carry_out,
    choices_from,
    loads_after,
)
from casemgmt.pages.closing.forms import WithoutFields
from casemgmt.pages.whereabouts import own_facility
from offenders.models import CaseAssignment, Offender, Placement
from offenders.queries import (
    Officer,
    allocatable,
    attention_needed,
    departures_from,
    facilities_of,
    officers_at,
    officers_in_charge_of,
    transferred_in,
)
from scheduling import policies
from scheduling.models import DueItem
from scheduling.presentation import described

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest

TABS = (
    ("none", "No officer"),
    ("in", "Transfers in"),
    ("out", "Transfers out"),
    ("attention", "Attention needed"),
)
RESULT = "allocation_result"


class DetailsForm(WithoutFields):
    """From which day, and why; the same for all that is saved together."""

    from_on = Day(label="From", help_text="The first day on the caseload.")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@governed_by("assignment", Action.ALLOCATE)
@require_GET
def allocation(request: SignedInRequest) -> HttpResponse:
    """The four lists, one at a time."""
    user = request.user
    today = clock.today(own_facility(user))
    tab = request.GET.get("tab", "none")
    if tab not in dict(TABS):
        tab = "none"
    unit = request.GET.get("unit", "")
    queue = queue_of(user, int(unit) if unit.isdecimal() and len(unit) < 19 else None)
    everyone = queue if not unit else queue_of(user)
    arrivals = transferred_in(user, today)
    departures = departures_from(facilities_of(user, "assignment", Action.ALLOCATE), today)
    attention = attention_needed(user, today)
    counts = {
        "none": len(everyone.rows),
        "in": arrivals.count(),
        "out": departures.count(),
        "attention": len(attention),
    }
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('pages:allocation')}?tab={key}",
                "count": counts[key],
                "current": key == tab,
            }
            for key, label in TABS
        ],
        "queue": queue,
        "sort": "due",
        "units": sorted(
            {row.placement.unit for row in everyone.rows if row.placement.unit},
            key=lambda one: one.name,
        ),
        "unit": unit,
        "attention": attention,
        **_around(user, queue.officers, [], today),
    }
    if tab == "in":
        context["arrivals"] = _arrival_rows(list(arrivals), today)
    elif tab == "out":
        context["departures"] = _departure_rows(user, list(departures), today)
    audit.record(
        AuditEventType.LISTED,
        object_type="assignment",
        details={"tab": tab, "shown": counts[tab]},
    )
    return render(request, "pages/allocation/allocation.html", context)


def _around(
    user: User, officers: list[Officer], choices: list[Choice], today: date
) -> dict[str, Any]:
    """The load panel and what the bulk bar says of it."""
    loads = loads_after(officers, choices)
    return {
        "loads": loads,
        "officers": officers,
        "chosen": len(choices),
        "without": sum(choice.officer is None for choice in choices),
        "changed": [load for load in loads if load.change],
        "may_open": {officer.user.pk for officer in officers_in_charge_of(user, today)},
        "as_suggested": AS_SUGGESTED,
    }


# ---- Who came and who left ---------------------------------------------------------------------


def _arrival_rows(arrivals: list[Placement], today: date) -> list[dict[str, Any]]:
    ids = [placement.offender_id for placement in arrivals]
    came_from = {
        (stay.offender_id, stay.departed_at): stay.facility.name
        for stay in Placement.objects.filter(
            offender_id__in=ids, permanent=True, departed_at__isnull=False
        ).select_related("facility")
    }
    officers = {
        link.offender_id: link.officer
        for link in CaseAssignment.objects.holding_on(today)
        .filter(offender_id__in=ids)
        .select_related("officer")
    }
    return [
        {
            "placement": placement,
            "came_from": came_from.get((placement.offender_id, placement.arrived_at), ""),
            "officer": officers.get(placement.offender_id),
        }
        for placement in arrivals
    ]


def _departure_rows(user: User, departures: list[Placement], today: date) -> list[dict[str, Any]]:
    """Who left, with the closing summary that this facility still owes.

    Access went with the person: the row stays, the person in it is blanked, unless the reader
    may read the case for another reason.
    """
    ids = [placement.offender_id for placement in departures]
    people = {p.pk: p for p in Offender.objects.visible_to(user).filter(pk__in=ids)}
    codes = [
        code
        for code, duty in policies.in_force().duties().items()
        if duty.action == "termination_summary"
    ]
    items = DueItem.objects.on_lists().filter(
        offender_id__in=ids,
        standard__in=codes,
        facility_id__in={placement.facility_id for placement in departures},
    )
    summaries = {}
    for row in described(items.select_related("owner", "offender").order_by("pk"), today):
        summaries[row.item.offender_id, row.item.facility_id] = row
    return [
        {
            "placement": placement,
            "person": people.get(placement.offender_id),
            "summary": summaries.get((placement.offender_id, placement.facility_id)),
        }
        for placement in departures
    ]


# ---- Many at once --------------------------------------------------------------------------


@governed_by("assignment", Action.ALLOCATE)
@require_POST
def allocation_load(request: SignedInRequest) -> HttpResponse:
    """The load of each officer with what is chosen, while it is being chosen."""
    user = request.user
    today = clock.today(own_facility(user))
    choices = choices_from(request.POST)
    officers = officers_at(facilities_of(user, "assignment", Action.ALLOCATE), today)
    audit.record(AuditEventType.LISTED, object_type="assignment", details={"chosen": len(choices)})
    context = _around(user, officers, choices, today) | {"swapped": True, "today": today}
    return render(request, "pages/allocation/_load.html", context)


@governed_by("assignment", Action.ALLOCATE)
@require_POST
def allocation_preview(request: SignedInRequest) -> HttpResponse:
    """Each chosen person with an officer that can be changed, and the loads as they would be."""
    user = request.user
    today = clock.today(own_facility(user))
    choices = choices_from(request.POST)
    form = DetailsForm(
        request.POST if "from_on" in request.POST else None,
        asks=bool(_without_summary(choices, today)),
        initial={"from_on": today},
    )
    return _preview(request, choices, form, today)


def _without_summary(choices: list[Choice], today: date) -> set[int]:
    """Of what is passed on, the charges (ids) whose termination summary is missing."""
    seen = [choice.seen for choice in choices if choice.seen is not None]
    if not seen:
        return set()
    return without_summary(CaseAssignment.objects.filter(pk__in=seen), today)


def _preview(
    request: SignedInRequest,
    choices: list[Choice],
    form: DetailsForm,
    today: date,
    *,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    officers = officers_at(facilities_of(user, "assignment", Action.ALLOCATE), today)
    chosen = {choice.offender: choice for choice in choices}
    placements = list(
        allocatable(user)
        .filter(offender_id__in=chosen)
        .select_related("offender", "unit", "facility")
        .order_by("arrived_at", "pk")
    )
    links = CaseAssignment.objects.filter(
        pk__in=[choice.seen for choice in choices if choice.seen is not None],
        offender_id__in=[placement.offender_id for placement in placements],
    ).select_related("officer")
    seen = {link.offender_id: link for link in links}
    missing = _without_summary(choices, today)
    here = [choice for choice in choices if choice.offender in {p.offender_id for p in placements}]
    audit.record(AuditEventType.LISTED, object_type="assignment", details={"chosen": len(here)})
    context = {
        "rows": [
            {
                "placement": placement,
                "choice": chosen[placement.offender_id],
                "link": seen.get(placement.offender_id),
                "missing": getattr(seen.get(placement.offender_id), "pk", None) in missing,
            }
            for placement in placements
        ],
        "missing": len(missing & {link.pk for link in seen.values()}),
        "form": form,
        "passes_on": bool(seen),
        **_around(user, officers, here, today),
    }
    return render(request, "pages/allocation/preview.html", context, status=status)


@governed_by("assignment", Action.ALLOCATE)
@require_POST
def allocation_save(request: SignedInRequest) -> HttpResponse:
    """Carry out what was chosen, one by one, and show what failed and why."""
    user = request.user
    today = clock.today(own_facility(user))
    choices = choices_from(request.POST)
    sent = request.POST.copy()
    sent.setdefault("from_on", today.isoformat())
    form = DetailsForm(sent, asks=bool(_without_summary(choices, today)))
    if any(choice.seen is not None for choice in choices):
        form.fields["reason"].required = True
        form.fields["reason"].error_messages["required"] = "Say why the officer changes."
    if not form.is_valid() or not choices:
        return _preview(request, choices, form, today, status=422 if form.errors else 200)
    said = form.cleaned_data
    outcome = carry_out(
        user,
        choices,
        from_on=said["from_on"],
        today=today,
        reason=said["reason"],
        without=said["without"],
    )
    audit.record(
        AuditEventType.UPDATED,
        object_type="assignment",
        details={
            "done": len(outcome.done),
            "failed": len(outcome.failed),
            "people": [choice.offender for choice in choices],
        },
    )
    request.session[RESULT] = {
        "done": [link.pk for link in outcome.done],
        "failed": [list(row) for row in outcome.failed],
    }
    return redirect("pages:allocation-result")


@governed_by("assignment", Action.ALLOCATE)
@require_GET
def allocation_result(request: SignedInRequest) -> HttpResponse:
    """What the last save did, and what it could not do and why."""
    user = request.user
    kept = request.session.get(RESULT)
    if not kept:
        return redirect("pages:allocation")
    people = Offender.objects.in_scope(user, "assignment", Action.ALLOCATE)
    done = (
        CaseAssignment.objects.filter(pk__in=kept["done"], offender__in=people.values("pk"))
        .select_related("offender", "officer")
        .order_by("officer__family_name", "officer__given_names", "offender__family_name")
    )
    named = people.in_bulk([offender for offender, _ in kept["failed"]])
    audit.record(
        AuditEventType.LISTED, object_type="assignment", details={"done": len(kept["done"])}
    )
    context = {
        "done": list(done),
        "failed": [(named.get(offender), why) for offender, why in kept["failed"]],
    }
    return render(request, "pages/allocation/result.html", context)


@governed_by("assignment", Action.ALLOCATE)
@require_GET
def allocation_officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cases that an officer holds in one's reach, to be passed on."""
    user = request.user
    today = clock.today(own_facility(user))
    placements = {
        placement.offender_id: placement
        for placement in allocatable(user).select_related("offender", "unit", "facility")
    }
    links = list(
        CaseAssignment.objects.holding_on(today)
        .filter(officer_id=pk, offender_id__in=placements)
        .select_related("officer")
        .order_by("offender__family_name", "offender__given_names")
    )
    if not links:
        raise Http404
    officers = [
        officer
        for officer in officers_at(facilities_of(user, "assignment", Action.ALLOCATE), today)
        if officer.user.pk != pk
    ]
    missing = without_summary(links, today)
    suggestions = suggestions_for([placements[link.offender_id] for link in links], officers, today)
    by_id = {officer.user.pk: officer for officer in officers}
    audit.record(
        AuditEventType.LISTED,
        object_type="assignment",
        object_id=str(pk),
        details={"shown": len(links)},
    )
    context = {
        "leaving": links[0].officer,
        "why": next((r.why for r in attention_needed(user, today) if r.officer.pk == pk), ""),
        "rows": [
            {
                "link": link,
                "placement": placements[link.offender_id],
                "suggestion": suggestions[link.offender_id],
                "officer": by_id.get(suggestions[link.offender_id].officer or 0),
            }
            for link in links
        ],
        "form": DetailsForm(asks=bool(missing), initial={"from_on": today}),
        "missing": len(missing),
        **_around(user, officers, [], today),
    }
    return render(request, "pages/allocation/officer.html", context)
