"""Entering a signed record on another person's file, as its author signed it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from casenotes.models import (
    Amendment,
    AmendmentKind,
    Behaviour,
    CaseNote,
    ContactReport,
    NoContactReason,
    ReportAnswer,
)
from casenotes.services import stored_files
from casenotes.services.attachments import attach_files
from casenotes.services.authorship import counts_for_officer, facility_at
from casenotes.services.no_contact import enter_reason
from offenders.models import CaseAssignment

if TYPE_CHECKING:
    from django.db import models

    from offenders.models import Offender

Record = TypeVar("Record", CaseNote, ContactReport)


def enter_note_on(right: Offender, note: CaseNote) -> CaseNote:
    """The same note on `right`: author, moments, text and additions stay; what it counts for and
    where the person was follow from the right person's own record."""
    moved = _copy_of(
        note,
        offender=right,
        facility=facility_at(right, note.occurred_at),
        for_officer=bool(counts_for_officer(right, note.author, note.occurred_on)),
        assignment_ended=_assignment_closed(right, note),
        source=_named(note),
    )
    _additions(note.amendments.all(), note=moved)
    files = [file for file in note.attachments.all() if stored_files.path_of(file).is_file()]
    attach_files(
        moved,
        note.author,
        stored_files.store(
            (file.file_name, file.content_type, stored_files.path_of(file).read_bytes())
            for file in files
        ),
    )
    reason = NoContactReason.objects.filter(note=note).first()
    if reason is not None and moved.type.behaviour == Behaviour.NO_CONTACT:
        enter_reason(moved, reason.reason, note.author)
    return moved


def enter_report_on(right: Offender, report: ContactReport) -> ContactReport:
    """The same report on `right`, signed when its author signed it."""
    moved = _copy_of(
        report,
        offender=right,
        facility=facility_at(right, report.interview_at),
        source=_named(report),
    )
    answers = [_unsaved(answer, report=moved) for answer in report.answers.order_by("pk")]
    ReportAnswer.objects.bulk_create(answers)
    _additions(report.amendments.all(), report=moved)
    return moved


def _copy_of(record: Record, **instead: Any) -> Record:
    copy = _unsaved(record, form_key=uuid.uuid4(), **instead)
    copy.save(force_insert=True)
    return copy


def _unsaved(row: Any, **instead: Any) -> Any:
    """A new row with the columns of `row`, whatever columns there are, but for `instead`."""
    columns = [f for f in row._meta.concrete_fields if not f.primary_key]
    kept = {f.attname: getattr(row, f.attname) for f in columns if f.name not in instead}
    return type(row)(**kept, **instead)


def _additions(amendments: models.QuerySet[Amendment], **of: Any) -> None:
    """What was added to the record goes with it; a remark on an error stays where it was made."""
    for amendment in amendments.filter(kind=AmendmentKind.MORE_DETAILS):
        added = {"note": None, "report": None, "form_key": uuid.uuid4(), **of}
        _unsaved(amendment, **added).save(force_insert=True)


def _assignment_closed(right: Offender, note: CaseNote) -> CaseAssignment | None:
    if note.assignment_ended_id is None:
        return None
    held = CaseAssignment.objects.standing().filter(offender=right, officer=note.author)
    return held.order_by("-from_on").first()


def _named(record: CaseNote | ContactReport) -> str:
    return f"Entered in error on another file, entry {record.pk}"
