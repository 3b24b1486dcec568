"""Choose people, what and which days, see in numbers what would be in it, and print."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from agency import audit
from agency.access import Action, governed_by
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, Job, User
from agency.viewtools import add_violation, get_or_refuse
from casemgmt.pages.prints.common import shown_in_the_browser, tabs, today_for
from casemgmt.pages.prints.forms import (
    KIND_CHOICES,
    SCOPE_CHOICES,
    WHOM,
    OptionsForm,
    WhatForm,
)
from casemgmt.printing import batches, files
from casemgmt.printing.choosing import (
    facilities_with_units,
    find_people,
    officers_with_cases,
    people_at,
    people_of_officer,
)
from casemgmt.printing.counting import Counts, count_for
from casemgmt.printing.filing import file_place
from casemgmt.printing.gather import printable_people
from casemgmt.printing.orders import Order
from casemgmt.printing.periods import CHOICES
from casemgmt.printing.preview import preview
from casemgmt.printing.production import facility_for
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from datetime import date

    from casemgmt.pages.signed_in import SignedInRequest
    from casemgmt.printing.orders import PrintOrder

BATCHES_SHOWN = 8
LINES_SHOWN = 100

#: The periods that one click chooses; "between" has fields.
PERIODS = [(name, label) for name, label in CHOICES.items() if name != "between"]


@governed_by("print", Action.READ)
@require_GET
def prints(request: SignedInRequest) -> HttpResponse:
    """Choose people and a period; shows what would be in the report, in numbers."""
    user = request.user
    today = today_for(user)
    form = WhatForm(
        request.GET if "period" in request.GET else None,
        today=today,
        initial={"period": "all", "until_on": today},
    )
    context = _context(user, today) | {
        "form": form,
        "found_for": request.GET.get("q", "").strip()[:100],
    }
    people, chosen = _chosen(request.GET, user, today)
    context |= _choice(chosen, request.GET)
    if chosen:
        context["form_key"] = uuid.uuid4()
        if form.is_bound and form.is_valid():
            order = form.order()
            context |= _preview(user, people, order)
            context["options"] = OptionsForm(
                today=today,
                place=context["file_place"],
                initial=form.cleaned_data | {"kind": order.kind},
            )
            context["unreached"] = _unreached(chosen, people, today)
        _record_choice(chosen, people)
    elif context["found_for"]:
        context["found"] = find_people(user, context["found_for"])
        audit.record(
            AuditEventType.SEARCHED,
            object_type="print",
            details={"q": context["found_for"], "found": len(context["found"])},
        )
    return render(request, "pages/printing/new.html", context)


@governed_by("print", Action.CREATE)
@require_POST
def print_new(request: SignedInRequest) -> HttpResponse:
    """Ask for the print; the worker makes it."""
    user = request.user
    today = today_for(user)
    place = file_place(Agency.current())
    form = OptionsForm(request.POST, today=today, place=place)
    order_by = request.POST.get("order_by", "")
    people, chosen = _chosen(request.POST, user, today, order_by)
    if not chosen:
        raise Http404
    if form.is_valid():
        try:
            job = batches.request_print(
                user,
                people,
                form.order(),
                chosen={name: row.pk for name, row in chosen.items() if name != "person"},
                form_key=_form_key(request.POST.get("form_key", "")),
            )
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            audit.record(AuditEventType.CREATED, job, details=_for_audit(job))
            return redirect("pages:print-batch", pk=job.pk)
    return _asked_again(request, form, people, chosen)


def _asked_again(
    request: SignedInRequest, form: OptionsForm, people: list[int], chosen: dict[str, Any]
) -> HttpResponse:
    """The options as they were typed, with what is wrong about them beside them, and what is wrong
    about the days beside the days."""
    user = request.user
    today = today_for(user)
    days = WhatForm(request.POST, today=today)
    days.is_valid()
    context = _context(user, today) | _choice(chosen, request.POST)
    context |= {"form": days, "form_key": uuid.uuid4()}
    if "days" in getattr(form, "cleaned_data", {}):
        context |= _preview(user, people, WhatForm.order(form))
        context["options"] = form
    return render(request, "pages/printing/new.html", context, status=422)


@governed_by("print", Action.CREATE)
@require_POST
def print_preview(request: SignedInRequest) -> HttpResponse:
    """The first pages of what would be printed, marked as a preview; of several people, of the
    first one who has something. A read of what it shows, and no print."""
    user = request.user
    today = today_for(user)
    place = file_place(Agency.current())
    form = OptionsForm(request.POST, today=today, place=place)
    people, chosen = _chosen(request.POST, user, today, request.POST.get("order_by", ""))
    if not chosen:
        raise Http404
    if form.is_valid():
        order = form.order()
        counts = count_for(people, user, order.period, kind=order.kind, only_new=order.only_new)
        first = next((pk for pk in people if counts[pk].anything), None)
        offender: Any = get_or_refuse(printable_people(user), pk=first or 0)
        facility = facility_for(user, offender)
        try:
            pages = preview(offender, user, order, facility) if facility is not None else None
        except RuleViolation as violation:
            add_violation(form, violation)
        else:
            if pages is None:
                raise Http404
            audit.record(
                AuditEventType.READ,
                offender,
                details={
                    "for": "preview of pages",
                    "notes": pages.note_ids,
                    "reports": pages.report_ids,
                },
            )
            return shown_in_the_browser(pages.data, "preview.pdf")
    return _asked_again(request, form, people, chosen)


def _for_audit(job: Job) -> dict[str, Any]:
    """The job's arguments without the words of a reason: they may speak of somebody."""
    return {"kind": job.kind} | {
        name: value for name, value in job.arguments.items() if name not in {"explained", "kind"}
    }


