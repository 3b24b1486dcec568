"""The roster of covered days and the hours that case managers are assigned. OP-060101, I."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_facility_changed
from agency.models import AuditEventType, Facility
from conferences.models import CoverageDay, WorkHours

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from agency.models import User


@transaction.atomic
def save_week(
    facility: Facility,
    by: User | None,
    *,
    first_on: date,
    staff: Collection[int],
    covered: Collection[tuple[int, date]],
) -> tuple[int, int]:
    """Make the roster of the seven days from `first_on` say who covers which of them.

    staff: the ids of the people about whom the roster speaks; others keep their days. covered:
    (id, day). Returns how many were added and taken off.
    """
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    days = {first_on + timedelta(days=n) for n in range(7)}
    wanted = {(pk, on) for pk, on in covered if pk in set(staff) and on in days}
    standing = {
        (row.staff_id, row.on): row
        for row in CoverageDay.objects.filter(facility=facility, on__in=days, staff_id__in=staff)
    }
    added = sorted(wanted - standing.keys())
    removed = sorted(standing.keys() - wanted)
    # One by one, so that the history says who took which day off the roster.
    for pk, on in added:
        CoverageDay.objects.create(facility=facility, on=on, staff_id=pk, recorded_by=by)
    for key in removed:
        standing[key].delete()
    audit.record(
        AuditEventType.UPDATED,
        actor=by,
        object_type="coverageday",
        object_id=first_on.isoformat(),
        facility_id=facility.pk,
        details={"added": len(added), "removed": len(removed)},
    )
    if added or removed:
        announce_facility_changed(facility.pk, "coverage changed")
    return len(added), len(removed)


@transaction.atomic
def assign_hours(
    staff: User,
    facility: Facility,
    by: User | None,
    *,
    from_on: date,
    hours: Mapping[int, tuple[time, time]],
) -> list[WorkHours]:
    """Assign somebody's hours, by weekday (0 is Monday), from a day on; the earlier ones end.

    Raises RuleViolation without any hours, for hours of no length, and for a day on or before
    which others begin. OP-060101, I, after OP-030101.
    """
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    if not hours:
        raise RuleViolation("Give the hours of at least one day.")
    if any(starts == ends for starts, ends in hours.values()):
        raise RuleViolation("A day's hours start and end at different times.")
    before = WorkHours.objects.filter(staff=staff, facility=facility)
    later = before.filter(from_on__gt=from_on).order_by("from_on").first()
    if later is not None:
        raise RuleViolation(
            f"Other hours begin on {later.from_on:%d %B %Y}. Choose a day on or after that.",
            field="from_on",
        )
    for row in before.filter(from_on=from_on):
        row.delete()
    for row in before.filter(until_on=None):
        row.until_on = from_on - timedelta(days=1)
        row.save()
    made = [
        WorkHours.objects.create(
            staff=staff,
            facility=facility,
            weekday=weekday,
            starts_at=starts,
            ends_at=ends,
            from_on=from_on,
            set_by=by,
        )
        for weekday, (starts, ends) in sorted(hours.items())
    ]
    audit.record(
        AuditEventType.UPDATED,
        actor=by,
        object_type="workhours",
        object_id=str(staff.pk),
        facility_id=facility.pk,
        details={"from_on": from_on.isoformat(), "days": len(made)},
    )
    return made


def hours_on(staff: User, facility: Facility, on: date | None = None) -> list[WorkHours]:
    """The hours that somebody is assigned there on a day, by weekday; today by default."""
    day = on or clock.today(facility)
    rows = WorkHours.objects.filter(staff=staff, facility=facility, from_on__lte=day)
    return sorted(
        (row for row in rows if row.until_on is None or day <= row.until_on),
        key=lambda row: row.weekday,
    )
