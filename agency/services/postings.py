"""Postings: which role a person has where, from when until when.

Separation of duties (NIST 800-53 AC-5): nobody posts themselves, and nobody is an administrator
and an auditor at the same time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType, Posting, User
from agency.roles import AGENCY_WIDE_ROLES, CASE_HOLDING_ROLES, Role
from agency.services.people import refuse_without_administrator

if TYPE_CHECKING:
    from datetime import date

    from agency.models import Facility, Unit

#: Nobody holds both of a pair on the same day.
NEVER_TOGETHER = {
    Role.AGENCY_ADMINISTRATOR: Role.AUDITOR,
    Role.AUDITOR: Role.AGENCY_ADMINISTRATOR,
}


@transaction.atomic
def add_posting(
    user: User,
    by: User,
    *,
    role: str,
    facility: Facility | None,
    from_on: date,
    unit: Unit | None = None,
    supervisor: User | None = None,
    capacity: int | None = None,
    until_on: date | None = None,
) -> Posting:
    """Post somebody in a role.

    Raises RuleViolation for one's own account, a place that does not fit, days that overlap
    another posting in the same role there, and roles that nobody may hold together.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise RuleViolation("You cannot post yourself in a role. Ask another administrator.")
    posting = Posting(
        user=user,
        role=role,
        facility=facility,
        unit=unit,
        supervisor=supervisor,
        capacity=capacity,
        from_on=from_on,
        until_on=until_on,
    )
    _refuse_what_does_not_fit(posting)
    _refuse_overlaps(posting)
    posting.save()
    _record(posting, by, "posted")
    return posting


@transaction.atomic
def end_posting(posting: Posting, by: User, *, until_on: date) -> Posting:
    """Say on which day it holds for the last time, or correct that day.

    Raises RuleViolation for a day before its first, for an overlap, and when nobody would be
    left to administer accounts.
    """
    return change_posting(posting, by, until_on=until_on)


@transaction.atomic
def change_posting(posting: Posting, by: User, **changes: Any) -> Posting:
    """Change the unit, supervisor, capacity or days of a posting. Its role and facility stay:
    another role or place is another posting. An `until_on` of None lets it go on."""
    User.objects.select_for_update().get(pk=posting.user_id)
    allowed = ("unit", "supervisor", "capacity", "from_on", "until_on")
    changed = [
        name for name in allowed if name in changes and getattr(posting, name) != changes[name]
    ]
    if not changed:
        return posting
    longer = {"from_on", "until_on", "unit"} & set(changed)
    if posting.user_id == by.pk and longer and not _only_shortens(posting, changes):
        raise RuleViolation("You cannot extend your own posting. Ask another administrator.")
    for name in changed:
        setattr(posting, name, changes[name])
    _refuse_what_does_not_fit(posting)
    _refuse_overlaps(posting)
    if posting.role == Role.AGENCY_ADMINISTRATOR:
        today = clock.today()
        ends = [posting.until_on + timedelta(days=1)] if posting.until_on else []
        for day in [today, *(max(end, today) for end in ends)]:
            if not posting.holds_on(day):
                refuse_without_administrator(but_posting=posting, on=day)
    posting.save(update_fields=changed)
    _record(posting, by, "changed", fields=changed)
    return posting


def _only_shortens(posting: Posting, changes: dict[str, Any]) -> bool:
    """Whether the new days lie within the old ones and the unit is the same."""
    until_on = changes.get("until_on", posting.until_on)
    ends_no_later = until_on is not None and (
        posting.until_on is None or until_on <= posting.until_on
    )
    same_end = until_on == posting.until_on
    return (
        changes.get("unit", posting.unit) == posting.unit
        and changes.get("from_on", posting.from_on) >= posting.from_on
        and (ends_no_later or same_end)
    )


def _refuse_what_does_not_fit(posting: Posting) -> None:
    role = Role(posting.role)
    if posting.facility is None and role not in AGENCY_WIDE_ROLES:
        raise RuleViolation("Say at which facility.", field="facility")
    if posting.facility is not None and role in AGENCY_WIDE_ROLES:
        raise RuleViolation(
            f"{role.label} is a role for the whole agency. Leave the facility empty.",
            field="facility",
        )
    if posting.unit is not None and posting.unit.facility_id != posting.facility_id:
        raise RuleViolation("This unit belongs to another facility.", field="unit")
    if role == Role.UNIT_MANAGER and posting.unit is None:
        raise RuleViolation("A unit manager manages one unit: say which.", field="unit")
    if posting.until_on is not None and posting.until_on < posting.from_on:
        raise RuleViolation("A posting cannot end before it starts.", field="until_on")
    if posting.capacity is not None and role not in CASE_HOLDING_ROLES:
        raise RuleViolation("Only who holds cases has a capacity.", field="capacity")
    if posting.supervisor_id is not None and posting.supervisor_id == posting.user_id:
        raise RuleViolation("Nobody supervises themselves.", field="supervisor")


def _refuse_overlaps(posting: Posting) -> None:
    others = Posting.objects.filter(
        Q(until_on=None) | Q(until_on__gte=posting.from_on), user_id=posting.user_id
    ).exclude(pk=posting.pk)
    if posting.until_on is not None:
        others = others.filter(from_on__lte=posting.until_on)
    same = others.filter(role=posting.role, facility=posting.facility)
    if posting.role == Role.UNIT_MANAGER:
        # One person may manage two units of a facility.
        same = same.filter(unit=posting.unit)
    there = same.first()
    if there is not None:
        until = f"until {_day(there.until_on)}" if there.until_on else "with no end"
        raise RuleViolation(
            f"There is already a posting as {there.get_role_display().lower()} there, from "
            f"{_day(there.from_on)} {until}. End that one first, or choose other days.",
            field="from_on",
        )
    rival = NEVER_TOGETHER.get(Role(posting.role))
    if rival is not None and others.filter(role=rival).exists():
        raise RuleViolation(
            "Nobody is agency administrator and auditor at the same time.", field="role"
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _record(posting: Posting, by: User, change: str, **more: Any) -> None:
    audit.record(
        AuditEventType.PERMISSION_CHANGED,
        actor=by,
        object_type="user",
        object_id=str(posting.user_id),
        facility_id=posting.facility_id,
        details={
            "change": change,
            "posting": posting.pk,
            "role": posting.role,
            "unit": posting.unit_id,
            "from_on": posting.from_on.isoformat(),
            "until_on": posting.until_on.isoformat() if posting.until_on else None,
            **more,
        },
    )
