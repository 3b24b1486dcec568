"""The subject access extract: what is handed out in answer to a request, with what is withheld
taken out of it.

    report = gather(offender, reader, period, facility, kind=PrintKind.EXTRACT)
    row = print_extract(report, offender, by, facility, job, redactions=..., reference="AR 12")
    files.file_of(row)  # its PDF

Which texts an entry has and how they are named say `redacting.texts_of` and `redacting.key_of`.
`entries.entries_of_notes` and `entries_of_reports` make entries of any notes and reports, so that
a request may be answered with others than those of one reader and period.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agency import clock
from agency.models import Agency
from casemgmt.printing import ledger
from casemgmt.printing.filing import file_place, paper_of
from casemgmt.printing.html import Looks
from casemgmt.printing.particulars import particulars_of_extract
from casemgmt.printing.redacting import redacted
from casemgmt.printing.room import PressRoom
from casenotes.models import PrintedReport, PrintKind

if TYPE_CHECKING:
    from agency.models import Facility, Job, User
    from casemgmt.printing.content import Report
    from casemgmt.printing.redacting import Redactions
    from offenders.models import Offender


def print_extract(
    report: Report,
    offender: Offender,
    by: User,
    facility: Facility,
    job: Job,
    *,
    redactions: Redactions,
    reference: str,
    cover: bool = False,
) -> PrintedReport:
    """Print what of `report` is not withheld; the ledger row, whose PDF is kept with the job.

    Call it from the handler of a job, outside a transaction: it takes seconds. An attempt that
    comes again finds what the first one printed. reference: the request, for paper and ledger.
    The paper is for who asked and never for the file. Raises CannotPrint.
    """
    earlier = PrintedReport.objects.filter(job=job, offender=offender).first()
    if earlier is not None:
        return earlier
    agency = Agency.current()
    place = replace(file_place(agency), not_for_file="Copy handed out", caution="")
    content = replace(redacted(report, redactions), kind=PrintKind.EXTRACT)
    prepared = ledger.Prepared(
        offender=offender,
        facility=facility,
        by=by,
        report=content,
        fingerprint=content.fingerprint(),
        printed_at=clock.now(),
        place=place,
        looks=Looks(agency, place, paper_of(agency), cover),
        for_file=False,
        reference=reference,
        particulars=particulars_of_extract(report, content),
    )
    with PressRoom() as room, ledger.serials_at(facility, prepared.year) as number:
        pdf = room.set(content, prepared.stamp(number), prepared.looks).result()
        return ledger.keep(prepared, number, pdf, job)
