"""The print ledger: one row for each report on paper, written together with its audit event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max

from agency import audit, clock
from agency.models import Agency, AuditEventType
from casemgmt.printing import files
from casemgmt.printing.content import Period, Stamp
from casemgmt.printing.filing import file_place, paper_of
from casemgmt.printing.gather import gather
from casemgmt.printing.html import report_html
from casemgmt.printing.press import seconds_for
from casenotes.models import Filing, PrintedReport
from casenotes.services.authorship import authorship_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import Facility, Job, User
    from casemgmt.printing.press import Press
    from offenders.models import Offender

KIND = "case_note_report"

# Names the advisory lock under which serials are given; any number that nothing else uses.
_SERIAL_LOCK = 0x5052494E


def print_report(
    offender: Offender, reader: User, period: Period, facility: Facility, job: Job, press: Press
) -> PrintedReport | None:
    """Print one report: file, ledger row and audit event, all or none; None when it is empty.

    The caller has made sure that `reader` may print this person. Serials are counted by facility
    and year without gaps: the number is taken under a lock that is held until the row is
    committed, so a report that cannot be set uses none. Raises CannotPrint.
    """
    agency = Agency.current()
    with transaction.atomic():
        printed_at = clock.now()
        year = clock.local_date(printed_at, facility).year
        number = _next_number(facility, year)
        # Read within the lock, so that "replaces" names the latest.
        report = gather(offender, reader, period, facility)
        if not report.entries:
            return None
        replaced = _replaced_by(offender, period)
        serial = f"{facility.code}-{year}-{number:06d}"
        stamp = Stamp(
            serial=serial,
            printed_at=printed_at,
            printed_by=reader.full_name,
            printed_as=authorship_of(reader)["author_role"],
            replaces=replaced.serial if replaced else "",
        )
        place = file_place(agency)
        html = report_html(report, stamp, agency=agency, place=place, paper=paper_of(agency))
        pdf = press.make(html, seconds=seconds_for(len(report.entries)))
        row = PrintedReport.objects.create(
            serial=serial,
            year=year,
            number=number,
            offender=offender,
            facility=facility,
            kind=KIND,
            from_on=period.from_on,
            until_on=period.until_on,
            note_ids=[note.id for note in report.notes],
            report_ids=[contact.id for contact in report.reports],
            withheld_count=report.withheld_count,
            page_count=pdf.pages,
            fingerprint=report.fingerprint(),
            file_section=place.section,
            printed_by=reader,
            printed_by_name=reader.full_name,
            printed_at=printed_at,
            job=job,
            replaces=replaced,
        )
        audit.record(
            AuditEventType.PRINTED,
            row,
            actor=reader,
            details={
                "serial": serial,
                "from_on": period.from_on.isoformat() if period.from_on else None,
                "until_on": period.until_on.isoformat(),
                "notes": len(report.notes),
                "reports": len(report.reports),
                "withheld": report.withheld_count,
                "pages": pdf.pages,
                "job": job.pk,
            },
        )
        files.keep(files.file_of(row), pdf.data)
    return row


def confirm_filed(reports: Iterable[PrintedReport], by: User) -> list[Filing]:
    """Record that the paper of each of `reports` lies where it is kept. OP-060101, III.B.

    A report whose filing is confirmed already keeps its first confirmation.
    """
    now = clock.now()
    filings = []
    with transaction.atomic():
        for report in reports:
            filing, is_new = Filing.objects.get_or_create(
                report=report,
                defaults={
                    "file_section": report.file_section,
                    "filed_on": clock.local_date(now, report.facility),
                    "filed_by": by,
                    "filed_by_name": by.full_name,
                    "recorded_at": now,
                },
            )
            if is_new:
                filings.append(filing)
                audit.record(
                    AuditEventType.CREATED,
                    filing,
                    actor=by,
                    offender_id=report.offender_id,
                    facility_id=report.facility_id,
                    details={"serial": report.serial},
                )
    return filings


def _next_number(facility: Facility, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SERIAL_LOCK, facility.pk])
    last = PrintedReport.objects.filter(facility=facility, year=year).aggregate(Max("number"))
    return (last["number__max"] or 0) + 1


def _replaced_by(offender: Offender, period: Period) -> PrintedReport | None:
    """The latest report about the same person whose whole period lies in this one."""
    for earlier in PrintedReport.objects.filter(offender=offender, kind=KIND)[:50]:
        if earlier.until_on and period.covers(Period(earlier.from_on, earlier.until_on)):
            return earlier
    return None
