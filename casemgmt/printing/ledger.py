"""The print ledger: one row for each report on paper, written together with its audit event."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import Error, connection, transaction
from django.db.models import Max

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from casemgmt.printing import files
from casemgmt.printing.content import Period, Stamp
from casemgmt.printing.filing import OTHER, file_place, paper_of
from casemgmt.printing.gather import gather
from casemgmt.printing.html import Looks
from casemgmt.printing.particulars import particulars_of
from casemgmt.printing.sealing import seal_of
from casenotes.models import Filing, PrintedReport
from casenotes.services.authorship import authorship_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from agency.models import Facility, Job, User
    from casemgmt.printing.content import Report
    from casemgmt.printing.orders import PrintOrder
    from casemgmt.printing.press import Pdf
    from casemgmt.shipped_print_rules import FilePlace
    from offenders.models import Offender

# Names the advisory lock under which serials are given; any number that nothing else uses.
_SERIAL_LOCK = 0x5052494E


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report that is gathered and waits for its serial and its paper."""

    offender: Offender
    facility: Facility
    by: User
    report: Report
    fingerprint: str
    printed_at: datetime
    place: FilePlace
    looks: Looks
    for_file: bool
    replaced: PrintedReport | None = None
    reason: str = ""
    reason_words: str = ""
    reference: str = ""
    particulars: dict[str, Any] | None = None

    @property
    def year(self) -> int:
        """The year that its serial counts in: the one on the wall where it is printed."""
        return clock.local_date(self.printed_at, self.facility).year

    def stamp(self, number: int) -> Stamp:
        """What its pages say about the print of that number."""
        return Stamp(
            serial=self.serial(number),
            printed_at=self.printed_at,
            printed_by=self.by.full_name,
            printed_as=authorship_of(self.by)["author_role"],
            replaces=self.replaced.serial if self.replaced else "",
            reason=self.reason_words,
            not_for_file="" if self.for_file else self.place.not_for_file,
            reference=self.reference,
            fingerprint=self.fingerprint,
        )

    def serial(self, number: int) -> str:
        """The serial of that number."""
        return f"{self.facility.code}-{self.year}-{number:06d}"


def prepare(offender: Offender, by: User, order: PrintOrder, facility: Facility) -> Prepared | None:
    """Gather one report for print; None when it is empty.

    The caller has made sure that `by` may print this person.
    """
    agency = Agency.current()
    printed_at = clock.now()
    report = gather(offender, by, order.period, facility, kind=order.kind, only_new=order.only_new)
    if not report.entries:
        return None
    place = file_place(agency)
    for_file = place.may_be_filed(order.reason)
    return Prepared(
        offender=offender,
        facility=facility,
        by=by,
        report=report,
        fingerprint=report.fingerprint(),
        printed_at=printed_at,
        place=place,
        looks=Looks(agency, place, paper_of(agency), order.cover, order.duplex),
        for_file=for_file,
        replaced=_replaced_by(offender, order) if for_file and not order.only_new else None,
        reason=order.reason,
        reason_words=reason_in_words(place, order),
    )


def reason_in_words(place: FilePlace, order: PrintOrder) -> str:
    """The reason of a print for the ledger and the paper; "" where none was given."""
    reason = place.reason(order.reason)
    if reason is None:
        return order.explained
    if reason.code == OTHER and order.explained:
        return order.explained
    return f"{reason.name}: {order.explained}" if order.explained else reason.name


def keep(prepared: Prepared, number: int, pdf: Pdf, job: Job) -> PrintedReport:
    """Keep one finished report: file, ledger row and audit event, all or none."""
    report = prepared.report
    with transaction.atomic():
        row = PrintedReport(
            serial=prepared.serial(number),
            year=prepared.year,
            number=number,
            offender=prepared.offender,
            facility=prepared.facility,
            kind=report.kind,
            from_on=report.period.from_on,
            until_on=report.period.until_on,
            note_ids=[note.id for note in report.notes],
            note_versions=[note.version for note in report.notes],
            report_ids=[contact.id for contact in report.reports],
            report_versions=[contact.version for contact in report.reports],
            only_new=report.only_new,
            withheld_count=report.withheld_count,
            particulars=prepared.particulars or particulars_of(report),
            page_count=pdf.pages,
            fingerprint=prepared.fingerprint,
            file_section=prepared.place.section if prepared.for_file else "",
            for_file=prepared.for_file,
            reason=prepared.reason,
            reason_words=prepared.reason_words,
            reference=prepared.reference,
            printed_by=prepared.by,
            printed_by_name=prepared.by.full_name,
            printed_at=prepared.printed_at,
            job=job,
            replaces=prepared.replaced,
        )
        row.seal = seal_of(row)
        row.save(force_insert=True)
        audit.record(
            AuditEventType.PRINTED,
            row,
            actor=prepared.by,
            details={
                "serial": row.serial,
                "kind": row.kind,
                "from_on": row.from_on.isoformat() if row.from_on else None,
                "until_on": row.until_on.isoformat() if row.until_on else None,
                "notes": len(report.notes),
                "reports": len(report.reports),
                "withheld": report.withheld_count,
                "only_new": report.only_new,
                "for_file": row.for_file,
                "pages": pdf.pages,
                "job": job.pk,
            },
        )
        files.keep(files.file_of(row), pdf.data)
    return row


@contextmanager
def serials_at(facility: Facility, year: int) -> Iterator[int]:
    """The next number of the serials of that facility and year, while nobody else gives any.

    Serials are counted without gaps: numbers are given under a lock that is held until the rows
    are kept, and a report that cannot be set uses none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_SERIAL_LOCK, facility.pk])
        try:
            last = PrintedReport.objects.filter(facility=facility, year=year)
            yield (last.aggregate(Max("number"))["number__max"] or 0) + 1
        finally:
            with suppress(Error):  # after a lost connection there is no lock either
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SERIAL_LOCK, facility.pk])


def confirm_filed(reports: Iterable[PrintedReport], by: User) -> list[Filing]:
    """Record that the paper of each of `reports` lies where it is kept. OP-060101, III.B.

    A report whose filing is confirmed already keeps its first confirmation. Raises RuleViolation
    for paper that may not be filed. COPP 10.3, Records Management.
    """
    now = clock.now()
    filings = []
    reports = list(reports)
    refused = [report.serial for report in reports if not report.for_file]
    if refused:
        raise RuleViolation(
            f"{', '.join(refused[:3])} may not be filed: it was not printed to be signed. "
            "Print it again for a signature, or destroy the paper."
        )
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


def _replaced_by(offender: Offender, order: PrintOrder) -> PrintedReport | None:
    """The latest report of the same kind about the same person whose period lies in this one."""
    earlier_ones = PrintedReport.objects.filter(
        offender=offender, kind=order.kind, for_file=True, only_new=False
    )
    for earlier in earlier_ones[:50]:
        days = Period(earlier.from_on, earlier.until_on) if earlier.until_on else None
        if days is not None and order.period.covers(days):
            return earlier
    return None
