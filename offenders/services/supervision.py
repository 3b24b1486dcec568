"""Supervision in the community and custody elsewhere while it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import CustodyBooking, Offender, SupervisionCondition, SupervisionTerm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User

BOOKING_FIELDS = (
    "booked_on",
    "place",
    "booking_type",
    "typed_on",
    "sentenced",
    "planned_release_on",
    "released_on",
)
TERM_FIELDS = ("kind", "court_case", "from_on", "expires_on", "ended_on", "ended_how")


@transaction.atomic
def record_booking(offender: Offender, by: User | None, **facts: Any) -> CustodyBooking:
    """A person under supervision is held elsewhere. facts: BOOKING_FIELDS; 1.17, General
    Procedure: the booking type is completed, with its day."""
    Offender.objects.select_for_update().get(pk=offender.pk)
    booking = CustodyBooking(offender=offender, recorded_by=by, **facts)
    _check_booking(booking)
    booking.save()
    audit.record(AuditEventType.CREATED, booking, actor=by)
    announce_case_changed(offender.pk, "booking recorded")
    return booking


@transaction.atomic
def update_booking(booking: CustodyBooking, by: User | None, **facts: Any) -> CustodyBooking:
    """Complete or change a booking: its type, the planned release, the release."""
    booking = CustodyBooking.objects.select_for_update().get(pk=booking.pk)
    changed = _set(booking, BOOKING_FIELDS, facts)
    if not changed:
        return booking
    _check_booking(booking)
    booking.save(update_fields=changed)
    audit.record(AuditEventType.UPDATED, booking, actor=by, details={"fields": changed})
    announce_case_changed(booking.offender_id, "booking changed")
    return booking


@transaction.atomic
def record_term(
    offender: Offender, by: User | None, *, conditions: Iterable[str] = (), **facts: Any
) -> SupervisionTerm:
    """A time under supervision begins. facts: TERM_FIELDS; conditions: one text each, from the
    first day on."""
    term = SupervisionTerm(offender=offender, recorded_by=by, **facts)
    _check_term(term)
    term.save()
    for text in conditions:
        if text.strip():
            SupervisionCondition.objects.create(
                term=term, text=" ".join(text.split()), from_on=term.from_on
            )
    audit.record(AuditEventType.CREATED, term, actor=by)
    announce_case_changed(offender.pk, "supervision recorded")
    return term


@transaction.atomic
def update_term(
    term: SupervisionTerm,
    by: User | None,
    *,
    new_conditions: Iterable[str] = (),
    conditions_from: date | None = None,
    ended_conditions: Iterable[SupervisionCondition] = (),
    **facts: Any,
) -> SupervisionTerm:
    """Change or end a term. Conditions are added from `conditions_from` (by default today) and
    ended through the day before; their words never change."""
    term = SupervisionTerm.objects.select_for_update().get(pk=term.pk)
    changed = _set(term, TERM_FIELDS, facts)
    _check_term(term)
    if changed:
        term.save(update_fields=changed)
    day = conditions_from or clock.today()
    ended = _end_conditions(term, ended_conditions, day)
    added = [" ".join(text.split()) for text in new_conditions if text.strip()]
    if added and day < term.from_on:
        raise RuleViolation("A condition cannot begin before the term.", field="conditions_from")
    for text in added:
        SupervisionCondition.objects.create(term=term, text=text, from_on=day)
    if not changed and not ended and not added:
        return term
    audit.record(
        AuditEventType.UPDATED,
        term,
        actor=by,
        details={"fields": changed, "conditions_added": len(added), "conditions_ended": ended},
    )
    announce_case_changed(term.offender_id, "supervision changed")
    return term


@transaction.atomic
def withdraw_supervision(
    record: CustodyBooking | SupervisionTerm, by: User | None, *, reason: str
) -> None:
    """Say that a booking or a term never was; it stays in the list, marked as withdrawn."""
    if not reason.strip():
        raise RuleViolation("Say why it never was.", field="reason")
    if record.withdrawn_at is not None:
        raise RuleViolation("It is withdrawn already.")
    record.withdrawn_at = clock.now()
    record.withdrawn_reason = reason
    record.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    audit.record(AuditEventType.CORRECTED, record, actor=by, details={"withdrawn": True})
    announce_case_changed(record.offender_id, "supervision withdrawn")


def _set(record: Any, names: tuple[str, ...], facts: dict[str, Any]) -> list[str]:
    changed = [name for name in names if name in facts and getattr(record, name) != facts[name]]
    for name in changed:
        setattr(record, name, facts[name])
    return changed


def _end_conditions(
    term: SupervisionTerm, conditions: Iterable[SupervisionCondition], day: date
) -> int:
    """End conditions through the day before `day`, those that begin on it on the day itself."""
    ended = 0
    for condition in conditions:
        if condition.term_id != term.pk:
            raise RuleViolation("That condition belongs to another term.")
        condition.until_on = max(day, condition.from_on)
        condition.save(update_fields=["until_on"])
        ended += 1
    return ended


def _check_booking(booking: CustodyBooking) -> None:
    today = clock.today()
    if booking.booked_on > today:
        raise RuleViolation("A booking cannot lie in the future.", field="booked_on")
    if bool(booking.booking_type) != (booking.typed_on is not None):
        raise RuleViolation(
            "Say the booking type and the day on which it was completed, or neither yet.",
            field="typed_on" if booking.booking_type else "booking_type",
        )
    if booking.typed_on is not None and not booking.booked_on <= booking.typed_on <= today:
        raise RuleViolation(
            "The booking type is completed between the booking and today.", field="typed_on"
        )
    if booking.released_on is not None and booking.released_on < booking.booked_on:
        raise RuleViolation("The release lies before the booking.", field="released_on")
    if booking.released_on is not None and booking.released_on > today:
        raise RuleViolation(
            "A release to come is a planned release. Leave this empty until it has happened.",
            field="released_on",
        )
    if booking.planned_release_on is not None and booking.planned_release_on < booking.booked_on:
        raise RuleViolation(
            "The planned release lies before the booking.", field="planned_release_on"
        )
    others = CustodyBooking.objects.standing().filter(offender_id=booking.offender_id)
    others = others.exclude(pk=booking.pk)
    if booking.released_on is None and others.filter(released_on=None).exists():
        raise RuleViolation("Another booking is still open. Record its release first.")


def _check_term(term: SupervisionTerm) -> None:
    if term.expires_on is not None and term.expires_on < term.from_on:
        raise RuleViolation("A term cannot expire before it starts.", field="expires_on")
    if bool(term.ended_how) != (term.ended_on is not None):
        raise RuleViolation(
            "Say on which day it ended and how, or neither.",
            field="ended_on" if term.ended_how else "ended_how",
        )
    if term.ended_on is not None and term.ended_on < term.from_on:
        raise RuleViolation("A term cannot end before it starts.", field="ended_on")
    if term.ended_on is not None and term.ended_on > clock.today():
        raise RuleViolation(
            "An end to come is the day on which it expires. Leave this empty until it has ended.",
            field="ended_on",
        )
