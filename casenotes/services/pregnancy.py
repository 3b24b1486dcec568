"""The form is received, the hotline is called, the note, the disclosure and the filing are kept.

OP-060101, II.L.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.hotline import hotline
from casenotes.models import (
    CaseNote,
    ContactMode,
    Disclosure,
    DisclosureKind,
    DocumentEntry,
    NoteType,
    PregnancyNotice,
    Told,
)
from casenotes.services.authorship import facility_at
from casenotes.services.signing import NoteContent, sign_note, signed_before
from offenders.models import Offender

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import Facility, User

CITE = "OP-060101, II.L"
NOTE_TYPE = "dhs_pregnancy"

#: What events call a notice: more people read the log than may know of a pregnancy.
IN_THE_LOG = "notice"


@transaction.atomic
def receive_pregnancy_form(
    offender: Offender, by: User, *, received_on: date, form_key: uuid.UUID | None = None
) -> PregnancyNotice:
    """The officer received the form copy: day 0 of the thirty days.

    Raises RuleViolation for a day in the future, or while an earlier copy waits for its call:
    another copy of the form starts no new time.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = PregnancyNotice.objects.filter(form_key=form_key, received_by=by).first()
    if already is not None:
        return already
    if received_on > clock.today(_place(offender)):
        raise RuleViolation("This day lies in the future.", field="received_on")
    waiting = PregnancyNotice.objects.standing().filter(offender=offender, notified_at=None).first()
    if waiting is not None:
        raise RuleViolation(
            f"A copy was received on {_day(waiting.received_on)} already. Its date stands until "
            "the call is made.",
            field="received_on",
            cite=CITE,
        )
    notice = PregnancyNotice.objects.create(
        offender=offender,
        received_on=received_on,
        received_by=by,
        received_by_name=by.full_name,
        form_key=form_key,
    )
    audit.record(AuditEventType.CREATED, notice, actor=by, object_type=IN_THE_LOG)
    announce_case_changed(offender.pk, "pregnancy form received")
    return notice


@transaction.atomic
def record_pregnancy_call(
    notice: PregnancyNotice,
    by: User,
    *,
    called_at: datetime,
    operator_name: str,
    housing_location: str = "",
    filed_on: date | None = None,
    form_key: uuid.UUID | None = None,
) -> PregnancyNotice:
    """Keep the call: the typed note, what was told to whom, and the filing, in one act.

    housing_location: empty takes where the person is housed by the record, so that the screen of
    the call need not show it. filed_on: the day on which the form was filed, None if it is not
    yet. Raises RuleViolation for a call before the receipt or in the future, without the
    operator's name or without a housing location; EditConflict when the call is on record.
    """
    form_key = form_key or uuid.uuid4()
    offender = notice.offender
    repeated = signed_before(offender, by, form_key)
    notice = PregnancyNotice.objects.select_for_update().get(pk=notice.pk)
    if repeated is not None and notice.note_id == repeated.pk:
        return notice
    if notice.notified_at is not None:
        raise EditConflict("The call is on record already.", latest=notice)
    if notice.withdrawn_at is not None:
        raise RuleViolation("This receipt was withdrawn. There is no call to make.")
    operator = " ".join(operator_name.split())
    if not operator:
        raise RuleViolation("Ask the operator for their name.", field="operator_name", cite=CITE)
    place = facility_at(offender, called_at) or _place(offender)
    called_on = clock.local_date(called_at, place)
    if called_at > clock.now():
        raise RuleViolation("This lies in the future.", field="called_on")
    if called_on < notice.received_on:
        raise RuleViolation(
            f"The form was received on {_day(notice.received_on)}; the call comes after it.",
            field="called_on",
        )
    housing = " ".join(housing_location.split()) or _housing(offender)
    if not housing:
        raise RuleViolation(
            "The record has no housing location. Write where the person is housed.",
            field="housing_location",
            cite=f"{CITE}.2",
        )
    note = _typed_note(offender, by, called_at, operator, housing, place, form_key)
    told = [Told.NAME, Told.NUMBER, Told.PREGNANCY, *([Told.FACILITY] if place else [])]
    notice.disclosure = Disclosure.objects.create(
        offender=offender,
        kind=DisclosureKind.PREGNANCY,
        basis=CITE,
        recipient=hotline().recipient,
        recipient_person=operator,
        channel=f"Hotline {hotline().number}",
        fields=[code.value for code in told],
        disclosed_at=called_at,
        disclosed_on=called_on,
        by=by,
        by_name=by.full_name,
    )
    notice.notified_at, notice.notified_on, notice.notified_by = called_at, called_on, by
    notice.operator_name, notice.housing_location, notice.facility = operator, housing, place
    notice.note, notice.noted_on = note, note.recorded_on
    if filed_on is not None:
        _file(notice, by, filed_on)
    notice.save()
    audit.record(
        AuditEventType.SIGNED,
        notice,
        actor=by,
        object_type=IN_THE_LOG,
        details={"note": note.pk, "disclosure": notice.disclosure.pk},
    )
    announce_case_changed(offender.pk, "pregnancy notified")
    return notice


