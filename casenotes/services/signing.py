"""What every signed note goes through, whichever act makes it.

The services around it record the one event of the act and announce what it moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency import clock
from agency.errors import RuleViolation
from casenotes.models import (
    Behaviour,
    CaseNote,
    ContactMode,
    ContactOutcome,
    Facet,
    NoteType,
)
from casenotes.services.authorship import authorship_of, counts_for_officer, facility_at
from casenotes.services.drafts import settle_draft
from casenotes.services.likeness import check_for_copy
from casenotes.text import clean_text, require_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    import uuid
    from datetime import date, datetime

    from agency.models import User
    from casenotes.models import NoteBatch

TERMINATION_SUMMARY = "termination_summary"


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What a note says, as the author gives it.

    absent_at, absent_because: where the person is and why, for a continued absence. batch: the
    group session of which it is one person's note. copy_reason: why a note that is much like an
    earlier one is kept; None where nobody can be asked (`check_for_copy`). corrects: a note that
    this one replaces.
    """

    type: NoteType
    occurred_at: datetime
    text: str
    facets: tuple[str, ...] = ()
    contact_mode: str = ContactMode.NONE
    contact: str = ""
    collateral: str = ""
    confidential: bool = False
    subtype: NoteType | None = None
    place: str = ""
    participants: str = ""
    absent_at: str = ""
    absent_because: str = ""
    batch: NoteBatch | None = None
    copy_reason: str | None = None
    corrects: CaseNote | None = None


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
    now = clock.now()
    if said.occurred_at > now:
        raise RuleViolation(
            "This lies in the future. A note is about what has happened.", field="occurred_on"
        )
    place = facility_at(offender, said.occurred_at)
    occurred_on = clock.local_date(said.occurred_at, place)
    if offender.date_of_birth is not None and occurred_on < offender.date_of_birth:
        raise RuleViolation(
            "This lies before the person was born. Look at the year.", field="occurred_on"
        )
    _check_type(said, occurred_on)
    absent_at, absent_because = _absence(said)
    if said.type.code == TERMINATION_SUMMARY and assignment_ended is None:
        assignment_ended = _assignment_to_close(offender, by)
    note = CaseNote.objects.create(
        offender=offender,
        type=said.type,
        subtype=said.subtype,
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
        place=_place(said),
        participants=clean_text(said.participants).strip(),
        absent_at=absent_at,
        absent_because=absent_because,
        confidential=said.confidential
        or said.type.confidential
        or (said.subtype is not None and said.subtype.confidential),
        for_officer=bool(counts_for_officer(offender, by, occurred_on)),
        assignment_ended=assignment_ended,
        batch=said.batch,
        form_key=form_key,
    )
    check_for_copy(note, by, said.copy_reason, corrects=said.corrects)
    settle_draft(by, offender, form_key, [cleaned])
    return note


def _check_type(said: NoteContent, on: date) -> None:
    """Whether type, part and facets may be chosen for a note about that day."""
    if said.type.parent_id is not None or not said.type.holds_on(on):
        raise RuleViolation(
            f"Notes of the type {said.type} are not made for {on:%-d %B %Y}. Choose another type.",
            field="type",
        )
    part = said.subtype
    if part is None:
        if said.type.subtype_required and said.type.subtypes.in_force_on(on).exists():
            raise RuleViolation(f"Choose which kind of {said.type} it is.", field="subtype")
    elif part.parent_id != said.type.pk:
        raise RuleViolation(f"{part} is no part of {said.type}. Choose again.", field="subtype")
    elif not part.holds_on(on):
        raise RuleViolation(
            f"{part} is not chosen for {on:%-d %B %Y}. Choose another.", field="subtype"
        )
    unknown = set(said.facets) - set(said.type.facets_offered)
    if unknown:
        raise RuleViolation(
            f"Notes of the type {said.type} are not marked as about "
            f"{', '.join(sorted(Facet(facet).label.lower() for facet in unknown))}. "
            "Take that mark away or choose another type.",
            field="facets",
        )
    if said.type.behaviour == Behaviour.COLLATERAL and not said.collateral:
        raise RuleViolation("Say with whom else contact was made.", field="collateral")


def _absence(said: NoteContent) -> tuple[str, str]:
    """Where the person is and why. OP-060101, III.A: a note reflecting the continued absence."""
    where, why = clean_text(said.absent_at).strip(), clean_text(said.absent_because).strip()
    if said.type.behaviour != Behaviour.ABSENCE:
        if where or why:
            raise RuleViolation(
                "Where the person is and why goes with a note of absence. Choose that type, or "
                "leave both empty.",
                field="absent_at",
            )
        return "", ""
    if not where:
        raise RuleViolation("Say where the person is.", field="absent_at")
    if not why:
        raise RuleViolation("Say why the person is away.", field="absent_because")
    return where, why


def _place(said: NoteContent) -> str:
    """Where the person was met or looked for; only a meeting in person has a place."""
    if said.place and said.contact_mode != ContactMode.FACE_TO_FACE:
        raise RuleViolation(
            "Only contact face to face has a place. Leave it empty, or choose face to face.",
            field="place",
        )
    return said.place


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
    if said.type.behaviour == Behaviour.NO_CONTACT:
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
