"""The nightly sweep: looks again at the cases that time alone has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from agency import clock
from agency.models import Facility
from offenders.models import Offender
from scheduling.models import CaseSchedule
from scheduling.sync import BATCH, Changes, recompute

if TYPE_CHECKING:
    from collections.abc import Iterator


def sweep() -> int:
    """Recompute the cases whose recheck day has come somewhere; returns how many were looked at.

    Each batch is a transaction, so a killed worker leaves nothing half done and the next run
    goes on. Cases without any schedule (made by bulk work that was cut off) are taken too.
    """
    latest_today = max([clock.today(place) for place in Facility.objects.all()], default=None)
    if latest_today is None:
        return 0
    looked_at = 0
    after = 0
    while True:
        due = (
            Offender.objects.filter(
                Q(schedule__recheck_on__lte=latest_today) | Q(schedule__isnull=True), pk__gt=after
            )
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        ids = list(due)
        if not ids:
            return looked_at
        with transaction.atomic():
            recompute(ids, "the day has come")
        looked_at += len(ids)
        after = ids[-1]


def recompute_everyone(first: int = 0, last: int | None = None) -> Changes:
    """Recompute all cases, or those with ids from `first` to `last`; each batch commits alone."""
    changes = Changes()
    for ids in _all_ids(first, last):
        with transaction.atomic():
            changes.include(recompute(ids, "full recompute"))
    return changes


def _all_ids(first: int, last: int | None) -> Iterator[list[int]]:
    after = first - 1
    while True:
        people = Offender.objects.filter(pk__gt=after).order_by("pk")
        if last is not None:
            people = people.filter(pk__lte=last)
        ids = list(people.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        after = ids[-1]


def cases_waiting() -> int:
    """How many cases the next sweep would look at."""
    latest_today = max([clock.today(place) for place in Facility.objects.all()], default=None)
    return CaseSchedule.objects.filter(recheck_on__lte=latest_today).count() if latest_today else 0
