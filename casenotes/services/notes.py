"""Recording and amending case notes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.models import Amendment, AmendmentKind, CaseNote, ContactMode, Draft, NoteType
from casenotes.services.authorship import authorship_of, facility_at, officer_on
from casenotes.text import require_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agency.models import User
    from casenotes.models import ContactReport

TERMINATION_SUMMARY = "termination_summary"


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
    confidential: bool = False,
    form_key: uuid.UUID | None = None,
    assignment_ended: CaseAssignment | None = None,
) -> CaseNote:
    """Sign a note: from now on it is added to and never changed.

    form_key: sent with the form; the same key again returns the note that it made. The author's
    draft with that key is removed. Raises RuleViolation for an empty or too long text, a moment
    in the future, a type that may not be chosen. OP-060101, III.A; COPP 10.3, Additional contact.
    """
    form_key = form_key or uuid.uuid4()
    # The lock makes a double click wait for its twin and then find the note.
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = CaseNote.objects.filter(form_key=form_key, author=by, offender=offender).first()
    if already is not None:
        return already
    cleaned = require_text(text)
    if not type.selectable:
        raise RuleViolation("Notes of this type are no longer made.", field="type")
    now = clock.now()
    if occurred_at > now:
        raise RuleViolation(
            "This lies in the future. A note is about what has happened.", field="occurred_on"
        )
    place = facility_at(offender, occurred_at)
    occurred_on = clock.local_date(occurred_at, place)
    is_summary = type.code == TERMINATION_SUMMARY
    if is_summary and assignment_ended is None:
        assignment_ended = _assignment_to_close(offender, by)
    note = CaseNote.objects.create(
        offender=offender,
        type=type,
        **authorship_of(by),
        facility=place,
        occurred_at=occurred_at,
        occurred_on=occurred_on,
        recorded_at=now,
        recorded_on=clock.local_date(now, place),
        text=cleaned,
        facets=sorted(set(facets)),
        contact_mode=contact_mode,
        confidential=confidential or type.confidential,
        for_officer=officer_on(offender, occurred_on) == by.pk,
        assignment_ended=assignment_ended,
        form_key=form_key,
    )
    Draft.objects.filter(owner=by, offender=offender, form_key=form_key).delete()
    audit.record(AuditEventType.SIGNED, note, actor=by, details={"type": type.code})
    announce_case_changed(offender.pk, "note recorded")
    return note


def _assignment_to_close(offender: Offender, by: User) -> CaseAssignment | None:
    """The author's latest assignment to the person: the one that the summary closes."""
    return (
        CaseAssignment.objects.standing()
        .filter(offender=offender, officer=by)
        .order_by("-from_on")
        .first()
    )


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
    """Add more details to a signed note or report, or report an error in it."""
    form_key = form_key or uuid.uuid4()
    about = note or report
    if about is None:
        raise ValueError("An amendment is about a note or a report.")
    Offender.objects.select_for_update(no_key=True).get(pk=about.offender_id)
    already = Amendment.objects.filter(form_key=form_key, author=by).first()
    if already is not None:
        return already
    amendment = Amendment.objects.create(
        note=note,
        report=report,
        kind=kind,
        text=require_text(text),
        **authorship_of(by),
        form_key=form_key,
    )
    Draft.objects.filter(owner=by, offender_id=about.offender_id, form_key=form_key).delete()
    audit.record(
        AuditEventType.AMENDED,
        about,
        actor=by,
        details={"amendment": amendment.pk, "kind": kind},
    )
    announce_case_changed(about.offender_id, "record amended")
    return amendment
