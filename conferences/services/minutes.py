"""Minutes: written, forwarded, kept for as long as the policy says, disposed of by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_facility_changed
from agency.models import AuditEventType
from conferences.models import LegalHold, Meeting, Minutes
from scheduling.policy.dates import add_months, spoken

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

CITE = "P.S. 3510.08, Attachment A, II.C"


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    by: User,
    *,
    text: str,
    reference: str,
    prepared_on: date,
    kept_months: int,
) -> Minutes:
    """Keep the minutes, or where they lie on paper; until they are forwarded, change them.

    kept_months: for how long the policy in force wants them kept; it stays as it was when they
    were first written. Raises RuleViolation when there is neither text nor reference, for a day
    before the meeting or in the future, and once they were forwarded or disposed of.
    """
    meeting = Meeting.objects.standing().select_for_update(of=("self",)).get(pk=meeting.pk)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    text, reference = text.strip(), reference.strip()
    if not text and not reference:
        raise RuleViolation("Write the minutes, or say where they lie.", field="text")
    if prepared_on > clock.today(meeting.facility):
        raise RuleViolation("This lies in the future.", field="prepared_on")
    if prepared_on < meeting.held_on:
        raise RuleViolation("This is before the meeting was held.", field="prepared_on")
    is_new = minutes is None
    if minutes is None:
        minutes = Minutes(
            meeting=meeting,
            prepared_by=by,
            kept_months=kept_months,
            kept_through=add_months(meeting.held_on, kept_months),
        )
    elif minutes.disposed_on is not None:
        raise RuleViolation(_disposed(minutes))
    elif minutes.forwarded_on is not None:
        raise RuleViolation(
            f"These minutes were forwarded on {spoken(minutes.forwarded_on)} and stand as they "
            "are. Correct them in the minutes of the next meeting.",
            cite=CITE,
        )
    minutes.text = text
    minutes.reference = reference
    minutes.prepared_on = prepared_on
    minutes.save()
    _record(AuditEventType.CREATED if is_new else AuditEventType.UPDATED, minutes, by)
    return minutes


@transaction.atomic
def forward_minutes(minutes: Minutes, by: User, *, to: str, on: date) -> Minutes:
    """Say that they went to the regional office; from now on the text stands.

    Raises RuleViolation when they were forwarded before, for a day before they were prepared or
    in the future, and without a recipient.
    """
    minutes = _locked(minutes)
    if minutes.forwarded_on is not None:
        raise RuleViolation(
            f"These minutes were forwarded on {spoken(minutes.forwarded_on)} already."
        )
    if not to.strip():
        raise RuleViolation("Say to whom.", field="to")
    if on > clock.today(minutes.meeting.facility):
        raise RuleViolation("This lies in the future.", field="on")
    if on < minutes.prepared_on:
        raise RuleViolation("This is before they were prepared.", field="on")
    minutes.forwarded_on = on
    minutes.forwarded_to = to.strip()
    minutes.forwarded_by = by
    minutes.save()
    _record(AuditEventType.UPDATED, minutes, by, forwarded_on=on.isoformat())
    return minutes


@transaction.atomic
def set_hold(minutes: Minutes, by: User, *, reason: str) -> LegalHold:
    """Keep them beyond their time, until somebody lifts the hold.

    Raises RuleViolation without a reason, when one holds already, and after the disposal.
    """
    minutes = _locked(minutes)
    if not reason.strip():
        raise RuleViolation("Say why they must be kept.", field="reason")
    if minutes.legal_hold:
        raise RuleViolation("A legal hold is on these minutes already.")
    hold = LegalHold.objects.create(
        minutes=minutes,
        reason=reason.strip(),
        set_on=clock.today(minutes.meeting.facility),
        set_by=by,
    )
    minutes.legal_hold = True
    minutes.save()
    _record(AuditEventType.UPDATED, minutes, by, hold=hold.pk)
    return hold


@transaction.atomic
def lift_hold(minutes: Minutes, by: User, *, reason: str) -> LegalHold:
    """End the legal hold; the minutes are kept for what is left of their time, if any.

    Raises RuleViolation without a reason and when there is no hold.
    """
    minutes = _locked(minutes)
    if not reason.strip():
        raise RuleViolation("Say why the hold ends.", field="reason")
    hold = minutes.holds.filter(lifted_on=None).first()
    if hold is None:
        raise RuleViolation("There is no legal hold on these minutes.")
    hold.lifted_on = clock.today(minutes.meeting.facility)
    hold.lifted_by = by
    hold.lifted_because = reason.strip()
    hold.save()
    minutes.legal_hold = False
    minutes.save()
    _record(AuditEventType.UPDATED, minutes, by, lifted=hold.pk)
    return hold


def why_not_disposable(minutes: Minutes, on: date) -> RuleViolation | None:
    """What stands against disposing of the minutes on that day; None when nothing does (M8)."""
    if minutes.disposed_on is not None:
        return RuleViolation(_disposed(minutes))
    if minutes.legal_hold:
        return RuleViolation(
            "A legal hold is on these minutes. They are kept until somebody lifts it."
        )
    if on < minutes.disposable_from:
        return RuleViolation(
            f"These minutes are kept through {spoken(minutes.kept_through)}. They may be "
            f"disposed of from {spoken(minutes.disposable_from)} on.",
            cite=CITE,
        )
    return None


@transaction.atomic
def dispose_of_minutes(minutes: Minutes, by: User) -> Minutes:
    """Remove the text for good; that there were minutes, and who disposed of them, stays.

    Raises RuleViolation on the last day of keeping and before, with the day from which it is
    allowed, and while a legal hold is on them. P.S. 3510.08, Attachment A, II.C; M8.
    """
    minutes = _locked(minutes)
    today = clock.today(minutes.meeting.facility)
    refusal = why_not_disposable(minutes, today)
    if refusal is not None:
        raise refusal
    minutes.text = ""
    minutes.disposed_on = today
    minutes.disposed_by = by
    minutes.save()
    _record(AuditEventType.DISCARDED, minutes, by, kept_through=minutes.kept_through.isoformat())
    return minutes


def follow_the_meeting(meeting: Meeting) -> None:
    """Count the time of keeping from the meeting's new date.

    Raises RuleViolation when the minutes were disposed of: what they were of stands.
    """
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        return
    if minutes.disposed_on is not None:
        raise RuleViolation(f"{_disposed(minutes)} The day of the meeting stands.", field="held_on")
    if minutes.prepared_on < meeting.held_on:
        raise RuleViolation(
            f"Its minutes were prepared on {spoken(minutes.prepared_on)}, which would be before "
            "the meeting.",
            field="held_on",
        )
    minutes.kept_through = add_months(meeting.held_on, minutes.kept_months)
    minutes.save()


def _locked(minutes: Minutes) -> Minutes:
    return (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("meeting__facility")
        .get(pk=minutes.pk)
    )


def _disposed(minutes: Minutes) -> str:
    assert minutes.disposed_on is not None
    return f"These minutes were disposed of on {spoken(minutes.disposed_on)}."


def _record(type: AuditEventType, minutes: Minutes, by: User, **details: object) -> None:
    facility = minutes.meeting.facility_id
    audit.record(
        type,
        minutes,
        actor=by,
        facility_id=facility,
        details={"meeting": minutes.meeting_id} | details,
    )
    announce_facility_changed(facility, "minutes changed")
