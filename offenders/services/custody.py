"""Movements, and the placements and absences that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType, Facility, Unit
from offenders.models import Absence, Movement, MovementKind, Offender, Placement
from offenders.models.custody import KINDS_WITH_FACILITY
from offenders.rules import Custody, Moved, derive_custody, refuse_new_contradiction

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import User


@transaction.atomic
def record_movement(
    offender: Offender,
    by: User | None,
    *,
    kind: str,
    occurred_at: datetime,
    facility: Facility | None = None,
    unit: Unit | None = None,
    permanent: bool | None = None,
    reason: str = "",
) -> Movement:
    """Add a movement and bring placements, absences and the caseload into line with it.

    A departure, and a permanent move to another facility, ends the officer's assignment from that
    day. Raises RuleViolation for what cannot be: in the future, somewhere and nowhere at once,
    after a death.
    """
    _lock(offender)
    _check(kind, occurred_at, facility, unit, permanent)
    movement = Movement.objects.create(
        offender=offender,
        kind=kind,
        facility=facility,
        unit=unit,
        occurred_at=occurred_at,
        occurred_on=_local_date(offender, occurred_at, facility),
        permanent=permanent,
        reason=reason,
        recorded_by=by,
    )
    _bring_into_line(offender, movement, by)
    audit.record(AuditEventType.CREATED, movement, actor=by, details={"kind": kind})
    announce_case_changed(offender.pk, "movement recorded")
    return movement


@transaction.atomic
def correct_movement(
    wrong: Movement,
    by: User | None,
    *,
    kind: str,
    occurred_at: datetime,
    facility: Facility | None = None,
    unit: Unit | None = None,
    permanent: bool | None = None,
    reason: str,
) -> Movement:
    """Replace a movement that was entered wrongly by a new row that names it."""
    offender = wrong.offender
    _lock(offender)
    _refuse_corrected(wrong)
    _check(kind, occurred_at, facility, unit, permanent)
    right = Movement.objects.create(
        offender=offender,
        kind=kind,
        facility=facility,
        unit=unit,
        occurred_at=occurred_at,
        occurred_on=_local_date(offender, occurred_at, facility),
        permanent=permanent,
        reason=reason,
        recorded_by=by,
        corrects=wrong,
        origin_id=wrong.origin_id_or_own,
    )
    _bring_into_line(offender, right, by)
    audit.record(AuditEventType.CORRECTED, right, actor=by, details={"corrects": wrong.pk})
    announce_case_changed(offender.pk, "movement corrected")
    return right


@transaction.atomic
def withdraw_movement(wrong: Movement, by: User | None, *, reason: str) -> Movement:
    """Say that a movement never happened, by a new row that names it."""
    offender = wrong.offender
    _lock(offender)
    _refuse_corrected(wrong)
    if not reason.strip():
        raise RuleViolation("Say why it never happened.", field="reason")
    withdrawal = Movement.objects.create(
        offender=offender,
        kind=wrong.kind,
        facility=wrong.facility,
        unit=wrong.unit,
        occurred_at=wrong.occurred_at,
        occurred_on=wrong.occurred_on,
        permanent=wrong.permanent,
        reason=reason,
        recorded_by=by,
        corrects=wrong,
        origin_id=wrong.origin_id_or_own,
        withdraws=True,
    )
    _bring_into_line(offender, withdrawal, by)
    audit.record(AuditEventType.CORRECTED, withdrawal, actor=by, details={"withdraws": wrong.pk})
    announce_case_changed(offender.pk, "movement withdrawn")
    return withdrawal


def custody_of(offender: Offender, *, without: int | None = None) -> Custody:
    """What the standing movements of a person imply; `without` leaves one movement out."""
    movements = Movement.objects.standing().filter(offender=offender)
    return derive_custody(as_moved(m) for m in movements if m.pk != without)


def as_moved(movement: Movement, number: int | None = None) -> Moved:
    """A movement as the rules read it. number: stands for the id of one that is not stored yet."""
    number = movement.pk if number is None else number
    return Moved(
        id=number,
        origin=movement.origin_id or number,
        kind=movement.kind,
        occurred_at=movement.occurred_at,
        occurred_on=movement.occurred_on,
        facility=movement.facility_id,
        unit=movement.unit_id,
        permanent=movement.permanent,
        reason=movement.reason,
    )


def rebuild_placements(offender: Offender, custody: Custody | None = None) -> Custody:
    """Make the stored placements and absences what the movements imply."""
    custody = custody or custody_of(offender)
    Placement.objects.filter(offender=offender).delete()
    Absence.objects.filter(offender=offender).delete()
    Placement.objects.bulk_create(placements_from(custody, offender.pk))
    Absence.objects.bulk_create(absences_from(custody, offender.pk))
    return custody


def placements_from(custody: Custody, offender_id: int) -> list[Placement]:
    """Unsaved placement rows of one person."""
    return [
        Placement(
            offender_id=offender_id,
            facility_id=stay.facility,
            unit_id=stay.unit,
            permanent=stay.permanent,
            arrived_at=stay.arrived_at,
            arrived_on=stay.arrived_on,
            departed_at=stay.departed_at,
            departed_on=stay.departed_on,
            arrival_id=stay.origin,
            departure_id=stay.departure,
        )
        for stay in custody.stays
    ]


def absences_from(custody: Custody, offender_id: int) -> list[Absence]:
    """Unsaved absence rows of one person."""
    return [
        Absence(
            offender_id=offender_id,
            left_at=away.left_at,
            left_on=away.left_on,
            returned_at=away.returned_at,
            returned_on=away.returned_on,
            reason=away.reason,
            movement_id=away.origin,
        )
        for away in custody.absences
    ]


def _lock(offender: Offender) -> None:
    # Two clerks who move the same person at once come one after the other.
    Offender.objects.select_for_update().get(pk=offender.pk)


def _bring_into_line(offender: Offender, movement: Movement, by: User | None) -> None:
    from offenders.services.caseload import follow_custody

    before = custody_before(offender, movement)
    after = custody_of(offender)
    refuse_new_contradiction(before, after, movement.pk)
    rebuild_placements(offender, after)
    follow_custody(offender, movement, by)


def custody_before(offender: Offender, movement: Movement) -> Custody:
    """What held before `movement` was added."""
    standing = list(Movement.objects.standing().filter(offender=offender))
    if movement.corrects is not None:
        standing.append(movement.corrects)
    return derive_custody(as_moved(m) for m in standing if m.pk != movement.pk)


def _refuse_corrected(movement: Movement) -> None:
    if movement.withdraws or hasattr(movement, "correction"):
        raise RuleViolation("This movement has been corrected already. Look at the newest entry.")


def _check(
    kind: str,
    occurred_at: datetime,
    facility: Facility | None,
    unit: Unit | None,
    permanent: bool | None,
) -> None:
    if occurred_at > clock.now():
        raise RuleViolation("A movement cannot lie in the future.", field="occurred_at")
    if kind in KINDS_WITH_FACILITY and facility is None:
        raise RuleViolation("Say to which facility.", field="facility")
    if kind not in KINDS_WITH_FACILITY and (facility is not None or unit is not None):
        raise RuleViolation("This kind of movement names no facility.", field="facility")
    if kind in {MovementKind.ARRIVAL, MovementKind.TRANSFER} and permanent is None:
        raise RuleViolation("Say whether the placement is permanent.", field="permanent")
    if unit is not None and facility is not None and unit.facility_id != facility.pk:
        raise RuleViolation("This unit belongs to another facility.", field="unit")


def _local_date(offender: Offender, occurred_at: datetime, facility: Facility | None) -> date:
    """The date on the wall at the facility concerned: where to, else where from."""
    if facility is None:
        left = (
            Placement.objects.filter(offender=offender, arrived_at__lte=occurred_at)
            .select_related("facility")
            .order_by("-arrived_at")
            .first()
        )
        facility = left.facility if left else None
    return clock.local_date(occurred_at, facility)
