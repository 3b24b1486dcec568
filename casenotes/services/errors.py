"""An error in a signed record: one person reports it, another decides, nothing is removed.

A struck record is kept and shown as struck; it satisfies nothing, so that duties reopen. What was
entered on the wrong person is entered on the right one as its author signed it, with the moments
of its author, so that the duty there is met by what was done then.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.models import (
    CaseNote,
    ContactReport,
    ErrorDecision,
    ErrorKind,
    ErrorOutcome,
    ErrorReport,
    Strike,
)
from casenotes.services.authorship import authorship_of
from casenotes.services.moving import enter_note_on, enter_report_on
from casenotes.text import clean_text
from offenders.models import Offender

if TYPE_CHECKING:
    from agency.models import User

#: What may be decided on each kind of error.
OUTCOMES = {
    ErrorKind.WRONG_PERSON: (ErrorOutcome.MOVED, ErrorOutcome.STRUCK, ErrorOutcome.DECLINED),
    ErrorKind.WRONG_CONTENT: (
        ErrorOutcome.CORRECTED,
        ErrorOutcome.AMENDED,
        ErrorOutcome.STRUCK,
        ErrorOutcome.DECLINED,
    ),
}

LONGEST_REASON = 2000


@transaction.atomic
def report_error(
    record: CaseNote | ContactReport,
    by: User,
    *,
    kind: str,
    reason: str,
    right_person: Offender | None = None,
    form_key: uuid.UUID | None = None,
) -> ErrorReport:
    """Say that a signed record is wrong. It stands until another person has decided.

    right_person: of whom it speaks; the caller has made sure that `by` knows that person. Raises
    RuleViolation without a reason, for a record that is struck or reported already, and for the
    wrong person when no other one is named.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=record.offender_id)
    already = ErrorReport.objects.filter(form_key=form_key, reported_by=by).first()
    if already is not None:
        return already
    is_note = isinstance(record, CaseNote)
    about = {"note": record} if is_note else {"report": record}
    if Strike.objects.filter(**about).exists():
        raise RuleViolation("This entry is struck already.")
    waiting = ErrorReport.objects.open().filter(**about).first()
    if waiting is not None:
        raise RuleViolation(
            f"{waiting.reported_by_name} reported an error in it on "
            f"{waiting.reported_at:%-d %B %Y}; nobody has decided yet."
        )
    if kind == ErrorKind.WRONG_PERSON:
        if right_person is not None and right_person.pk == record.offender_id:
            raise RuleViolation(
                "That is the person on whose file it stands. Name the other one.",
                field="right_person",
            )
    elif right_person is not None:
        raise RuleViolation(
            "Another person is named only where it is about another person.", field="right_person"
        )
    author = authorship_of(by)
    error = ErrorReport.objects.create(
        offender_id=record.offender_id,
        **about,
        kind=kind,
        right_person=right_person,
        reason=_said(reason, "reason", "Say what is wrong."),
        reported_by=by,
        reported_by_name=author["author_name"],
        reported_by_role=author["author_role"],
        form_key=form_key,
    )
    audit.record(
        AuditEventType.CREATED,
        error,
        actor=by,
        facility_id=record.facility_id,
        details={"kind": kind, "about": record._meta.model_name, "id": record.pk},
    )
    return error


