"""Putting an edition in force: one person proposes, another approves, and every day is governed.

The database holds the same rules once more (`Activation.Meta`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from scheduling import policies, taking_effect
from scheduling.models import Activation
from scheduling.services.drafts import refuse_a_number_in_use
from scheduling.worked_cases import worked_cases

if TYPE_CHECKING:
    from datetime import date

    from agency.models import Facility, Unit, User
    from scheduling.models import PolicyEdition, Preview

_EARLIEST = "Choose {today} or a later day: what was due before stays as it was."


@transaction.atomic
def propose(
    edition: PolicyEdition,
    by: User,
    *,
    from_on: date,
    proposal: str,
    facility: Facility | None = None,
    unit: Unit | None = None,
    until_on: date | None = None,
    preview: Preview | None = None,
    changed_answers_meant: bool = False,
) -> Activation:
    """Propose an edition for the agency, a facility or a unit from a day. It changes no date yet.

    changed_answers_meant: needed where worked cases answer otherwise than their table says.
    Raises RuleViolation.
    """
    Agency.objects.select_for_update().get()
    check_scope(edition, from_on, until_on, facility, unit)
    refuse_a_number_in_use(edition)
    if not proposal.strip():
        raise RuleViolation("Say why, for the person who approves it.", field="proposal")
    worked = worked_cases(edition)
    if worked.changed and not changed_answers_meant:
        raise RuleViolation(
            f"{len(worked.changed)} worked cases answer otherwise than before. "
            "Say that this is meant, or correct the text.",
            field="changed_answers_meant",
        )
    activation = Activation(
        edition=edition,
        policy_code=edition.policy_code,
        facility=facility,
        unit=unit,
        from_on=from_on,
        until_on=until_on,
        proposed_by=by,
        proposed_at=clock.now(),
        proposal=proposal.strip()[:2000],
        scenarios={
            "cases": len(worked.cases),
            "agreeing": worked.agreeing,
            "changed": [f"{case.codes[0]} {case.case}" for case in worked.changed],
        },
    )
    if Activation.objects.waiting().in_scope_of(activation).filter(edition=edition).exists():
        raise RuleViolation("This edition is proposed there already.", field="from_on")
    policies.give_way(_approved_with_edition(), activation)
    _take_preview(activation, preview)
    activation.until_on = until_on
    activation.save(force_insert=True)
    audit.record(
        AuditEventType.CREATED,
        activation,
        actor=by,
        details={"edition": edition.pk, "from_on": from_on.isoformat()},
    )
    return activation


def check_scope(
    edition: PolicyEdition,
    from_on: date,
    until_on: date | None,
    facility: Facility | None,
    unit: Unit | None,
) -> None:
    """Refuse a place or days for which the edition cannot be in force. Raises RuleViolation."""
    place = facility or unit
    if facility is not None and unit is not None:
        raise RuleViolation("Choose a facility or a unit, not both.", field="place")
    today = clock.today(facility or (unit.facility if unit else None))
    if from_on < today:
        raise RuleViolation(_EARLIEST.format(today=f"{today.day} {today:%B %Y}"), field="from_on")
    if until_on is not None and place is None:
        raise RuleViolation(
            "For the whole agency an edition holds until the next one is activated.",
            field="until_on",
        )
    if until_on is not None and until_on < from_on:
        raise RuleViolation("The last day is before the first.", field="until_on")
    governed = Activation.objects.approved().filter(
        policy_code=edition.policy_code, facility=None, unit=None, from_on__lte=from_on
    )
    if edition.supplements and place is None:
        raise RuleViolation(
            "A supplement holds at a facility or a unit. Choose which.", field="place"
        )
    if edition.supplements and not governed.exists():
        raise RuleViolation(
            f"{edition.supplements} is not in force then, so nothing can supplement it.",
            field="from_on",
        )


def refuse_approver(activation: Activation, by: User) -> None:
    """The proposer never approves; nor does anybody approve twice. Raises RuleViolation."""
    if activation.state != "proposed":
        raise RuleViolation("This has been decided already.")
    if activation.proposed_by_id == by.pk:
        raise RuleViolation("You proposed it. A second person approves it.")


@transaction.atomic
def approve(activation: Activation, by: User, *, reason: str) -> Activation:
    """Put it in force from its day; what held there before ends on the eve.

    Dates that move are recomputed in the background, now and when the day comes. Raises
    RuleViolation.
    """
    Agency.objects.select_for_update().get()
    row = (
        Activation.objects.select_for_update(of=("self",))
        .select_related("edition")
        .get(pk=activation.pk)
    )
    refuse_approver(row, by)
    if not reason.strip():
        raise RuleViolation("Say why you approve it.", field="reason")
    check_scope(row.edition, row.from_on, row.until_on, row.facility, row.unit)
    refuse_a_number_in_use(row.edition)
    preview = row.preview
    if preview is None or preview.finished_at is None:
        raise RuleViolation("Look at what it would change first.")
    others = list(_approved_with_edition())
    ends = {other.pk: other.until_on for other in others}
    shortened = policies.give_way(others, row)
    if shortened is not None:
        row.replaces = shortened
        row.replaces_until_on = ends[shortened.pk]
        shortened.save(update_fields=["until_on"])
    row.approved_by = by
    row.approved_at = clock.now()
    row.approval_reason = reason.strip()[:2000]
    row.preview_figures = preview.figures
    row.save(
        update_fields=[
            "until_on",
            "replaces",
            "replaces_until_on",
            "approved_by",
            "approved_at",
            "approval_reason",
            "preview_figures",
        ]
    )
    taking_effect.recompute_for(row, by)
    _record(row, by, "approved")
    return row


@transaction.atomic
def take_preview(activation: Activation, preview: Preview) -> None:
    """Let a newer calculation stand beside a proposal. Raises RuleViolation."""
    if activation.state != "proposed":
        raise RuleViolation("This has been decided already.")
    _take_preview(activation, preview)
    activation.save(update_fields=["preview", "preview_figures"])


@transaction.atomic
def send_back(activation: Activation, by: User, *, reason: str) -> Activation:
    """Refuse a proposal with words for its proposer; the draft can be edited again."""
    row = Activation.objects.select_for_update(of=("self",)).get(pk=activation.pk)
    if row.state != "proposed":
        raise RuleViolation("This has been decided already.")
    if row.proposed_by_id == by.pk:
        raise RuleViolation("You proposed it. Withdraw it instead.")
    if not reason.strip():
        raise RuleViolation("Say what should be changed.", field="reason")
    row.returned_by = by
    row.returned_at = clock.now()
    row.return_reason = reason.strip()[:2000]
    row.save(update_fields=["returned_by", "returned_at", "return_reason"])
    _record(row, by, "sent back")
    return row


@transaction.atomic
def withdraw(activation: Activation, by: User, *, reason: str) -> Activation:
    """Take back a proposal, or an activation whose day has not come.

    What it would have replaced goes on as if it had never been approved. Raises RuleViolation.
    """
    Agency.objects.select_for_update().get()
    row = Activation.objects.select_for_update(of=("self",)).get(pk=activation.pk)
    approved = row.approved_at is not None
    if row.withdrawn_at is not None or row.returned_at is not None:
        raise RuleViolation("This has been decided already.")
    local = row.facility or (row.unit.facility if row.unit else None)
    if approved and row.from_on <= clock.today(local):
        raise RuleViolation(
            "It is in force, so it cannot be withdrawn. Activate another edition after it."
        )
    if approved and _follower_of(row) is not None:
        raise RuleViolation("Another edition follows on it. Withdraw that one first.")
    if not reason.strip():
        raise RuleViolation("Say why.", field="reason")
    row.withdrawn_by = by
    row.withdrawn_at = clock.now()
    row.withdrawal_reason = reason.strip()[:2000]
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    if approved:
        _let_the_one_before_go_on(row)
        taking_effect.recompute_for(row, by)
    _record(row, by, "withdrawn")
    return row


def _let_the_one_before_go_on(row: Activation) -> None:
    before = (
        Activation.objects.approved()
        .in_scope_of(row)
        .filter(until_on=row.from_on - policies.ONE_DAY)
        .first()
    )
    if before is not None:
        own = before.pk == row.replaces_id
        before.until_on = row.replaces_until_on if own else row.until_on
        before.save(update_fields=["until_on"])


def _follower_of(row: Activation) -> Activation | None:
    """An activation that shortened this one and still stands."""
    return Activation.objects.approved().filter(replaces=row).first()


def _take_preview(activation: Activation, preview: Preview | None) -> None:
    if preview is None:
        return
    fits = (
        preview.edition_id == activation.edition_id
        and preview.facility_id == activation.facility_id
        and preview.unit_id == activation.unit_id
        and preview.from_on == activation.from_on
    )
    if not fits:
        raise RuleViolation("That preview is of another edition, place or day. Recalculate it.")
    if preview.finished_at is None:
        raise RuleViolation("It is still being worked out. Wait until it has finished.")
    activation.preview = preview
    activation.preview_figures = preview.figures


def _approved_with_edition() -> Any:
    return Activation.objects.approved().select_related("edition").order_by("from_on", "pk")


def _record(row: Activation, by: User, decision: str) -> None:
    audit.record(
        AuditEventType.SETTING_CHANGED,
        row,
        actor=by,
        details={"decision": decision, "edition": row.edition_id, "from_on": str(row.from_on)},
    )
