"""Moves due dates when an edition comes into force: at once, and again when its day comes.

Duties of intervals that begin on the day carry the new edition; that day comes at each facility's
own midnight. Both are jobs, so nothing is lost when the broker is.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import clock, jobs
from agency.events import subjects_changed
from agency.models import Agency, Facility, Posting
from offenders.models import Offender, Placement
from scheduling.models import Activation
from scheduling.sync import BATCH, recompute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from agency.events import Subject
    from agency.models import User

KIND = "policy_in_force"
ONE_DAY = timedelta(days=1)


def recompute_for(activation: Activation, by: User | None) -> None:
    """Queue what an activation, or its withdrawal, moves."""
    jobs.enqueue(KIND, {"activation": activation.pk}, requested_by=by)
    days = [activation.from_on]
    if activation.until_on is not None:
        days.append(activation.until_on + ONE_DAY)
    for day in days:
        for zone in zones_of(activation):
            jobs.enqueue(
                KIND,
                {"activation": activation.pk, "zone": zone, "on": day.isoformat()},
                period=f"{activation.pk} {day} {zone}",
                not_before=_midnight(day, zone),
            )


def zones_of(activation: Activation) -> list[str]:
    """The time zones of the facilities that it reaches; for the agency also its own."""
    facility = activation.facility or (activation.unit.facility if activation.unit else None)
    if facility is not None:
        return [facility.time_zone]
    zones = set(Facility.objects.order_by().values_list("time_zone", flat=True))
    return sorted(zones | {Agency.current().time_zone})


class _Zone:
    """A time zone by its name, as the clock asks for it."""

    def __init__(self, name: str) -> None:
        self.time_zone = name


def _midnight(day: date, zone: str) -> datetime:
    """The first moment of a day there; where the clocks skip midnight, the hour after it."""
    try:
        return clock.local_moment(day, time(0, 0), _Zone(zone))
    except ValueError:
        return clock.local_moment(day, time(1, 0), _Zone(zone))


@jobs.handles(KIND)
def bring_up_to_date(run: jobs.JobRun) -> dict[str, Any]:
    """Recompute everything that the activation reaches; safe to run twice."""
    activation = Activation.objects.select_related("edition", "facility", "unit__facility").get(
        pk=run.arguments["activation"]
    )
    zone = run.arguments.get("zone", "")
    because = f"edition {activation.edition.edition} of {activation.edition.code}"[:200]
    people = cases_reached(activation.facility_id, activation.unit_id)
    if zone:
        there = Placement.objects.filter(facility__time_zone=zone).values("offender_id")
        those = Q(pk__in=there)
        if zone == Agency.current().time_zone:
            those |= Q(placements__isnull=True)
        people = people.filter(those).distinct()
    total = people.count()
    done = changed = 0
    for ids in in_batches(people):
        with transaction.atomic():
            changed += recompute(ids, because).total
        done += len(ids)
        run.progress(done, total)
    for subject, ids in others_reached(activation.facility_id, activation.unit_id, zone):
        with transaction.atomic():
            subjects_changed.send(sender=None, subject=subject, ids=ids, because=because)
    return {"cases": done, "changed": changed}


def cases_reached(facility_id: int | None, unit_id: int | None) -> QuerySet[Offender]:
    """The cases that an edition can touch there: whoever is or was placed there."""
    people = Offender.objects.order_by("pk")
    if unit_id is not None:
        return people.filter(pk__in=Placement.objects.filter(unit=unit_id).values("offender_id"))
    if facility_id is not None:
        stays = Placement.objects.filter(facility=facility_id)
        return people.filter(pk__in=stays.values("offender_id"))
    return people


def in_batches(people: QuerySet[Offender]) -> Iterator[list[int]]:
    """Their ids, some at a time, however many there are."""
    after = 0
    while ids := list(people.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield ids
        after = ids[-1]


def others_reached(
    facility_id: int | None, unit_id: int | None, zone: str = ""
) -> Iterator[tuple[Subject, list[int]]]:
    """The officers, facilities and units that an edition reaches there, some at a time: those
    with anybody posted, now or once; a court has no duties of its own."""
    posted = Posting.objects.filter(facility__isnull=False).order_by()
    if unit_id is not None:
        posted = posted.filter(unit=unit_id)
    elif facility_id is not None:
        posted = posted.filter(facility=facility_id)
    if zone:
        posted = posted.filter(facility__time_zone=zone)
    columns: list[tuple[Subject, str]] = [("officer", "user_id"), ("unit", "unit_id")]
    if unit_id is None:
        columns.append(("facility", "facility_id"))
    for subject, column in columns:
        known = posted.filter(**{f"{column}__isnull": False})
        ids = sorted(set(known.values_list(column, flat=True)))
        for start in range(0, len(ids), BATCH):
            yield subject, ids[start : start + BATCH]
