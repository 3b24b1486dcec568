"""Reckons the fingerprint of an older print anew, from the records as they were at its moment.

Signed notes and amendments never change, so the ledger's list of them and of their versions gives
the content again; a text that was changed past the product gives another fingerprint.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casemgmt.printing.content import Entry, Period, Person, Report
from casemgmt.printing.entries import entries_of_notes, entries_of_reports
from casemgmt.printing.gather import Place, by_time, withheld_by_day, withheld_of
from casenotes.models import Attachment, CaseNote, ContactReport, PrintKind, Strike

if TYPE_CHECKING:
    from casemgmt.printing.content import Withheld
    from casenotes.models import PrintedReport


def is_as_printed(row: PrintedReport) -> bool | None:
    """Whether the records of its moment still give the fingerprint of a print.

    None where they cannot tell: an extract or a print of new entries alone, one of before the
    ledger kept versions, and one whose entries were struck as about somebody else. A name or a
    word that the agency changed since makes them differ too.
    """
    if not _can_tell(row):
        return None
    zone = row.facility.time_zone if row.facility else ""
    note_versions = dict(zip(row.note_ids, row.note_versions, strict=True))
    report_versions = dict(zip(row.report_ids, row.report_versions, strict=True))
    notes = entries_of_notes(CaseNote.objects.filter(pk__in=row.note_ids), zone)
    reports = entries_of_reports(ContactReport.objects.filter(pk__in=row.report_ids), zone)
    placed: list[tuple[Place, Entry | Withheld]] = [
        *(
            (by_time(note.occurred_on, then), then)
            for note, entry in notes
            for then in [_as_of(entry, row, note_versions[note.pk])]
        ),
        *(
            (by_time(report.interview_on, then), then)
            for report, entry in reports
            for then in [_as_of(entry, row, report_versions[report.pk])]
        ),
    ]
    assert row.until_on is not None
    period = Period(row.from_on, row.until_on)
    if row.withheld_count:
        hidden = withheld_of(row.kind, row.printed_by, period)
        withheld = withheld_by_day(
            hidden.filter(offender=row.offender, recorded_at__lte=row.printed_at)
        )
        if sum(one.count for _, one in withheld) != row.withheld_count:
            return None  # what the printer may read is not what it was
        placed += withheld
    placed.sort(key=lambda pair: pair[0])
    then = Report(
        agency="",
        facility="",
        time_zone=zone,
        person=Person(row.offender.number, row.offender.sort_name, None, "", ""),
        period=period,
        entries=tuple(entry for _, entry in placed),
        kind=row.kind,
    )
    return then.fingerprint() == row.fingerprint


def _can_tell(row: PrintedReport) -> bool:
    return (
        row.kind != PrintKind.EXTRACT
        and not row.only_new
        and row.until_on is not None
        and len(row.note_ids) == len(row.note_versions)
        and len(row.report_ids) == len(row.report_versions)
        and not Strike.objects.filter(offender_id=row.offender_id, about_another=True).exists()
        and not Attachment.objects.filter(
            note_id__in=row.note_ids, added_at__gt=row.printed_at
        ).exists()
    )


def _as_of(entry: Entry, row: PrintedReport, version: int) -> Entry:
    struck = entry.struck if entry.struck and entry.struck.at <= row.printed_at else None
    return replace(entry, additions=entry.additions[:version], version=version, struck=struck)
