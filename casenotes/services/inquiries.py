"""Taking down an inquiry about a person, and answering it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.choices import chosen
from casenotes.models import (
    Asker,
    Basis,
    Behaviour,
    Channel,
    ContactMode,
    Disclosure,
    DisclosureKind,
    Inquiry,
    NoteType,
)
from casenotes.models.inquiries import INSIDE
from casenotes.services.authorship import facility_at
from casenotes.services.disclosures import record_disclosure
from casenotes.services.drafts import settle_draft
from casenotes.services.signing import NoteContent, sign_note
from casenotes.text import require_text
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from agency.models import User

CITE = "OP-060101, II.B"


def working_days_after(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """The day that lies so many working days after `start`: Monday to Friday, no holidays."""
    on = start
    while days > 0:
        on += timedelta(days=1)
        if on.weekday() < 5 and on not in holidays:
            days -= 1
    return on


@transaction.atomic
def record_inquiry(
    offender: Offender,
    by: User,
    *,
    asker: str,
    from_whom: str = "",
    channel: str,
    received_at: datetime,
    question: str,
    form_key: uuid.UUID | None = None,
) -> Inquiry:
    """Take down what somebody asked; the officer in charge answers, whoever that is by then.

    asker: `Asker`; channel: `Channel`. A person's own request to the officer is one from the
    person. The target follows from the working days that the agency sets. Raises RuleViolation
    for an empty question, a moment in the future, or an outside party without a name.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = Inquiry.objects.filter(form_key=form_key, recorded_by=by, offender=offender).first()
    if already is not None:
        return already
    if asker not in Asker.values:
        raise RuleViolation("Say who asked.", field="asker")
    if channel not in Channel.values:
        raise RuleViolation("Say how it came.", field="channel")
    if received_at > clock.now():
        raise RuleViolation("This lies in the future. Say when it came.", field="received_on")
    if asker != Asker.PERSON and not from_whom.strip():
        raise RuleViolation("Write the name of who asked.", field="from_whom")
    received_on = clock.local_date(received_at, facility_at(offender, received_at))
    settings = chosen()
    inquiry = Inquiry.objects.create(
        offender=offender,
        asker=asker,
        from_whom=from_whom.strip(),
        channel=channel,
        received_at=received_at,
        received_on=received_on,
        question=require_text(question, field="question"),
        target_on=working_days_after(received_on, settings.inquiry_working_days, settings.holidays),
        recorded_by=by,
        recorded_by_name=by.full_name,
        form_key=form_key,
    )
    settle_draft(by, offender, form_key, [from_whom, inquiry.question])
    audit.record(AuditEventType.CREATED, inquiry, actor=by, details={"asker": asker})
    return inquiry


@transaction.atomic
def answer_inquiry(
    inquiry: Inquiry,
    by: User,
    *,
    answered_at: datetime,
    answer: str,
    told: bool,
    basis: str = "",
    contact_mode: str = ContactMode.NONE,
    confidential: bool = False,
    form_key: uuid.UUID | None = None,
) -> Inquiry:
    """Answer an inquiry: a signed note, and for outside parties a row in the disclosure log.

    told: whether anything about the person was told; to an outside party that needs a basis
    (`Basis`). contact_mode: for the person's own request, how the person was told, which is
    contact. form_key: that of the draft that is signed by it. Raises RuleViolation without a
    basis where one is needed, and EditConflict when somebody else has answered meanwhile.
    """
    Offender.objects.select_for_update(no_key=True).get(pk=inquiry.offender_id)
    inquiry = Inquiry.objects.select_for_update().select_related("offender").get(pk=inquiry.pk)
    if inquiry.answered_at is not None:
        raise EditConflict(
            f"{inquiry.answered_by} has answered this inquiry already.", latest=inquiry
        )
    if answered_at < inquiry.received_at:
        raise RuleViolation(
            "This lies before the inquiry came. Say when it was answered.", field="occurred_on"
        )
    outside = inquiry.asker not in INSIDE
    if outside and told and basis not in Basis.values:
        raise RuleViolation(
            "Say on what basis an outside party may be told, or say that nothing was told.",
            field="basis",
            cite=CITE,
        )
    offender = inquiry.offender
    note = sign_note(
        offender,
        by,
        NoteContent(
            type=_type_on(clock.local_date(answered_at, facility_at(offender, answered_at))),
            occurred_at=answered_at,
            text=_as_text(inquiry, require_text(answer, field="answer"), told, basis),
            contact_mode=contact_mode if inquiry.asker == Asker.PERSON else ContactMode.NONE,
            confidential=confidential,
        ),
        form_key or uuid.uuid4(),
    )
    disclosure: Disclosure | None = None
    if outside and told:
        disclosure = record_disclosure(
            offender,
            by,
            kind=DisclosureKind.INQUIRY,
            recipient=str(Asker(inquiry.asker).label),
            recipient_person=inquiry.from_whom,
            channel=str(Channel(inquiry.channel).label),
            what=f"Answer to an inquiry of {inquiry.received_on:%-d %B %Y}",
            basis=str(Basis(basis).label),
            at=answered_at,
            place=note.facility,
        )
    inquiry.answered_at = answered_at
    inquiry.answered_on = note.occurred_on
    inquiry.answered_by = by
    inquiry.told = told
    inquiry.note = note
    inquiry.disclosure = disclosure
    inquiry.save()
    audit.record(
        AuditEventType.SIGNED,
        inquiry,
        actor=by,
        details={"told": told, "disclosure": disclosure.pk if disclosure else None},
    )
    announce_case_changed(offender.pk, "note recorded")
    return inquiry


def _type_on(on: date) -> NoteType:
    type_ = NoteType.objects.tops().in_force_on(on).filter(behaviour=Behaviour.INQUIRY).first()
    if type_ is None:
        raise RuleViolation(
            "The agency has no note type for inquiries in force. Ask its administrator for one."
        )
    return type_


def _as_text(inquiry: Inquiry, answer: str, told: bool, basis: str) -> str:
    """The note: who asked what, and what was answered."""
    who = str(Asker(inquiry.asker).label)
    if inquiry.from_whom:
        who = f"{who}, {inquiry.from_whom}"
    came = str(Channel(inquiry.channel).label).lower()
    lines = [f"Asked by: {who}; {came}, {inquiry.received_on:%-d %B %Y}", inquiry.question, ""]
    lines.append("Answer" if told else "Answer: nothing about the person was told")
    lines.append(answer)
    if inquiry.is_outside and told:
        lines += ["", f"Basis: {Basis(basis).label}"]
    return "\n".join(lines)
