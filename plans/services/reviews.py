"""Recording that a plan was approved or reviewed, with what was said at the review."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from plans.models import (
    Answer,
    HowSaid,
    Plan,
    PlanKind,
    PlanReview,
    PlanVersion,
    ReviewDecision,
    ReviewKind,
    ReviewRecord,
)
from plans.services.locks import not_ahead

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import Offender


@dataclass(frozen=True, slots=True)
class ReviewDetails:
    """What was looked at and said; the names are those of `plans.models.ReviewRecord`."""

    period_from_on: date | None = None
    assessment_officer: User | None = None
    case_officer: User | None = None
    behaviour: str = ""
    participation: str = ""
    living: str = ""
    progress: str = ""
    own_comment: str = ""
    level_now: str = ""
    level_recommended: str = ""
    committee: str = ""
    decision: str = ReviewDecision.CONTINUE
    decision_note: str = ""
    answer: str = ""
    answer_reason: str = ""
    answered_on: date | None = None
    how: str = ""
    witness: str = ""


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
    details: ReviewDetails | None = None,
) -> PlanReview:
    """Keep that a plan was approved or reviewed; the contact cycle follows (R7, R16).

    kind "approved" is for a plan whose text is kept elsewhere; one that is written here is
    approved as a version. A review that the person refuses to sign was still held and fulfils
    the duty. COPP 10.3, Regular contact reports; OP-060101, II.A. Raises RuleViolation for a day
    in the future, one that is already recorded, or details that do not fit together.
    """
    version = current_version(offender, plan)
    if kind == ReviewKind.APPROVED and (version is not None or _being_written(offender, plan)):
        raise RuleViolation(
            "This plan is written here: submit its version and have that approved.", field="kind"
        )
    if details is not None and kind == ReviewKind.REVIEWED:
        _check(details, plan, done_on)
    review = write_review(
        offender,
        by,
        plan=plan,
        kind=kind,
        done_on=done_on,
        done_by=done_by,
        resets_cycle=resets_cycle,
        version=version if kind == ReviewKind.REVIEWED else None,
    )
    if details is not None and kind == ReviewKind.REVIEWED:
        said = {column.name: getattr(details, column.name) for column in fields(details)}
        ReviewRecord.objects.create(review=review, **said)
    audit.record(AuditEventType.CREATED, review, actor=by, details={"plan": plan, "kind": kind})
    announce_case_changed(offender.pk, f"plan {kind}")
    return review


def write_review(
    offender: Offender,
    by: User | None,
    *,
    plan: str,
    kind: str,
    done_on: date,
    done_by: User | None = None,
    resets_cycle: bool = False,
    version: PlanVersion | None = None,
) -> PlanReview:
    """The row alone, checked; whoever calls records the event and announces the change."""
    not_ahead(done_on, "done_on")
    standing = PlanReview.objects.standing()
    if standing.filter(offender=offender, plan=plan, kind=kind, done_on=done_on).exists():
        raise RuleViolation("This is already recorded for that day.", field="done_on")
    return PlanReview.objects.create(
        offender=offender,
        plan=plan,
        kind=kind,
        version=version,
        done_on=done_on,
        done_by=done_by or by,
        resets_cycle=resets_cycle and kind == ReviewKind.REVIEWED,
        recorded_by=by,
    )


def current_version(offender: Offender, plan: str) -> PlanVersion | None:
    """The latest approved version of the plan of that kind that is in use."""
    return (
        PlanVersion.objects.approved()
        .filter(plan__offender=offender, plan__kind=plan, plan__ended_on=None)
        .order_by("-number")
        .first()
    )


def _being_written(offender: Offender, plan: str) -> bool:
    return Plan.objects.in_use().filter(offender=offender, kind=plan).exists()


def _check(details: ReviewDetails, plan: str, done_on: date) -> None:
    if plan == PlanKind.IMP:
        cite = "COPP 10.3, Regular contact reports"
        if details.assessment_officer is None:
            raise RuleViolation(
                "Name the Assessment Officer who reviewed it.",
                field="assessment_officer",
                cite=cite,
            )
        if details.case_officer is None:
            raise RuleViolation(
                "Name the Case Officer who took part.", field="case_officer", cite=cite
            )
    if details.answer == Answer.REFUSED and not details.answer_reason.strip():
        raise RuleViolation("Say why the person refuses.", field="answer_reason")
    if details.answer and not details.how:
        raise RuleViolation("Say how the answer is on record.", field="how")
    if details.how == HowSaid.WITNESSED and not details.witness.strip():
        raise RuleViolation("Name the witness.", field="witness")
    if details.answered_on is not None:
        not_ahead(details.answered_on, "answered_on")
    if details.period_from_on is not None and details.period_from_on > done_on:
        raise RuleViolation("The period begins after the review.", field="period_from_on")


@transaction.atomic
def approve_review(review: PlanReview, by: User, *, approved_on: date) -> ReviewRecord:
    """Add the approval of a review that was held. The day on which it was held fulfils the duty;
    the approval is kept beside it. Raises RuleViolation when it is approved already."""
    record = ReviewRecord.objects.select_for_update().filter(review=review).first()
    if record is None or review.withdrawn_at is not None:
        raise RuleViolation("There is no record of this review to approve.")
    if record.approved_on is not None:
        raise RuleViolation("This review is approved already.")
    not_ahead(approved_on, "approved_on")
    if approved_on < review.done_on:
        raise RuleViolation("The review was held after that day.", field="approved_on")
    record.approved_on, record.approved_by = approved_on, by
    record.save(update_fields=["approved_on", "approved_by"])
    audit.record(AuditEventType.SIGNED, record, actor=by, details={"review": review.pk})
    return record


@transaction.atomic
def withdraw_review(review: PlanReview, by: User | None) -> None:
    """Say that a review was recorded wrongly; the row stays, marked.

    The approval of a version that is kept here cannot be taken back: make a new version.
    """
    if review.withdrawn_at is not None:
        return
    if review.kind == ReviewKind.APPROVED and review.version_id is not None:
        raise RuleViolation("An approved version stays approved. Make a new version instead.")
    review.withdrawn_at = clock.now()
    review.save(update_fields=["withdrawn_at"])
    audit.record(AuditEventType.CORRECTED, review, actor=by)
    announce_case_changed(review.offender_id, "plan review withdrawn")
