"""What was struck as about somebody whom the printer may not read is told as that."""

from __future__ import annotations

from datetime import date

import pytest

from agency import jobs
from casemgmt.printing.batches import request_print
from casemgmt.printing.changes import changes_since
from casemgmt.printing.content import STRUCK, Period, Stamp, Withheld
from casemgmt.printing.counting import count_for
from casemgmt.printing.gather import gather
from casemgmt.printing.html import about
from casemgmt.printing.shown import shown
from casenotes.models import CaseNote, PrintedReport
from casenotes.services.errors import decide_error, report_error
from tests.printing.conftest import WHOLE

SAID = "Iverson keeps a telephone behind the boiler."


@pytest.fixture
def misfiled(wrote):
    return wrote("2026-11-02T09:40", SAID)


def strike_out(cast, note):
    """Strand finds that it is about nobody on record, so that the printer may not read it."""
    error = report_error(note, cast.okafor, kind="wrong_person", reason="The other file was open.")
    decide_error(error, cast.strand, outcome="struck", remark="Not about Ashby.")


def report_for(cast, **said):
    return gather(cast.ashby, cast.tran, WHOLE, cast.redbud, **said)


def test_paper_says_that_it_was_struck_and_counts_it_as_nothing_restricted(cast, wrote, misfiled):
    wrote("2026-11-02T10:00", "secret", confidential=True)
    strike_out(cast, misfiled)
    assert not CaseNote.objects.visible_to(cast.tran).filter(pk=misfiled.pk).exists()
    report = report_for(cast)
    day = date(2026, 11, 2)
    assert report.entries == (Withheld(day, 1), Withheld(day, 1, STRUCK))
    assert (report.withheld_count, report.struck_count) == (1, 1)
    said = about(report, Stamp("RED-2026-1", misfiled.recorded_at, "Tran", "Records"))
    assert "1 restricted note not included." in said
    assert "1 entry struck as about another person not shown." in said
    assert shown(report.entries[1], report)["withheld"] == (
        "One entry was struck as an error: about another person. Nothing of it is shown here."
    )
    assert "Iverson" not in repr(report)


def test_the_preview_counts_as_the_paper_does(cast, misfiled):
    strike_out(cast, misfiled)
    counts = count_for([cast.ashby.pk], cast.tran, WHOLE)[cast.ashby.pk]
    assert (counts.notes, counts.withheld, counts.struck) == (0, 0, 1)
    assert counts.anything
    before = count_for([cast.ashby.pk], cast.tran, Period(None, date(2026, 11, 1)))
    assert not before[cast.ashby.pk].anything


def test_the_ledger_says_that_paper_in_the_file_holds_what_was_struck_since(cast, misfiled, on_day):
    job = request_print(cast.tran, [cast.ashby.pk], WHOLE)
    jobs.run_open_jobs()
    row = PrintedReport.objects.get(job=job)
    assert not changes_since(row, cast.tran).anything
    on_day("2026-11-24T16:00+00:00")
    strike_out(cast, misfiled)
    (change,) = changes_since(row, cast.tran).changes
    assert (change.what, change.about, change.happened_on, change.pk) == (
        "Struck as about another person",
        "Note",
        date(2026, 11, 2),
        0,
    )
    (entry,) = report_for(cast, only_new=True).entries
    assert entry == Withheld(date(2026, 11, 2), 1, STRUCK)
    counts = count_for([cast.ashby.pk], cast.tran, WHOLE, only_new=True)[cast.ashby.pk]
    assert (counts.notes, counts.struck) == (0, 1)