@transaction.atomic
def file_pregnancy_form(notice: PregnancyNotice, by: User, *, filed_on: date) -> PregnancyNotice:
    """Say on which day the form copy was filed; said once. OP-060101, II.L.3."""
    notice = PregnancyNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.filed_on is not None:
        raise EditConflict(
            f"The form is on record as filed on {_day(notice.filed_on)}.", latest=notice
        )
    _file(notice, by, filed_on)
    notice.save()
    audit.record(
        AuditEventType.UPDATED,
        notice,
        actor=by,
        object_type=IN_THE_LOG,
        details={"filed": True},
    )
    announce_case_changed(notice.offender_id, "pregnancy form filed")
    return notice


@transaction.atomic
def withdraw_pregnancy_notice(notice: PregnancyNotice, by: User, *, reason: str) -> PregnancyNotice:
    """Take back a receipt that was recorded of the wrong person; not after the call."""
    notice = PregnancyNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.notified_at is not None:
        raise RuleViolation("The call was made, so the receipt stays on record.")
    if notice.withdrawn_at is not None:
        return notice
    if not reason.strip():
        raise RuleViolation("Say why the receipt is withdrawn.", field="withdrawal_reason")
    notice.withdrawn_at = clock.now()
    notice.withdrawn_by = by
    notice.withdrawal_reason = reason.strip()
    notice.save()
    audit.record(AuditEventType.CORRECTED, notice, actor=by, object_type=IN_THE_LOG)
    announce_case_changed(notice.offender_id, "pregnancy receipt withdrawn")
    return notice


def _typed_note(
    offender: Offender,
    by: User,
    called_at: datetime,
    operator: str,
    housing: str,
    place: Facility | None,
    form_key: uuid.UUID,
) -> CaseNote:
    """The case note of OP-060101, II.L.2; made from the form, so that nothing can be missing."""
    local = called_at.astimezone(clock.zone(place))
    line = hotline()
    return sign_note(
        offender,
        by,
        NoteContent(
            type=NoteType.objects.get(code=NOTE_TYPE),
            occurred_at=called_at,
            text=(
                f"{line.recipient} notified by the hotline {line.number} on "
                f"{_day(local.date())} at {local:%H:%M}.\n"
                f"Operator: {operator}.\n"
                f"Current housing location: {housing}."
            ),
            contact_mode=ContactMode.NONE,
            confidential=True,
        ),
        form_key,
    )


def _file(notice: PregnancyNotice, by: User, filed_on: date) -> None:
    """Add the entry of the index; the caller saves the notice."""
    if filed_on > clock.today(_place(notice.offender)):
        raise RuleViolation("This day lies in the future.", field="filed_on")
    if filed_on < notice.received_on:
        raise RuleViolation(
            f"The form was received on {_day(notice.received_on)}; it cannot be filed before.",
            field="filed_on",
        )
    line = hotline()
    notice.filed_on = filed_on
    notice.document = DocumentEntry.objects.create(
        offender=notice.offender,
        form_code=line.form_code,
        title=line.form_title,
        section=line.section,
        filed_on=filed_on,
        filed_by=by,
        filed_by_name=by.full_name,
    )


def _place(offender: Offender) -> Facility | None:
    return facility_at(offender, clock.now())


def _housing(offender: Offender) -> str:
    """Where the person is housed now: facility and unit; "" when the record does not say."""
    placement = offender.current_placement()
    if placement is None:
        return ""
    unit = f", {placement.unit.name}" if placement.unit else ""
    return f"{placement.facility.name}{unit}"


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
