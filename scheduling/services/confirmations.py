"""Readings of what policies leave open, confirmed by somebody at the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType
from scheduling import policies
from scheduling.models import AssumptionConfirmation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import User
    from scheduling.models import PolicyEdition


def silences_of(edition: PolicyEdition) -> list[tuple[str, str]]:
    """Each silence of an edition: the duty's code and the sentence in which it is read."""
    return [
        (duty.code, sentence)
        for duty in policies.parsed(edition).duties()
        for sentence in duty.assumes
    ]


def confirmations_of(policy_code: str) -> dict[tuple[str, str], AssumptionConfirmation]:
    """What is confirmed of a policy, by duty and sentence."""
    rows = AssumptionConfirmation.objects.filter(
        policy_code=policy_code, withdrawn_at=None
    ).select_related("confirmed_by")
    return {(row.duty, row.sentence): row for row in rows}


def confirmed_for(duty: str) -> dict[str, AssumptionConfirmation]:
    """What is confirmed of one duty, by sentence: for the why of a date."""
    rows = AssumptionConfirmation.objects.filter(duty=duty, withdrawn_at=None)
    return {row.sentence: row for row in rows.select_related("confirmed_by")}


@transaction.atomic
def confirm(
    edition: PolicyEdition, by: User, silences: Iterable[tuple[str, str]], *, note: str = ""
) -> list[AssumptionConfirmation]:
    """Confirm these silences (duty, sentence) of an edition; those confirmed already stay.

    Raises RuleViolation when none is named or one is not in this edition.
    """
    chosen = set(silences)
    if not chosen:
        raise RuleViolation("Choose at least one sentence to confirm.", field="silences")
    if not chosen <= set(silences_of(edition)):
        raise RuleViolation(
            "This edition does not say that. Open the page again.", field="silences"
        )
    known = confirmations_of(edition.policy_code)
    made = [
        AssumptionConfirmation.objects.create(
            edition=edition,
            policy_code=edition.policy_code,
            duty=duty,
            sentence=sentence,
            note=note.strip()[:1000],
            confirmed_by=by,
        )
        for duty, sentence in sorted(chosen - known.keys())
    ]
    audit.record(
        AuditEventType.SETTING_CHANGED,
        edition,
        actor=by,
        details={"confirmed": [row.pk for row in made]},
    )
    return made


@transaction.atomic
def withdraw_confirmation(confirmation: AssumptionConfirmation, by: User) -> None:
    """Take a confirmation back; that it was given stays on record."""
    row = AssumptionConfirmation.objects.select_for_update().get(pk=confirmation.pk)
    if row.withdrawn_at is not None:
        raise RuleViolation("That was taken back already.")
    row.withdrawn_by = by
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record(
        AuditEventType.SETTING_CHANGED,
        row.edition,
        actor=by,
        details={"confirmation_withdrawn": row.pk},
    )
