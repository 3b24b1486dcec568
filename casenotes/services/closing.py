"""The termination summary of a charge: asked for, done without, read by who comes after.

OP-060101, III.A.2: "When an offender transfers to another facility or another case manager ... the
case manager will enter termination summary remarks."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from agency import audit
from agency.errors import RuleViolation
from agency.models import AuditEventType
from casenotes.models import CaseNote, ClosedWithout, SummaryReceipt, SummaryRequest, WhyWithout
from casenotes.services.authorship import authorship_of
from casenotes.services.signing import TERMINATION_SUMMARY
from casenotes.text import clean_text
from offenders.models import CaseAssignment, Offender

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from agency.models import User
    from casenotes.models.notes import CaseNoteQuerySet

CITE = "OP-060101, III.A.2"
LONGEST_REASON = 1000
MAY_LET_CLOSE = "A coordinator, unit manager or supervisor of the case lets it be closed without."


def summaries_of(assignments: Iterable[int]) -> dict[int, CaseNote]:
    """The standing termination summary of each of these charges (ids) that has one."""
    notes = CaseNote.objects.standing().filter(
        type__code=TERMINATION_SUMMARY, assignment_ended_id__in=list(assignments)
    )
    return {note.assignment_ended_id: note for note in notes.order_by("recorded_at", "pk")}


@transaction.atomic
def close_without(assignment: CaseAssignment, by: User, *, why: str, reason: str) -> ClosedWithout:
    """Let a charge be closed without its summary, once. Raises RuleViolation.

    The summary stays owed by the officer; only the closing is let through.
    """
    Offender.objects.select_for_update(no_key=True).get(pk=assignment.offender_id)
    if not Offender.objects.in_scope(by, "closing", "create").filter(pk=assignment.offender_id):
        raise RuleViolation(MAY_LET_CLOSE, field="without_why", cite=CITE)
    if why not in set(WhyWithout.values) - {WhyWithout.HAPPENED}:
        raise RuleViolation("Choose why there is no summary.", field="without_why")
    said = clean_text(reason).strip()
    if not said:
        raise RuleViolation("Say why it cannot wait for the summary.", field="without_reason")
    return note_closing_without(assignment, by, why=why, reason=said[:LONGEST_REASON])


def note_closing_without(
    assignment: CaseAssignment, by: User, *, why: str, reason: str
) -> ClosedWithout:
    """Keep that a charge was closed without its summary; what stands is kept."""
    before = ClosedWithout.objects.filter(assignment=assignment).first()
    if before is not None:
        return before
    author = authorship_of(by)
    row = ClosedWithout.objects.create(
        offender_id=assignment.offender_id,
        assignment=assignment,
        why=why,
        reason=reason,
        by=by,
        by_name=author["author_name"],
        by_role=author["author_role"],
    )
    audit.record(
        AuditEventType.CREATED,
        row,
        actor=by,
        details={"assignment": assignment.pk, "officer": assignment.officer_id, "why": why},
    )
    return row


@transaction.atomic
def ask_for_summary(assignment: CaseAssignment, by: User) -> SummaryRequest:
    """Ask the officer in charge to write the summary, because the case is to go; once."""
    Offender.objects.select_for_update(no_key=True).get(pk=assignment.offender_id)
    asked = SummaryRequest.objects.filter(assignment=assignment).first()
    if asked is not None:
        return asked
    if assignment.pk in summaries_of([assignment.pk]):
        raise RuleViolation("The summary is written already.")
    asked = SummaryRequest.objects.create(
        offender_id=assignment.offender_id,
        assignment=assignment,
        asked_by=by,
        asked_by_name=by.full_name,
    )
    audit.record(
        AuditEventType.CREATED,
        asked,
        actor=by,
        details={"assignment": assignment.pk, "officer": assignment.officer_id},
    )
    return asked


def requests_to(officer: int) -> QuerySet[SummaryRequest]:
    """The summaries that others asked of this officer (an id) and that are not written yet."""
    written = CaseNote.objects.standing().filter(
        type__code=TERMINATION_SUMMARY, assignment_ended=OuterRef("assignment")
    )
    return (
        SummaryRequest.objects.filter(assignment__officer=officer, assignment__withdrawn_at=None)
        .exclude(Exists(written))
        .select_related("offender")
        .order_by("asked_at")
    )


def unread_summaries(officer: User, today: date) -> CaseNoteQuerySet:
    """The summary of the officer before, on each case that is this officer's now, until it is
    acknowledged. What came by an import was handed over elsewhere."""
    return summaries_handed_to(officer.pk, today).visible_to(officer)


def summaries_handed_to(officer: int, today: date) -> CaseNoteQuerySet:
    """The same for an id, those included that the officer may not read: whether there are any."""
    # From the few cases of one officer to their notes, never through everybody's summaries.
    mine = CaseAssignment.objects.holding_on(today).filter(officer=officer)
    later = (
        CaseAssignment.objects.standing()
        .filter(
            offender=OuterRef("offender"),
            from_on__gt=OuterRef("assignment_ended__from_on"),
        )
        .exclude(officer=officer)
    )
    read = SummaryReceipt.objects.filter(note=OuterRef("pk"), by=officer, handed_to="")
    summaries: CaseNoteQuerySet = (
        CaseNote.objects.standing()
        .filter(offender_id__in=mine.values("offender_id"))
        .filter(type__code=TERMINATION_SUMMARY, source="")
        .filter(assignment_ended__isnull=False)
        .exclude(author=officer)
        .exclude(Exists(later))
        .exclude(Exists(read))
    )
    return summaries


@transaction.atomic
def acknowledge_summary(note: CaseNote, by: User, *, handed_to: str = "") -> SummaryReceipt:
    """Keep that `by` read a termination summary, or handed it to somebody who goes on with the
    person: the probation and parole officer. Kept once for each."""
    if note.type.code != TERMINATION_SUMMARY:
        raise RuleViolation("This is no termination summary.")
    whom = clean_text(handed_to).strip()[:200]
    receipt, is_new = SummaryReceipt.objects.get_or_create(
        note=note,
        by=by,
        handed_to=whom,
        defaults={"offender_id": note.offender_id, "by_name": by.full_name},
    )
    if is_new:
        audit.record(
            AuditEventType.CREATED,
            receipt,
            actor=by,
            details={"note": note.pk, "handed_over": bool(whom)},
        )
    return receipt
