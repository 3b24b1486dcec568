"""The person: identity and alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import Alert, Offender

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

IDENTITY_FIELDS = (
    "number",
    "family_name",
    "given_names",
    "date_of_birth",
    "sex",
    "legal_status",
)


@transaction.atomic
def register_offender(by: User | None, **identity: Any) -> Offender:
    """Open a case. `identity` holds the fields of IDENTITY_FIELDS.

    Raises RuleViolation when the number is taken or the date of birth is in the future.
    """
    _check_identity(identity)
    if Offender.objects.filter(number=identity["number"]).exists():
        raise RuleViolation("This number belongs to somebody else.", field="number")
    offender = Offender.objects.create(**identity)
    audit.record(AuditEventType.CREATED, offender, actor=by)
    announce_case_changed(offender.pk, "case opened")
    return offender


@transaction.atomic
def update_offender(offender: Offender, by: User | None, **identity: Any) -> Offender:
    """Change who the person is; the history keeps what was there before."""
    _check_identity(identity)
    changed = [
        name
        for name, value in identity.items()
        if name in IDENTITY_FIELDS and getattr(offender, name) != value
    ]
    if not changed:
        return offender
    taken = Offender.objects.filter(number=identity.get("number", offender.number))
    if taken.exclude(pk=offender.pk).exists():
        raise RuleViolation("This number belongs to somebody else.", field="number")
    for name in changed:
        setattr(offender, name, identity[name])
    offender.save()
    audit.record(AuditEventType.UPDATED, offender, actor=by, details={"fields": changed})
    announce_case_changed(offender.pk, "identity changed")
    return offender


def _check_identity(identity: dict[str, Any]) -> None:
    born: date | None = identity.get("date_of_birth")
    if born is not None and born > clock.today():
        raise RuleViolation("The date of birth is in the future.", field="date_of_birth")


@transaction.atomic
def raise_alert(
    offender: Offender,
    by: User | None,
    *,
    label: str,
    text: str,
    from_on: date,
    until_on: date | None = None,
) -> Alert:
    """Warn everyone who opens the case."""
    if until_on is not None and until_on < from_on:
        raise RuleViolation("An alert cannot end before it starts.", field="until_on")
    alert = Alert.objects.create(
        offender=offender,
        label=label,
        text=text,
        from_on=from_on,
        until_on=until_on,
        recorded_by=by,
    )
    audit.record(AuditEventType.CREATED, alert, actor=by)
    return alert


@transaction.atomic
def end_alert(alert: Alert, by: User | None, *, until_on: date) -> Alert:
    """Say on which day an alert holds for the last time."""
    if until_on < alert.from_on:
        raise RuleViolation("An alert cannot end before it starts.", field="until_on")
    alert.until_on = until_on
    alert.save(update_fields=["until_on"])
    audit.record(AuditEventType.ENDED, alert, actor=by)
    return alert
