"""Signing contact reports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS, PRIMARY_CITE, REGULAR_CITE
from casenotes.models import ContactMode, ContactReport, ReportAnswer, ReportKind
from casenotes.services.authorship import authorship_of, facility_at
from casenotes.services.drafts import settle_draft
from casenotes.text import clean_text, longest_note
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from agency.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """One check (`yes` is True or False) or one focus point (`yes` is None)."""

    yes: bool | None = None
    comment: str = ""
    action: str = ""
    action_by: str = ""
    action_due_on: date | None = None


@transaction.atomic
def sign_report(
    offender: Offender,
    by: User,
    *,
    kind: str,
    interview_at: datetime,
    answers: Mapping[str, Answer],
    contact_mode: str = ContactMode.FACE_TO_FACE,
    others_present: str = "",
    summary: str = "",
    form_key: uuid.UUID | None = None,
) -> ContactReport:
    """Sign a primary or regular report; its date of signing fulfils the duty.

    answers: by item code of `casenotes.checklists`. Raises RuleViolation when a check is not
    answered, a "no" has no action, a focus point is empty, or the interview lies in the future.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = ContactReport.objects.filter(form_key=form_key, author=by).first()
    if already is not None:
        return already
    now = clock.now()
    if interview_at > now:
        raise RuleViolation("The interview lies in the future.", field="interview_on")
    rows = _checked(kind, answers)
    place = facility_at(offender, interview_at)
    report = ContactReport.objects.create(
        offender=offender,
        kind=kind,
        **authorship_of(by),
        facility=place,
        interview_at=interview_at,
        interview_on=clock.local_date(interview_at, place),
        contact_mode=contact_mode,
        others_present=others_present,
        summary=clean_text(summary),
        signed_at=now,
        completed_on=clock.local_date(now, place),
        form_key=form_key,
    )
    for row in rows:
        row.report = report
    ReportAnswer.objects.bulk_create(rows)
    said = [text for row in rows for text in (row.comment, row.action, row.action_by)]
    settle_draft(by, offender, form_key, [report.summary, others_present, *said])
    audit.record(AuditEventType.SIGNED, report, actor=by, details={"kind": kind})
    announce_case_changed(offender.pk, "report signed")
    return report


def _checked(kind: str, answers: Mapping[str, Answer]) -> list[ReportAnswer]:
    """Unsaved answer rows in the order of the form."""
    rows = []
    primary = kind == ReportKind.PRIMARY
    longest = longest_note()
    for item in PRIMARY_CHECKS if primary else FOCUS_POINTS:
        answer = answers.get(item.code, Answer())
        if primary and answer.yes is None:
            raise RuleViolation(
                f"“{item.name}” is not answered yet.", field=item.code, cite=PRIMARY_CITE
            )
        if primary and answer.yes is False and not answer.action.strip():
            raise RuleViolation(
                f"“{item.name}” is a no: say what will be done about it.",
                field=item.code,
                cite=PRIMARY_CITE,
            )
        if not primary and not answer.comment.strip():
            raise RuleViolation(
                f"“{item.name}” is empty. Write “nothing to report” if so.",
                field=item.code,
                cite=REGULAR_CITE,
            )
        if len(answer.comment) > longest:
            raise RuleViolation(f"“{item.name}” is too long.", field=item.code)
        rows.append(
            ReportAnswer(
                item=item.code,
                answer=answer.yes if primary else None,
                comment=clean_text(answer.comment),
                action=answer.action.strip() if answer.yes is False else "",
                action_by=answer.action_by.strip() if answer.yes is False else "",
                action_due_on=answer.action_due_on if answer.yes is False else None,
            )
        )
    return rows
