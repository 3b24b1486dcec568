"""Holds the closing of a charge until its termination summary is written, or says why not.

Where the standards in force at that place ask for one. What has happened is never held: a transfer,
parole or discharge is recorded, the officer's charge ends with it and the missing summary stays
owed; that it was closed without is kept. A death asks for none, and an import is held by nobody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from agency.errors import RuleViolation
from casenotes.models import ClosedWithout, WhyWithout
from casenotes.services.closing import (
    CITE,
    MAY_LET_CLOSE,
    close_without,
    note_closing_without,
    summaries_of,
)
from offenders.closing import charge_closes
from offenders.models import MovementKind, Placement
from scheduling import policies
from scheduling.policy.shapes import Deadline
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from offenders.closing import Closing
    from offenders.models import CaseAssignment, Movement

EVENT = "case_handed_over"


def asked_anywhere() -> bool:
    """Whether a policy in force here asks for a termination summary at all."""
    return bool(_lines())


def is_asked(assignment: CaseAssignment, off_from: date) -> bool:
    """Whether the standards in force for this case ask for a summary when it goes that day."""
    lines = _lines()
    if not lines:
        return False
    places: list[str] = []
    if any(line.has_local for line in lines):
        before = off_from - timedelta(days=1)
        stay = (
            Placement.objects.filter(offender_id=assignment.offender_id, arrived_on__lte=before)
            .order_by("-permanent", "-arrived_at")
            .first()
        )
        if stay is not None:
            places = [ref("unit", stay.unit_id)] if stay.unit_id else []
            places.append(ref("facility", stay.facility_id))
    return any(line.governing(off_from, places) is not None for line in lines)


def _lines() -> list[Any]:
    found = []
    for line in policies.in_force().policies.lines:
        shape = line.first().shape
        if isinstance(shape, Deadline) and shape.event == EVENT:
            found.append(line)
    return found


def without_summary(assignments: Iterable[CaseAssignment], on: date) -> set[int]:
    """Those of these charges (ids) whose closing on that day would be held."""
    asked = [one for one in assignments if off_caseload(one, on) and is_asked(one, on)]
    if not asked:
        return set()
    ids = [one.pk for one in asked]
    through = set(
        ClosedWithout.objects.filter(assignment_id__in=ids).values_list("assignment_id", flat=True)
    )
    return set(ids) - through - set(summaries_of(ids))


def off_caseload(assignment: CaseAssignment, off_from: date) -> bool:
    """Whether the charge held for a day at least; one that never did needs no summary."""
    return off_from > assignment.from_on


def closed_by(movement: Movement) -> bool:
    """Whether this movement has just closed a charge whose summary is missing."""
    return ClosedWithout.objects.filter(
        offender_id=movement.offender_id,
        why=WhyWithout.HAPPENED,
        recorded_at__gte=movement.recorded_at,
    ).exists()


@receiver(charge_closes, dispatch_uid="casemgmt.closing")
def hold_without_summary(closing: Closing, **_: Any) -> None:
    """Hold somebody's decision; keep what a movement made. Raises RuleViolation."""
    assignment = closing.assignment
    if closing.by is None or not without_summary([assignment], closing.off_from):
        return
    movement = closing.movement
    if movement is not None:
        if movement.kind != MovementKind.DEATH:
            note_closing_without(
                assignment,
                closing.by,
                why=WhyWithout.HAPPENED,
                reason=f"{movement.get_kind_display()} on {movement.occurred_on:%-d %B %Y}",
            )
        return
    if closing.without is None:
        raise RuleViolation(
            f"{assignment.officer} has not written the termination summary yet. "
            f"Ask for it, or say why the case cannot wait for it. {MAY_LET_CLOSE}",
            field="without_why",
            cite=CITE,
        )
    close_without(assignment, closing.by, why=closing.without.why, reason=closing.without.reason)
