"""The agency's contact standards: how many contacts it asks for, by risk level and by date.

1.17, Policy (PRO-021): adherence to caseload standards is what conferences give feedback on; the
numbers are the agency's own. What once held stays as it was: a number changes by ending one
standard and beginning another, so an earlier report can be understood.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from conferences.models import ContactStandard

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User


@transaction.atomic
def add_contact_standard(by: User | None, **facts: Any) -> ContactStandard:
    """Ask for a number of contacts from a day on.

    facts: risk_level, contact_type, minimum, per, modes, person_seen, substitutable, from_on,
    until_on. Raises RuleViolation where one holds already for that level and kind of contact.
    """
    made = _kept(ContactStandard(**facts))
    _record(AuditEventType.CREATED, made, by)
    return made


@transaction.atomic
def replace_contact_standard(
    standard: ContactStandard, by: User | None, *, from_on: date, **numbers: Any
) -> ContactStandard:
    """From that day on other numbers hold; those in force end the day before.

    numbers: minimum, per, modes, person_seen, substitutable, until_on.
    """
    standard = _locked(standard)
    if from_on <= standard.from_on:
        raise RuleViolation(
            f"It began on {_day(standard.from_on)}. Choose a later day.", field="from_on"
        )
    if standard.until_on is not None and standard.until_on < from_on - timedelta(days=1):
        raise RuleViolation(
            f"It ended on {_day(standard.until_on)}. Add a new one instead.", field="from_on"
        )
    standard.until_on = from_on - timedelta(days=1)
    standard.save(update_fields=["until_on"])
    made = _kept(
        ContactStandard(
            risk_level=standard.risk_level,
            contact_type=standard.contact_type,
            from_on=from_on,
            **numbers,
        )
    )
    _record(AuditEventType.CREATED, made, by, replaces=standard.pk)
    return made


@transaction.atomic
def end_contact_standard(
    standard: ContactStandard, by: User | None, *, until_on: date
) -> ContactStandard:
    """Say on which day it holds for the last time."""
    standard = _locked(standard)
    if until_on < standard.from_on:
        raise RuleViolation(
            f"It began on {_day(standard.from_on)} and cannot end before that.", field="until_on"
        )
    standard.until_on = until_on
    _refuse_overlap(standard)
    standard.save(update_fields=["until_on"])
    _record(AuditEventType.ENDED, standard, by)
    return standard


@transaction.atomic
def take_back_contact_standard(standard: ContactStandard, by: User | None) -> None:
    """Remove one that has not begun; its history stays."""
    standard = _locked(standard)
    if standard.from_on <= clock.today():
        raise RuleViolation("It has begun. End it instead.")
    _record(AuditEventType.DISCARDED, standard, by)
    standard.delete()


def _locked(standard: ContactStandard) -> ContactStandard:
    """Changes of standards happen one after the other."""
    Agency.objects.select_for_update(no_key=True).get(pk=Agency.current().pk)
    return ContactStandard.objects.get(pk=standard.pk)


def _kept(standard: ContactStandard) -> ContactStandard:
    Agency.objects.select_for_update(no_key=True).get(pk=Agency.current().pk)
    if standard.minimum < 1:
        raise RuleViolation("Ask for at least one contact.", field="minimum")
    if standard.substitutable > standard.minimum:
        raise RuleViolation(
            "No more can be stood in for than are asked for.", field="substitutable"
        )
    if standard.until_on is not None and standard.until_on < standard.from_on:
        raise RuleViolation("It cannot end before it begins.", field="until_on")
    _refuse_overlap(standard)
    standard.save()
    return standard


def _refuse_overlap(standard: ContactStandard) -> None:
    others = ContactStandard.objects.filter(
        Q(until_on=None) | Q(until_on__gte=standard.from_on),
        risk_level=standard.risk_level,
        contact_type=standard.contact_type,
    ).exclude(pk=standard.pk)
    if standard.until_on is not None:
        others = others.filter(from_on__lte=standard.until_on)
    other = others.order_by("from_on").first()
    if other is None:
        return
    until = f" to {_day(other.until_on)}" if other.until_on else " on"
    raise RuleViolation(
        f"Another number holds for {other.risk_level}, {other.get_contact_type_display().lower()} "
        f"from {_day(other.from_on)}{until}: {other.minimum} a {other.per}. Replace or end that "
        "one, or choose other days.",
        field="until_on" if standard.pk else "from_on",
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


def _record(kind: AuditEventType, standard: ContactStandard, by: User | None, **more: Any) -> None:
    audit.record(
        kind,
        standard,
        actor=by,
        details={
            "risk_level": standard.risk_level,
            "contact_type": str(standard.contact_type),
            "minimum": standard.minimum,
            "per": str(standard.per),
            "from_on": standard.from_on.isoformat(),
            "until_on": standard.until_on.isoformat() if standard.until_on else None,
            **more,
        },
    )
