"""The current caseload of an officer, as the rows of the list. A fixed number of queries.

Confidential notes move no date here: the list says only that there are restricted records.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q

from casemgmt.pages.caseload_lists.columns import ListRow
from casemgmt.pages.whereabouts import away_in_words
from casenotes.models import CaseNote, ContactMode, ContactOutcome, Facet
from offenders.models import Absence, CaseAssignment, Enrolment, Placement, SentenceDetermination
from scheduling import policies
from scheduling.models import DueItem
from scheduling.policy.dates import add_months

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

MONTHS_OF_DISCIPLINE = 6


def current_rows(officer: User, today: date) -> list[ListRow]:
    """The people whom the officer holds today."""
    held = (
        CaseAssignment.objects.holding_on(today).filter(officer=officer).select_related("offender")
    )
    rows = {
        link.offender_id: ListRow(
            link.offender_id,
            {"name": link.offender.sort_name, "number": link.offender.number},
        )
        for link in held
    }
    values: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for found in (
        _housing(rows),
        _absences(rows),
        _sentences(rows, today),
        _programs(rows),
        _notes(rows, today),
        _due(rows, today),
    ):
        for pk, more in found.items():
            values[pk] |= more
    for pk, row in rows.items():
        row.values |= values[pk]
        row.values.setdefault("discipline", 0)
        row.values.setdefault("restricted", "No")
    return list(rows.values())


def _housing(people: dict[int, ListRow]) -> dict[int, dict[str, Any]]:
    placed = (
        Placement.objects.current()
        .filter(offender_id__in=people)
        .select_related("facility", "unit")
        .order_by("-permanent", "arrived_at")
    )
    # The last of them is the temporary placement where there is one.
    return {
        stay.offender_id: {"housing": stay.location, "arrived": stay.arrived_on} for stay in placed
    }


def _absences(people: dict[int, ListRow]) -> dict[int, dict[str, Any]]:
    away = Absence.objects.filter(offender_id__in=people, returned_at=None)
    return {row.offender_id: {"absence": away_in_words(row.reason)} for row in away}


def _sentences(people: dict[int, ListRow], today: date) -> dict[int, dict[str, Any]]:
    standing = (
        SentenceDetermination.objects.standing()
        .filter(offender_id__in=people, recorded_on__lte=today)
        .order_by("recorded_on", "pk")
    )
    return {
        row.offender_id: {
            "sentence_start": row.start_on,
            "eligible": row.eed,
            "earliest_release": row.edr,
            "projected_release": row.srd,
        }
        for row in standing
    }


def _programs(people: dict[int, ListRow]) -> dict[int, dict[str, Any]]:
    names = defaultdict(list)
    for row in (
        Enrolment.objects.filter(offender_id__in=people, closed_on=None)
        .select_related("program")
        .order_by("opened_on", "pk")
    ):
        names[row.offender_id].append(row.program.name)
    return {pk: {"programs": ", ".join(found)} for pk, found in names.items()}


def _notes(people: dict[int, ListRow], today: date) -> dict[int, dict[str, Any]]:
    open_ = Q(confidential=False)
    discipline = Q(type__code="disciplinary") | Q(facets__contains=[Facet.DISCIPLINARY])
    reached = Q(contact=ContactOutcome.COMPLETED) | (
        Q(contact="") & ~Q(contact_mode=ContactMode.NONE)
    )
    packet = Q(facets__contains=[Facet.PACKET_SUBMISSION])
    since = add_months(today, -MONTHS_OF_DISCIPLINE)
    rows = (
        CaseNote.objects.standing()
        .filter(offender_id__in=people)
        .order_by()
        .values("offender_id")
        .annotate(
            last_note=Max("occurred_on", filter=open_),
            last_contact=Max("occurred_on", filter=open_ & reached),
            packet=Max("occurred_on", filter=open_ & packet),
            discipline=Count("pk", filter=open_ & discipline & Q(occurred_on__gt=since)),
            secret=Count("pk", filter=~open_),
        )
    )
    found = {}
    for row in rows:
        values = dict(row)
        values["restricted"] = "Yes" if values.pop("secret") else "No"
        found[values.pop("offender_id")] = values
    return found


def _due(people: dict[int, ListRow], today: date) -> dict[int, dict[str, Any]]:
    """Days to the next open item (negative: overdue), and the day of the adjustment review."""
    reviews = {
        code
        for code, duty in policies.in_force().duties().items()
        if duty.action == "adjustment_review"
    }
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for pk, standard, due_on in (
        DueItem.objects.on_lists()
        .open()
        .filter(offender_id__in=people, due_on__isnull=False, on_hold=False)
        .order_by("due_on", "pk")
        .values_list("offender_id", "standard", "due_on")
    ):
        found[pk].setdefault("next_due", (due_on - today).days)
        if standard in reviews:
            found[pk].setdefault("adjustment_review", due_on)
    return found
