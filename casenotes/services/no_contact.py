"""Entering why nobody could reach a person in a calendar month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.errors import RuleViolation
from casenotes.models.errors import Strike
from casenotes.models.no_contact import NoContact, NoContactReason
from casenotes.models.note_types import Behaviour

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from casenotes.models import CaseNote
    from offenders.models import Offender

#: The note type that carries a reason.
NO_CONTACT = "no_contact"

CITE = "Caseload Conference, 1.17"


def enter_reason(note: CaseNote, reason: str, by: User) -> NoContactReason:
    """Enter the reason for the month in which `note` happened; made with its note, in one act.

    Another reason for the same month is a new row that corrects the one that stood; the same
    reason again leaves it standing. Raises RuleViolation without a reason, with one that there
    is not, or on a note of another type.
    """
    if note.type.behaviour != Behaviour.NO_CONTACT:
        raise RuleViolation(
            "A reason for no contact goes with a note of that type. Choose the type, or leave "
            "the reason empty.",
            field="no_contact_reason",
        )
    if reason not in NoContact.values:
        raise RuleViolation(
            "Say why the person could not be reached.", field="no_contact_reason", cite=CITE
        )
    month = note.occurred_on.replace(day=1)
    before = NoContactReason.objects.filter(
        offender=note.offender, month=month, correction=None
    ).first()
    struck = before is not None and Strike.objects.filter(note=before.note_id).exists()
    if before is not None and before.reason == reason and not struck:
        return before
    return NoContactReason.objects.create(
        offender=note.offender,
        month=month,
        reason=reason,
        note=note,
        entered_at=note.recorded_at,
        entered_on=note.recorded_on,
        author=by,
        author_name=by.full_name,
        corrects=before,
        origin_id=before.origin_id_or_own if before else None,
    )


def reason_for(offender: Offender, month: date) -> NoContactReason | None:
    """The reason that stands for the calendar month in which `month` lies."""
    return (
        NoContactReason.objects.standing()
        .filter(offender=offender, month=month.replace(day=1))
        .first()
    )
