"""Recording that a plan was approved or reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from plans.models import PlanReview, ReviewKind

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import Offender


@transaction.atomic
def record_review(
    offender: Offender,
    by: User | None,
    *,
    plan: str,
    kind: str,
    done_on: date,
    done_by: User | None = None,
    resets_cycle: bool = False,
) -> PlanReview:
    """Keep that a plan was approved or reviewed; the contact cycle follows (R7, R16).

    Raises RuleViolation for a day in the future or one that is already recorded.
    """
    if done_on > clock.today():
        raise RuleViolation("This lies in the future.", field="done_on")
    if (
        PlanReview.objects.standing()
        .filter(offender=offender, plan=plan, kind=kind, done_on=done_on)
        .exists()
    ):
        raise RuleViolation("This is already recorded for that day.", field="done_on")
    review = PlanReview.objects.create(
        offender=offender,
        plan=plan,
        kind=kind,
        done_on=done_on,
        done_by=done_by or by,
        resets_cycle=resets_cycle and kind == ReviewKind.REVIEWED,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, review, actor=by, details={"plan": plan, "kind": kind})
    announce_case_changed(offender.pk, f"plan {kind}")
    return review


@transaction.atomic
def withdraw_review(review: PlanReview, by: User | None) -> None:
    """Say that a review was recorded wrongly; the row stays, marked."""
    if review.withdrawn_at is not None:
        return
    review.withdrawn_at = clock.now()
    review.save(update_fields=["withdrawn_at"])
    audit.record(AuditEventType.CORRECTED, review, actor=by)
    announce_case_changed(review.offender_id, "plan review withdrawn")
