"""What the person says to a plan, and the handover from one team to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from plans.models import Agreement, Answer, Handover, HowSaid, VersionStatus
from plans.services.locks import locked, not_ahead

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from plans.models import PlanVersion


@transaction.atomic
def record_agreement(
    version: PlanVersion,
    by: User,
    *,
    answer: str,
    on: date,
    how: str,
    reason: str = "",
    witness: str = "",
) -> Agreement:
    """Keep that the person agrees to a version, or refuses it and why. The latest answer counts.

    Raises RuleViolation for a draft, a refusal without a reason, a witness without a name.
    """
    version = locked(version)
    if version.status == VersionStatus.DRAFT:
        raise RuleViolation("A draft may still change: submit it first.")
    not_ahead(on, "on")
    if answer == Answer.REFUSED and not reason.strip():
        raise RuleViolation("Say why the person refuses.", field="reason")
    if how == HowSaid.WITNESSED and not witness.strip():
        raise RuleViolation("Name the witness.", field="witness")
    agreement = Agreement.objects.create(
        version=version,
        answer=answer,
        reason=reason.strip(),
        on=on,
        how=how,
        witness=witness.strip(),
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, agreement, actor=by, details={"answer": answer})
    announce_case_changed(version.plan.offender_id, f"plan {answer}")
    return agreement


@transaction.atomic
def record_handover(
    version: PlanVersion, by: User, *, met_on: date, from_team: str, to_team: str, agreed: str = ""
) -> Handover:
    """Keep that two teams met over an approved version when the case went from one to the other
    (TPC, elements). Raises RuleViolation."""
    version = locked(version)
    if version.status != VersionStatus.APPROVED:
        raise RuleViolation("Teams hand over an approved version.")
    not_ahead(met_on, "met_on")
    handover = Handover.objects.create(
        version=version,
        met_on=met_on,
        from_team=from_team.strip(),
        to_team=to_team.strip(),
        agreed=agreed,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, handover, actor=by)
    announce_case_changed(version.plan.offender_id, "plan handed over")
    return handover