def _context(user: User, today: date) -> dict[str, Any]:
    return {
        "tabs": tabs("new"),
        "periods": PERIODS,
        "kinds": KIND_CHOICES,
        "scopes": SCOPE_CHOICES,
        "officers": officers_with_cases(user, today),
        "places": facilities_with_units(user),
        "batches": Job.objects.filter(kind=batches.KIND, requested_by=user).order_by("-pk")[
            :BATCHES_SHOWN
        ],
        "file_place": file_place(Agency.current()),
        "kept_days": files.kept_days(),
    }


def _chosen(
    query: Any, user: User, today: date, order: str = Order.NAME
) -> tuple[list[int], dict[str, Any]]:
    """The ids of the people chosen, and by what they were chosen: one person, officer, unit or
    facility.

    An id that the user may not print is answered like one that does not exist.
    """
    order = order if order in Order.values else Order.NAME
    if query.get("person"):
        person = get_or_refuse(printable_people(user), pk=_id(query["person"]))
        return [person.pk], {"person": person}
    if query.get("officer"):
        pk = _id(query["officer"])
        officer = _one_of(officers_with_cases(user, today), pk)
        return people_of_officer(user, pk, today, order), {"officer": officer}
    if query.get("unit"):
        pk = _id(query["unit"])
        units = [unit for one in facilities_with_units(user) for unit in one.inhabited]  # type: ignore[attr-defined]
        return people_at(user, unit_id=pk, order=order), {"unit": _one_of(units, pk)}
    if query.get("facility"):
        pk = _id(query["facility"])
        facility = _one_of(facilities_with_units(user), pk)
        return people_at(user, facility_id=pk, order=order), {"facility": facility}
    return [], {}


def _one_of(rows: list[Any], pk: int) -> Any:
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _choice(chosen: dict[str, Any], query: Any) -> dict[str, Any]:
    """Whom, what and how much, as the links of the page carry them on."""
    kind = query.get("kind") or KIND_CHOICES[0][0]
    only_new = query.get("only_new") or ""
    whom = {name: row.pk for name, row in chosen.items() if name in WHOM}
    return {
        **chosen,
        "kind": kind,
        "only_new": only_new,
        "whom": list(whom.items()),
        "choice": urlencode(whom),
        "choice_of_kind": urlencode({**whom, "only_new": only_new}),
        "choice_of_scope": urlencode({**whom, "kind": kind}),
        "choice_of_days": urlencode({**whom, "kind": kind, "only_new": only_new}),
        "days_query": urlencode(
            {name: query.get(name, "") for name in ("period", "from_on", "until_on")}
        ),
    }


def _id(text: str) -> int:
    """An id from a query; what is none, or larger than the database's, is 0 and names nothing."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _form_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _preview(user: User, people: list[int], order: PrintOrder) -> dict[str, Any]:
    """What would be printed: a line of numbers for each person, and who has nothing."""
    counts = count_for(people, user, order.period, kind=order.kind, only_new=order.only_new)
    with_something = [pk for pk in people if counts[pk].anything]
    without = [pk for pk in people if not counts[pk].anything]
    shown = [*with_something[:LINES_SHOWN], *without[:LINES_SHOWN]]
    known = {person.pk: person for person in Offender.objects.filter(pk__in=shown)}
    return {
        "days": order.period,
        "lines": [
            {"person": known[pk], "counts": counts[pk]}
            for pk in with_something[:LINES_SHOWN]
            if pk in known
        ],
        "more_lines": max(0, len(with_something) - LINES_SHOWN),
        "without": [known[pk] for pk in without[:LINES_SHOWN] if pk in known],
        "without_count": len(without),
        "total": sum(counts.values(), Counts()),
        "with_something": len(with_something),
        "people_count": len(people),
    }


def _unreached(chosen: dict[str, Any], people: list[int], today: date) -> int:
    """How many of an officer's cases are not held where the reader prints."""
    if "officer" not in chosen:
        return 0
    held = CaseAssignment.objects.holding_on(today).filter(officer=chosen["officer"])
    return held.exclude(offender_id__in=people).count()


def _record_choice(chosen: dict[str, Any], people: list[int]) -> None:
    if "person" in chosen:
        audit.record(AuditEventType.READ, chosen["person"], details={"for": "print preview"})
    else:
        audit.record(
            AuditEventType.LISTED,
            object_type="print",
            details={**{name: row.pk for name, row in chosen.items()}, "people": len(people)},
        )
