"""What every signed note goes through, whichever act makes it.

The services around it record the one event of the act and announce what it moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency import clock
from agency.errors import RuleViolation
from casenotes.models import CaseNote, ContactMode, ContactOutcome, Draft, NoteType
from casenotes.services.authorship import authorship_of, facility_at, officer_on
from casenotes.services.no_contact import NO_CONTACT
from casenotes.text import require_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from agency.models import User

TERMINATION_SUMMARY = "termination_summary"


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What a note says, as the author gives it."""

    type: NoteType
    occurred_at: datetime
    text: str
    facets: tuple[str, ...] = ()
    contact_mode: str = ContactMode.NONE
    contact: str = ""
    collateral: str = ""
    confidential: bool = False


def signed_before(offender: Offender, by: User, form_key: uuid.UUID) -> CaseNote | None:
    """The note that this form made already; the lock makes a double click wait for its twin."""
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    return CaseNote.objects.filter(form_key=form_key, author=by, offender=offender).first()


def sign_note(
    offender: Offender,
    by: User,
    said: NoteContent,
    form_key: uuid.UUID,
    assignment_ended: CaseAssignment | None = None,
) -> CaseNote:
    """Check and keep a note, and remove the draft that it came from. Raises RuleViolation."""
    cleaned = require_text(said.text)
    if not said.type.selectable:
        raise RuleViolation("Notes of this type are no longer made.", field="type")
    now = clock.now()
    if said.occurred_at > now:
        raise RuleViolation(
            "This lies in the future. A note is about what has happened.", field="occurred_on"
        )
    place = facility_at(offender, said.occurred_at)
    occurred_on = clock.local_date(said.occurred_at, place)
    if said.type.code == TERMINATION_SUMMARY and assignment_ended is None:
        assignment_ended = _assignment_to_close(offender, by)
    note = CaseNote.objects.create(
        offender=offender,
        type=said.type,
        **authorship_of(by),
        facility=place,
        occurred_at=said.occurred_at,
        occurred_on=occurred_on,
        recorded_at=now,
        recorded_on=clock.local_date(now, place),
        text=cleaned,
        facets=sorted(set(said.facets)),
        contact_mode=said.contact_mode,
        contact=_outcome(said),
        collateral=said.collateral,
        confidential=said.confidential or said.type.confidential,
        for_officer=officer_on(offender, occurred_on) == by.pk,
        assignment_ended=assignment_ended,
        form_key=form_key,
    )
    Draft.objects.filter(owner=by, offender=offender, form_key=form_key).delete()
    return note


def _outcome(said: NoteContent) -> str:
    """Whether the person was reached, from what was said of it and what follows from the rest."""
    without_mode = said.contact_mode == ContactMode.NONE
    if said.collateral and without_mode:
        raise RuleViolation("Say how you reached them.", field="contact_mode")
    if said.contact in {ContactOutcome.COMPLETED, ContactOutcome.ATTEMPTED} and without_mode:
        raise RuleViolation(
            "Say how contact was made or tried, or choose that it was not meant.",
            field="contact_mode",
        )
    reached = said.contact == ContactOutcome.COMPLETED
    if said.type.code == NO_CONTACT:
        if reached:
            raise RuleViolation(
                "The person was reached, so this is not a note without contact. "
                "Choose another type.",
                field="type",
            )
        if not said.contact:
            tried = not without_mode and not said.collateral
            return ContactOutcome.ATTEMPTED if tried else ContactOutcome.NONE
    if said.contact:
        return said.contact
    # Spoken with somebody else only: the mode is that of the talk with them.
    if without_mode or said.collateral:
        return ContactOutcome.NONE
    return ContactOutcome.COMPLETED


def _assignment_to_close(offender: Offender, by: User) -> CaseAssignment | None:
    """The author's latest assignment to the person: the one that the summary closes."""
    return (
        CaseAssignment.objects.standing()
        .filter(offender=offender, officer=by)
        .order_by("-from_on")
        .first()
    )
