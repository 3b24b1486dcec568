"""Many at once: the loads while one chooses, the choice before it is saved, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.closing import without_summary
from casemgmt.pages.allocation.bulk import (
    Choice,
    carry_out,
    choices_from,
)
from casemgmt.pages.allocation.load import DetailsForm, around
from casemgmt.pages.whereabouts import own_facility
from offenders.models import CaseAssignment, Offender
from offenders.queries import (
    allocatable,
    facilities_of,
    officers_at,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

RESULT = "allocation_result"


@governed_by("assignment", Action.ALLOCATE)
@require_POST
def allocation_load(request: SignedInRequest) -> HttpResponse:
    """The load of each officer with what is chosen, while it is being chosen."""
    user = request.user
    today = clock.today(own_facility(user))
    choices = choices_from(request.POST)
    officers = officers_at(facilities_of(user, "assignment", Action.ALLOCATE), today)
    audit.record(AuditEventType.LISTED, object_type="assignment", details={"chosen": len(choices)})
    context = around(user, officers, choices, today) | {"swapped": True, "today": today}
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
        **around(user, officers, here, today),
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
