"""Flags overdue items: a transition row each, once for each due date.

Being overdue is never stored; the flag records that it was noticed, and when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from agency import clock
from agency.models import Facility
from scheduling.models import DueItem, Transition, TransitionKind

if TYPE_CHECKING:
    from datetime import date

BATCH = 2000


def flag_overdue() -> int:
    """Flag what is overdue by the day at its own facility; returns how many were new.

    Safe to run twice, late or after missed nights: an item is flagged when its day has passed,
    on whichever later day this runs, with the day on which it really became overdue.
    """
    flagged = 0
    for place in [*Facility.objects.all(), None]:
        flagged += _flag_at(place, clock.today(place))
    return flagged


def _flag_at(place: Facility | None, today: date) -> int:
    flags = Transition.objects.filter(
        item=OuterRef("pk"), kind=TransitionKind.FLAGGED_OVERDUE
    ).annotate(for_due_on=Cast(KeyTextTransform("due_on", "after"), models.DateField()))
    unnoticed = (
        DueItem.objects.on_lists()
        .overdue(today)
        .filter(facility=place)
        .exclude(Exists(flags.filter(for_due_on=OuterRef("due_on"))))
        .order_by("pk")
    )
    total = 0
    while batch := list(unnoticed.values_list("pk", "due_on")[:BATCH]):
        with transaction.atomic():
            Transition.objects.bulk_create(
                [
                    Transition(
                        item_id=pk,
                        kind=TransitionKind.FLAGGED_OVERDUE,
                        on=today,
                        because="due day passed",
                        after={"due_on": due_on.isoformat()},
                    )
                    for pk, due_on in batch
                ],
                ignore_conflicts=True,
            )
        total += len(batch)
    return total
