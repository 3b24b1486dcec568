"""The nightly sweep: looks again at the subjects that time alone has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agency import clock
from agency.events import Subject
from agency.models import Facility, Posting
from offenders.models import Offender
from scheduling import fingerprints
from scheduling.models import CaseSchedule, OtherSchedule
from scheduling.sync import BATCH, BATCH_OF_OTHERS, OTHERS, Changes, recompute, recompute_others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

#: How many cases are compared with their fingerprints by one statement.
SPAN = 5000

THE_DAY_HAS_COME = "the day has come"


def sweep() -> int:
    """Recompute the subjects whose recheck day has come somewhere; returns how many cases,
    officers, facilities and units were looked at.

    Each batch is a transaction, so a killed worker leaves nothing half done and the next run
    goes on. Subjects without any schedule (made by bulk work that was cut off) are taken too.
    """
    today = latest_today()
    if today is None:
        return 0
    looked_at = 0
    after = 0
    while True:
        due = (
            Offender.objects.filter(
                Q(schedule__recheck_on__lte=today) | Q(schedule__isnull=True), pk__gt=after
            )
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        ids = list(due)
        if not ids:
            break
        with transaction.atomic():
            recompute(ids, THE_DAY_HAS_COME, fingerprints.of_cases(ids))
        looked_at += len(ids)
        after = ids[-1]
    for subject in get_args(Subject):
        for batch in _in_batches(_due_others(subject, today), BATCH_OF_OTHERS):
            with transaction.atomic():
                recompute_others(subject, batch, THE_DAY_HAS_COME)
            looked_at += len(batch)
    return looked_at


def latest_today() -> date | None:
    """The latest "today" at any facility; None before there is one."""
    return max([clock.today(place) for place in Facility.objects.all()], default=None)


def recompute_everyone(
    first: int = 0, last: int | None = None, *, unchanged_too: bool = False
) -> Changes:
    """Recompute all cases, or those with ids from `first` to `last`; each batch commits alone.

    A case whose facts are those of its last answer is passed by, unless `unchanged_too`. Without
    limits officers, facilities and units are recomputed as well.
    """
    changes = Changes()
    today = latest_today()
    for low, high in _spans(first, last):
        if unchanged_too or today is None:
            ids = list(
                Offender.objects.filter(pk__range=(low, high))
                .order_by("pk")
                .values_list("pk", flat=True)
            )
            changed = fingerprints.of_cases(ids)
        else:
            changed = fingerprints.to_look_at(low, high, today)
        for batch in _in_batches(list(changed)):
            with transaction.atomic():
                changes.include(recompute(batch, "full recompute", changed))
    if not first and last is None:
        changes.include(recompute_all_others())
    return changes


def recompute_all_others(because: str = "full recompute") -> Changes:
    """Recompute every officer, facility and unit that has facts."""
    changes = Changes()
    for subject in get_args(Subject):
        for batch in _in_batches(sorted(_with_facts(subject)), BATCH_OF_OTHERS):
            with transaction.atomic():
                changes.include(recompute_others(subject, batch, because))
    return changes


def _spans(first: int, last: int | None) -> Iterator[tuple[int, int]]:
    """Spans of ids with SPAN cases in each, so that no list grows with the population."""
    low = first
    while True:
        people = Offender.objects.filter(pk__gte=low).order_by("pk")
        if last is not None:
            people = people.filter(pk__lte=last)
        ids = list(people.values_list("pk", flat=True)[:SPAN])
        if not ids:
            return
        yield ids[0], ids[-1]
        low = ids[-1] + 1


#: The column of a posting that names the subject which it makes known.
_POSTED = {"officer": "user_id", "facility": "facility_id", "unit": "unit_id"}


def _with_facts(subject: Subject) -> set[int]:
    """Who or what was ever posted, and whoever was looked at before."""
    column = _POSTED[subject]
    posted = Posting.objects.filter(**{f"{column}__isnull": False}, facility__isnull=False)
    field = OTHERS[subject].schedule_column
    known = OtherSchedule.objects.filter(**{f"{field}__isnull": False})
    return {
        *posted.order_by().values_list(column, flat=True).distinct(),
        *known.values_list(field, flat=True),
    }


def _due_others(subject: Subject, today: date) -> list[int]:
    column, field = _POSTED[subject], OTHERS[subject].schedule_column
    due = OtherSchedule.objects.filter(**{f"{field}__isnull": False}, recheck_on__lte=today)
    unknown = Posting.objects.filter(
        ~Exists(OtherSchedule.objects.filter(**{field: OuterRef(column)})),
        **{f"{column}__isnull": False},
        facility__isnull=False,
    )
    return sorted(
        {
            *due.values_list(field, flat=True),
            *unknown.order_by().values_list(column, flat=True).distinct(),
        }
    )


def _in_batches(ids: list[int], size: int = BATCH) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def cases_waiting() -> int:
    """How many cases the next sweep would look at."""
    today = latest_today()
    return CaseSchedule.objects.filter(recheck_on__lte=today).count() if today else 0
