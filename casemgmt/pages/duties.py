"""Due items as the officer's pages show them, and what each one asks somebody to do."""

from __future__ import annotations

import re
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
    "plan_approval": "Open plans",
    "plan_action": "Open plan",
    "pregnancy_notice": "Make the call",
    "pregnancy_note": "Open",
    "file_form": "File form",
    "no_contact_reason": "Give reason",
    "residential_contact": "Log contact",
    "warrant_request": "Prepare request",
    "booking_type": "Complete booking",
    "enrolment_check": "Check enrolment",
    "assessment": "Record assessment",
    "team_lead": "Name lead",
    "team_appearance": "Record appearance",
    "team_notice": "Record notice",
    "inform": "Record telling",
    "consent": "Open",
    "caseload_list": "Submit list",
    "meeting": "Record meeting",
    "minutes": "Open minutes",
    "retention": "Open minutes",
    "coverage": "Plan coverage",
    "acknowledge": "Read",
    "performance_memo": "Write memo",
    "memo_discussion": "Open memo",
    "team_attendance": "Record visit",
    "statistical_review": "Review figures",
    "conference": "Arrange",
    "conference_notice": "Open conference",
    "conference_evaluation": "Evaluate",
    "coaching": "Open coaching",
}

#: The form whose draft goes on with an action.
FORM_OF_ACTION = {
    "note": "note",
    "primary_report": "primary_report",
    "regular_report": "regular_report",
    "termination_summary": "termination_summary",
    "no_contact_reason": "note",
    "residential_contact": "note",
}

#: The page of a person on which an action about a case is done, by its route.
PAGE_OF_CASE_ACTION = {
    "note": "note-new",
    "termination_summary": "summary-new",
    "review": "plan-review-new",
    "plan_approval": "plans",
    "plan_action": "plans",
    "pregnancy_notice": "pregnancy-call",
    "pregnancy_note": "pregnancy",
    "file_form": "pregnancy-filed",
    "no_contact_reason": "note-no-contact",
    "residential_contact": "note-residential-confirmation",
    "warrant_request": "warrant-request",
    "booking_type": "supervision",
    "enrolment_check": "programs",
    "assessment": "assessment-new",
    "team_lead": "team-lead-new",
    "team_appearance": "appearance-new",
    "team_notice": "appearance-new",
    "inform": "applications",
    "consent": "sharing",
}

#: The same for duties about officers, facilities and units: the route, and what it names. A kind
#: of record is found in the item's key; "?officer" and "?unit" go into the query.
PAGE_OF_OWN_ACTION = {
    "caseload_list": ("caseload-list", ""),
    "meeting": ("meeting-new", ""),
    "minutes": ("minutes", "meeting"),
    "retention": ("minutes", "meeting"),
    "coverage": ("coverage", ""),
    "acknowledge": ("revision", "revision"),
    "performance_memo": ("memo-new", "?officer"),
    "memo_discussion": ("memo", "memo"),
    "team_attendance": ("team-session-new", "?unit"),
    "statistical_review": ("officer-statistics", "officer"),
    "conference": ("conference-new", "?officer"),
    "conference_notice": ("conference", "conference"),
    "conference_evaluation": ("conference", "conference"),
    "coaching": ("coaching", "coaching"),
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
    """The page on which an action about a case is done; "" when it is done elsewhere."""
    match action:
        case "primary_report" | "regular_report":
            kind = action.removesuffix("_report")
            return reverse("pages:report-new", args=[offender_id, kind])
        case "allocate":
            return reverse("pages:allocation")
    page = PAGE_OF_CASE_ACTION.get(action)
    return address(page, offender_id) if page is not None else ""


def address_of_own_action(action: str, item: DueItem) -> str:
    """The page on which a duty about an officer, facility or unit is done; "" without one."""
    if action not in PAGE_OF_OWN_ACTION:
        return ""
    page, names = PAGE_OF_OWN_ACTION[action]
    match names:
        case "":
            return reverse(f"pages:{page}")
        case "officer":
            return address(page, item.officer_id) if item.officer_id else ""
        case "?officer":
            return f"{reverse(f'pages:{page}')}?officer={item.officer_id or ''}"
        case "?unit":
            return f"{reverse(f'pages:{page}')}?unit={item.unit_subject_id or ''}"
    found = re.search(rf"/{names}:(\d+)", item.occurrence)
    return address(page, int(found[1])) if found is not None else ""


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
