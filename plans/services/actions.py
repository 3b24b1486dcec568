"""What became of the actions of an approved plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from plans.models import PlanAction, VersionStatus
from plans.services.locks import not_ahead

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User


@transaction.atomic
def finish_action(action: PlanAction, by: User, *, done_on: date, outcome: str = "") -> PlanAction:
    """Say that an action was done, and on which day."""
    action = _open(action)
    not_ahead(done_on, "done_on")
    action.done_on, action.outcome = done_on, outcome
    return _settle(action, by, "done")


@transaction.atomic
def drop_action(action: PlanAction, by: User, *, dropped_on: date, because: str) -> PlanAction:
    """Say that an action is no longer to be done, and why."""
    action = _open(action)
    not_ahead(dropped_on, "done_on")
    if not because.strip():
        raise RuleViolation("Say why it is dropped.", field="outcome")
    action.dropped_on, action.dropped_because = dropped_on, because.strip()
    return _settle(action, by, "dropped")


@transaction.atomic
def reopen_action(action: PlanAction, by: User) -> PlanAction:
    """Take back what was said of an action by mistake; its history keeps it."""
    action = _standing(action)
    if not action.is_settled:
        raise RuleViolation("This action is open already.")
    action.done_on = action.dropped_on = None
    action.outcome = action.dropped_because = ""
    return _settle(action, by, "reopened")


def _standing(action: PlanAction) -> PlanAction:
    action = (
        PlanAction.objects.select_for_update(of=("self",))
        .select_related("version__plan")
        .get(pk=action.pk)
    )
    if action.version.status != VersionStatus.APPROVED:
        raise RuleViolation("The plan is not approved yet.")
    if action.copies.filter(version__status=VersionStatus.APPROVED).exists():
        raise RuleViolation("A later version has this action: open that one.")
    return action


def _open(action: PlanAction) -> PlanAction:
    action = _standing(action)
    if action.is_settled:
        raise RuleViolation("This action is settled already.")
    return action


def _settle(action: PlanAction, by: User, how: str) -> PlanAction:
    action.settled_by, action.settled_at = by, clock.now()
    action.save()
    audit.record(AuditEventType.UPDATED, action, actor=by, details={"action": how})
    announce_case_changed(action.offender_id, f"plan action {how}")
    return action
