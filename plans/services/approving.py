"""Submitting a version, sending it back, approving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from plans import focus
from plans.content import content_of
from plans.models import (
    OMP_STAGES,
    Plan,
    PlanAction,
    PlanKind,
    PlanReview,
    PlanVersion,
    ReviewKind,
    VersionStatus,
)
from plans.order import returned_on
from plans.services.drafting import kept
from plans.services.locks import locked, not_ahead
from plans.services.reviews import write_review

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from plans.content import Content


@transaction.atomic
def submit(version: PlanVersion, by: User) -> PlanVersion:
    """Hand a draft to those who approve it.

    Raises RuleViolation without a need and a goal for it, and when fewer of the highest domains
    are addressed than the agency asks for and no reason says why (SLO 1.17).
    """
    version = _submitted(version, by)
    audit.record(AuditEventType.UPDATED, version, actor=by, details={"status": "submitted"})
    return version


@transaction.atomic
def save_and_submit(
    version: PlanVersion, by: User, content: Content, *, revision: int
) -> PlanVersion:
    """Keep what was typed into a draft and hand it on: one act. Raises as `save_version` and
    `submit` do, and then nothing is kept."""
    saved, _ = kept(version, by, content, revision=revision)
    version = _submitted(saved, by)
    audit.record(
        AuditEventType.UPDATED,
        version,
        actor=by,
        details={"status": "submitted", "revision": version.revision},
    )
    return version


def _submitted(version: PlanVersion, by: User) -> PlanVersion:
    version = locked(version)
    if version.status != VersionStatus.DRAFT:
        raise RuleViolation("This version is submitted already.")
    content = content_of(version)
    if not content.needs:
        raise RuleViolation("A plan names at least one need.", field="needs")
    if not content.goals:
        raise RuleViolation("A plan names at least one goal.", field="goals")
    found = focus.focus_of(content, focus.latest_assessment(version.plan.offender))
    if not found.is_met and not version.focus_reason.strip():
        missing = ", ".join(domain.name for domain in found.missing)
        raise RuleViolation(
            f"Goals address {len(found.addressed)} of the highest domains; {found.wanted} are "
            f"asked for. Add a goal for {missing}, or say why not.",
            field="focus_reason",
            cite=focus.CITE,
        )
    version.status = VersionStatus.SUBMITTED
    version.submitted_at, version.submitted_by = clock.now(), by
    version.save()
    return version


@transaction.atomic
def send_back(version: PlanVersion, by: User, *, because: str) -> PlanVersion:
    """Make a submitted version a draft again, with what is to be changed."""
    version = locked(version)
    if version.status != VersionStatus.SUBMITTED:
        raise RuleViolation("Only a submitted version can be sent back.")
    if not because.strip():
        raise RuleViolation("Say what is to be changed.", field="because")
    version.status = VersionStatus.DRAFT
    version.sent_back_at, version.sent_back_by = clock.now(), by
    version.sent_back_because = because.strip()
    version.save()
    audit.record(AuditEventType.UPDATED, version, actor=by, details={"status": "sent back"})
    return version


@transaction.atomic
def approve(version: PlanVersion, by: User, *, approved_on: date) -> PlanVersion:
    """Approve a submitted version: from now on it never changes.

    The first approved version is the fact that starts duties (COPP 10.3, Regular contact
    reports: the approval of the initial IMP). Actions that the new version continues move with
    it; those that it leaves out are dropped. An IMP is approved by another person than the one
    who prepared it. Raises RuleViolation.
    """
    version = locked(version)
    plan = version.plan
    if version.status != VersionStatus.SUBMITTED:
        raise RuleViolation("Only a submitted version can be approved.")
    if plan.kind == PlanKind.IMP and by.pk in {version.prepared_by_id, version.submitted_by_id}:
        raise RuleViolation("Another person approves a plan than the one who prepared it.")
    not_ahead(approved_on, "approved_on")
    before = plan.versions.approved().order_by("-number").first()
    if before is not None and before.approved_on and approved_on < before.approved_on:
        raise RuleViolation("The version before was approved after that day.", field="approved_on")
    version.status = VersionStatus.APPROVED
    version.approved_on, version.approved_at, version.approved_by = approved_on, clock.now(), by
    version.save()
    _move_actions(version, before, by)
    if before is None:
        _start_duties(version, by, approved_on)
    audit.record(AuditEventType.SIGNED, version, actor=by, details={"on": approved_on.isoformat()})
    announce_case_changed(plan.offender_id, "plan approved")
    return version


def _start_duties(version: PlanVersion, by: User, on: date) -> None:
    """Write the approval that duties read, unless it was on record before the text was kept
    here; end the stage before."""
    plan = version.plan
    earlier = _approval_on_record(plan)
    if earlier is not None:
        plan.earlier_approval = earlier
        plan.save(update_fields=["earlier_approval"])
    else:
        write_review(
            plan.offender,
            by,
            plan=plan.kind,
            kind=ReviewKind.APPROVED,
            done_on=on,
            version=version,
        )
    if plan.kind in OMP_STAGES:
        stages = Plan.objects.in_use().filter(offender=plan.offender, kind__in=OMP_STAGES)
        for old in stages.filter(kind__lt=plan.kind):
            last = old.versions.approved().order_by("-number").first()
            if last is not None:
                _move_actions(version, last, by)
            old.versions.open().delete()
            old.ended_on, old.ended_because = on, f"{plan.get_kind_display()} followed"
            old.save(update_fields=["ended_on", "ended_because"])


def _approval_on_record(plan: Plan) -> PlanReview | None:
    """An approval of this plan from before its text was kept here: not of an earlier time in
    custody, and not of another plan that is kept here."""
    recorded = PlanReview.objects.standing().filter(
        offender=plan.offender, plan=plan.kind, kind=ReviewKind.APPROVED, version=None
    )
    for approval in recorded.order_by("-done_on"):
        taken = Plan.objects.filter(earlier_approval=approval).exists()
        if not taken and returned_on(plan.offender, approval.done_on) is None:
            return approval
    return None


def _move_actions(version: PlanVersion, before: PlanVersion | None, by: User) -> None:
    """What became of an action while the new version was written goes with it; an open action
    that the new version left out is dropped."""
    if before is None:
        return
    copies = {row.copied_from_id: row for row in version.actions.all()}
    for action in before.actions.all():
        copy = copies.get(action.pk)
        if copy is None and not action.is_settled:
            action.dropped_on = version.approved_on
            action.dropped_because = f"Not in {version}"
            _settled(action, by)
        elif copy is not None and action.is_settled:
            copy.done_on, copy.outcome = action.done_on, action.outcome
            copy.dropped_on, copy.dropped_because = action.dropped_on, action.dropped_because
            copy.settled_by, copy.settled_at = action.settled_by, action.settled_at
            copy.save()


def _settled(action: PlanAction, by: User) -> None:
    action.settled_by, action.settled_at = by, clock.now()
    action.save()
