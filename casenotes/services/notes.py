"""Recording and amending case notes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.models import Amendment, AmendmentKind, Behaviour, CaseNote, ContactMode, NoteType
from casenotes.services.authorship import authorship_of
from casenotes.services.drafts import settle_draft
from casenotes.services.no_contact import enter_reason
from casenotes.services.signing import TERMINATION_SUMMARY, NoteContent, sign_note, signed_before
from casenotes.text import require_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agency.models import User
    from casenotes.models import ContactReport

__all__ = ["TERMINATION_SUMMARY", "add_amendment", "record_note"]


@transaction.atomic
def record_note(
    offender: Offender,
    by: User,
    *,
    type: NoteType,
    occurred_at: datetime,
    text: str,
    facets: Iterable[str] = (),
    contact_mode: str = ContactMode.NONE,
    contact: str = "",
    collateral: str = "",
    no_contact_reason: str = "",
    confidential: bool = False,
    form_key: uuid.UUID | None = None,
    assignment_ended: CaseAssignment | None = None,
    subtype: NoteType | None = None,
    place: str = "",
    participants: str = "",
    absent_at: str = "",
    absent_because: str = "",
    copy_reason: str | None = None,
    corrects: CaseNote | None = None,
) -> CaseNote:
    """Sign a note: from now on it is added to and never changed.

    contact: whether the person was reached (`ContactOutcome`); empty: as the mode says.
    collateral: with whom else contact was made (`Collateral`). no_contact_reason: a note of the
    type "no_contact" enters it for the month in which the note happened (`NoContact`).
    subtype: a part of the type. place: where contact was made or tried in person
    (`MeetingPlace`). participants: who else took part, in words. absent_at, absent_because: for
    a continued absence, where the person is and why. copy_reason: why a note that is much like
    an earlier one is kept; "" raises LikelyCopy for such a note, None (nobody can be asked) keeps
    it without a reason, on the supervisor's list. corrects: a note that this one replaces.
    form_key: sent with the form; the same key again returns the note that it made. The author's
    draft with that key is removed. Raises RuleViolation for an empty or too long text, a moment
    in the future, a type that may not be chosen, an attempt or a contact with others without a
    mode, a note without contact that says that the person was reached, or one without a reason.
    OP-060101, III.A; COPP 10.3, Additional contact; Caseload Conference, 1.17.
    """
    form_key = form_key or uuid.uuid4()
    if type.behaviour in {Behaviour.RISK_ALERT, Behaviour.INQUIRY}:
        raise RuleViolation(
            f"A note of the type {type} is made on a page of its own.", field="type"
        )
    already = signed_before(offender, by, form_key)
    if already is not None:
        return already
    note = sign_note(
        offender,
        by,
        NoteContent(
            type=type,
            occurred_at=occurred_at,
            text=text,
            facets=tuple(facets),
            contact_mode=contact_mode,
            contact=contact,
            collateral=collateral,
            confidential=confidential,
            subtype=subtype,
            place=place,
            participants=participants,
            absent_at=absent_at,
            absent_because=absent_because,
            copy_reason=copy_reason,
            corrects=corrects,
        ),
        form_key,
        assignment_ended,
    )
    if type.behaviour == Behaviour.NO_CONTACT or no_contact_reason:
        enter_reason(note, no_contact_reason, by)
    audit.record(AuditEventType.SIGNED, note, actor=by, details={"type": type.code})
    announce_case_changed(offender.pk, "note recorded")
    return note


@transaction.atomic
def add_amendment(
    by: User,
    *,
    note: CaseNote | None = None,
    report: ContactReport | None = None,
    kind: str = AmendmentKind.MORE_DETAILS,
    text: str,
    form_key: uuid.UUID | None = None,
) -> Amendment:
    """Add more details to a signed note or report, or put a minor error in it right; none that was
    struck is added to."""
    form_key = form_key or uuid.uuid4()
    about = note or report
    if about is None:
        raise ValueError("An amendment is about a note or a report.")
    Offender.objects.select_for_update(no_key=True).get(pk=about.offender_id)
    already = Amendment.objects.filter(form_key=form_key, author=by).first()
    if already is not None:
        return already
    if getattr(about, "strike", None) is not None:
        raise RuleViolation("This entry was struck as made in error; nothing is added to it.")
    amendment = Amendment.objects.create(
        note=note,
        report=report,
        kind=kind,
        text=require_text(text),
        **authorship_of(by),
        form_key=form_key,
    )
    settle_draft(by, about.offender, form_key, [amendment.text])
    audit.record(
        AuditEventType.AMENDED,
        about,
        actor=by,
        details={"amendment": amendment.pk, "kind": kind},
    )
    announce_case_changed(about.offender_id, "record amended")
    return amendment