@transaction.atomic
def decide_error(
    error: ErrorReport,
    by: User,
    *,
    outcome: str,
    remark: str,
    right_person: Offender | None = None,
) -> ErrorDecision:
    """Decide on a report of an error; never on one's own report or one's own record.

    right_person: for the outcome "moved", in place of whom the reporter named; the caller has
    made sure that `by` reaches that person. Raises EditConflict when somebody decided meanwhile.
    """
    people = [pk for pk in (error.offender_id, right_person.pk if right_person else None) if pk]
    list(Offender.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    decided = ErrorDecision.objects.filter(error=error).first()
    if decided is not None:
        raise EditConflict(
            f"{decided.decided_by_name} decided on it on {decided.decided_at:%-d %B %Y}.",
            latest=decided,
        )
    record = error.record
    if by.pk in {error.reported_by_id, record.author_id}:
        raise RuleViolation(
            "What one reported or wrote oneself is decided by somebody else.", field="outcome"
        )
    if outcome not in OUTCOMES[ErrorKind(error.kind)]:
        raise RuleViolation("Choose what is to become of it.", field="outcome")
    right = right_person or error.right_person if outcome == ErrorOutcome.MOVED else None
    if outcome == ErrorOutcome.MOVED:
        if right is None:
            raise RuleViolation("Say on whom it is to be entered.", field="right_person")
        if right.pk == error.offender_id:
            raise RuleViolation(
                "That is the person on whose file it stands. Name the other one.",
                field="right_person",
            )
    author = authorship_of(by)
    decision = ErrorDecision.objects.create(
        error=error,
        outcome=outcome,
        remark=_said(remark, "remark", "Say why you decide so."),
        decided_by=by,
        decided_by_name=author["author_name"],
        decided_by_role=author["author_role"],
    )
    if outcome in {ErrorOutcome.MOVED, ErrorOutcome.STRUCK}:
        _strike(error, by, right)
    audit.record(
        AuditEventType.CORRECTED,
        error,
        actor=by,
        facility_id=record.facility_id,
        details={
            "outcome": outcome,
            "about": record._meta.model_name,
            "id": record.pk,
            "right_person": right.pk if right else None,
        },
    )
    return decision


@transaction.atomic
def strike_corrected(error: ErrorReport, corrected: CaseNote | ContactReport, by: User) -> Strike:
    """Strike what its author has just written anew. Raises RuleViolation when nobody asked."""
    decision = ErrorDecision.objects.filter(error=error).first()
    if (
        decision is None
        or decision.outcome != ErrorOutcome.CORRECTED
        or Strike.objects.filter(error=error).exists()
    ):
        raise RuleViolation("No correction of that entry is waited for.")
    record = error.record
    if type(corrected) is not type(record) or corrected.offender_id != record.offender_id:
        raise RuleViolation("The correction has to be of the same kind and person.")
    if record.author_id != by.pk:
        raise RuleViolation("The correction is for its author to write.")
    strike = _strike(error, by, None, corrected)
    audit.record(
        AuditEventType.CORRECTED,
        strike,
        actor=by,
        facility_id=record.facility_id,
        details={"about": record._meta.model_name, "id": record.pk, "by": corrected.pk},
    )
    return strike


def _strike(
    error: ErrorReport,
    by: User,
    right: Offender | None,
    corrected: CaseNote | ContactReport | None = None,
) -> Strike:
    """Strike the record and say so to what computes due dates, on both files."""
    record = error.record
    strike = Strike(
        offender_id=error.offender_id,
        error=error,
        about_another=error.kind == ErrorKind.WRONG_PERSON,
        right_person=right,
        struck_by=by,
        struck_by_name=by.full_name,
    )
    new = corrected
    if isinstance(record, CaseNote):
        strike.note = record
        new = enter_note_on(right, record) if right else corrected
    else:
        strike.report = record
        new = enter_report_on(right, record) if right else corrected
    if isinstance(new, CaseNote):
        strike.new_note = new
    else:
        strike.new_report = new
    strike.save(force_insert=True)
    announce_case_changed(error.offender_id, "entry struck")
    if right is not None and new is not None:
        audit.record(
            AuditEventType.CREATED,
            new,
            actor=by,
            details={"moved_from": record.pk, "error": error.pk, "from_person": error.offender_id},
        )
        announce_case_changed(right.pk, "entry moved here")
    return strike


def _said(text: str, field: str, asked: str) -> str:
    cleaned = clean_text(text).strip()
    if not cleaned:
        raise RuleViolation(asked, field=field)
    if len(cleaned) > LONGEST_REASON:
        raise RuleViolation(f"{LONGEST_REASON:,} characters are the most.", field=field)
    return cleaned
