"""Due items as the officer's pages show them, and what each one asks somebody to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse

from scheduling.models import DueItem
from scheduling.presentation import DescribedItem, described

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User
    from offenders.models import Offender

#: What a row offers, by the action that the duty asks for.
ACTION_WORDS = {
    "note": "Log note",
    "primary_report": "Start report",
    "regular_report": "Start report",
    "termination_summary": "Write summary",
    "allocate": "Allocate",
    "review": "Record review",
    "no_contact_reason": "Say why",
    "residential_confirmation": "Confirm",
    "warrant_request": "Prepare",
    "pregnancy_notice": "Call",
    "pregnancy_note": "Open",
    "file_form": "File form",
    "caseload_list": "Open list",
}

#: The form whose draft goes on with an action.
FORM_OF_ACTION = {
    "note": "note",
    "primary_report": "primary_report",
    "regular_report": "regular_report",
    "termination_summary": "termination_summary",
    "no_contact_reason": "note",
    "residential_confirmation": "note",
}

#: The page about one person on which an action is done, where the two have different names.
_PAGE_OF_ACTION = {
    "no_contact_reason": "note-no-contact",
    "residential_confirmation": "note-residential-confirmation",
    "warrant_request": "warrant-request",
    "pregnancy_notice": "pregnancy-call",
    "pregnancy_note": "pregnancy",
    "file_form": "pregnancy-filed",
}


@cache
def _around_id(name: str) -> tuple[str, str]:
    """What stands before and after the id in an address; a list asks for hundreds of them."""
    before, _, after = reverse(f"pages:{name}", args=[10**15]).partition(str(10**15))
    return before, after


def address(name: str, pk: int) -> str:
    """The address of a page of one record."""
    before, after = _around_id(name)
    return f"{before}{pk}{after}"


def address_of_action(action: str, offender_id: int) -> str:
    """The page on which an action is done; "" when it is done elsewhere."""
    match action:
        case "note":
            return address("note-new", offender_id)
        case "primary_report" | "regular_report":
            kind = action.removesuffix("_report")
            return reverse("pages:report-new", args=[offender_id, kind])
        case "termination_summary":
            return address("summary-new", offender_id)
        case "review":
            return address("plan-review-new", offender_id)
        case "allocate":
            return reverse("pages:allocation")
        case "caseload_list":
            return reverse("pages:caseload-list")
    page = _PAGE_OF_ACTION.get(action)
    return address(page, offender_id) if page else ""


def open_items(user: User, offender: Offender, on: date) -> list[DescribedItem]:
    """The open items on a person that the user may see, in the order in which they are due."""
    items = (
        DueItem.objects.visible_to(user)
        .on_lists()
        .open()
        .filter(offender=offender)
        .select_related("offender", "owner", "edition")
        .order_by("on_hold", "due_on", "pk")
    )
    return described(items, on)


@dataclass(frozen=True, slots=True)
class Effect:
    """Which open duties a form would meet if it were signed today, and which stay open."""

    meets: list[DescribedItem]
    leaves: list[DescribedItem]


def effect_of(action: str, items: Iterable[DescribedItem], on: date) -> Effect:
    """Duties that ask for `action` and whose window holds `on`; overdue ones of an earlier
    month stay open, because a note counts for the month in which it happened."""
    meets, leaves = [], []
    for item in items:
        if item.status == "on hold":
            continue
        begun = item.opens_on is None or item.opens_on <= on
        not_over = action != "note" or item.due_on is None or on <= item.due_on
        if item.action == action and begun and not_over:
            meets.append(item)
        elif item.due_on is not None and item.due_on <= on:
            leaves.append(item)
    return Effect(meets, leaves)
