"""One's own duties: those about officers, facilities and units, which are no case's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from agency.templatetags.components import status_chip
from agency.templatetags.words import table_day
from casemgmt.pages.duties import ACTION_WORDS, address, address_of_own_action
from scheduling.models import DueItem
from scheduling.presentation import described

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from agency.models import User

#: How far ahead a duty is shown that cannot be late before; what is open already always is.
AHEAD = timedelta(days=45)
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """One row: whom or what it is about, the duty, when it is due, and where it is done."""

    about: str
    duty: str
    chip: SafeString
    due: str
    why_url: str
    action: str
    action_url: str
    hold: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class OwnDuties:
    """The rows that fit, and how many there are."""

    rows: list[OwnDuty]
    count: int
    overdue: int


def own_duties(user: User, today: date) -> OwnDuties:
    """What the user owes about officers, facilities and units, in the order of urgency.

    Retention is not among them before the day on which minutes may be disposed of.
    """
    items = (
        DueItem.objects.own_duties(user)
        .filter(Q(due_on=None) | Q(due_on__lte=today + AHEAD))
        .filter(Q(opens_on=None) | Q(opens_on__lte=today + AHEAD))
        .select_related("officer", "facility_subject", "unit_subject", "edition", "owner")
        .order_by("on_hold", "due_on", "pk")
    )
    found = list(items)
    told = described(found[:MOST_SHOWN], today)
    rows = [
        OwnDuty(
            about=_about(row.item, user),
            duty=row.duty,
            chip=status_chip(row.status, row.due_on, today, row.item.fulfilled_on),
            due=table_day(row.due_on, today) or "None",
            why_url=address("due-why", row.item.pk),
            action=ACTION_WORDS.get(row.action, "Open"),
            action_url=address_of_own_action(row.action, row.item),
            hold=row.hold_reason,
            is_overdue=row.status == "overdue",
        )
        for row in told
    ]
    overdue = sum(
        1 for item in found if item.due_on is not None and item.due_on < today and not item.on_hold
    )
    return OwnDuties(rows, len(found), overdue)


def _about(item: DueItem, user: User) -> str:
    if item.officer is not None:
        return "" if item.officer_id == user.pk else item.officer.full_name
    place = item.unit_subject or item.facility_subject
    return str(place) if place is not None else ""
