"""The records administrator's day in a browser: one report, a caseload, the ledger, the file."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from agency import jobs
from casemgmt.printing import batches
from casemgmt.printing.content import Period
from casenotes.models import NoteType, PrintedReport
from casenotes.services import add_amendment, record_note
from tests.browsing import assert_looks_right

pytestmark = pytest.mark.django_db(transaction=True)

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def people_with_notes(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    interview = NoteType.objects.create(code="interview", name="Interview")
    for person in (cast.ashby, cast.mabry):
        for day in (2, 9, 21):
            note = record_note(
                person,
                cast.strand,
                type=interview,
                occurred_at=datetime(2026, 11, day, 9, 40, tzinfo=CHICAGO),
                text=f"Saw {person.full_name} in the unit office.",
            )
        add_amendment(cast.strand, note=note, text="He called again in the afternoon.")
        record_note(
            person,
            cast.okafor,
            type=interview,
            occurred_at=datetime(2026, 11, 12, 9, 40, tzinfo=CHICAGO),
            text="Not for this reader.",
            confidential=True,
        )
    return cast


@pytest.fixture
def records(desk, people_with_notes):
    """The page of prints, where the records administrator of Redbud is signed in."""
    return desk(people_with_notes.tran, "/printing")


def test_one_report_from_the_search_to_the_confirmed_filing(records, people_with_notes):
    page = records
    assert_looks_right(page)
    page.get_by_role("searchbox", name="Name or number").last.fill("ashby")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="ASHBY, Terrell Dean").click()
    page.get_by_role("link", name="This month").click()
    page.get_by_label("From").fill("2026-11-02")
    page.get_by_label("Until").fill("2026-11-21")
    page.get_by_role("button", name="Show these days").click()
    row = page.get_by_role("row", name="ASHBY, Terrell Dean")
    expect(row.locator("td.num")).to_have_text(["3", "0", "1"])
    assert_looks_right(page)

    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert_looks_right(page)
    assert jobs.run_open_jobs() == 1
    # The page notices by itself that the print is done.
    expect(page.get_by_role("cell", name="RCC-2026-000001", exact=True)).to_be_visible()
    assert_looks_right(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Open the PDF").click()
    assert download.value.suggested_filename == "RCC-2026-000001.pdf"
    page.get_by_role("button", name="It is filed").click()
    expect(page.get_by_role("cell", name="Filed 23 Nov 2026")).to_be_visible()
    assert PrintedReport.objects.get().filing.filed_by == people_with_notes.tran


def test_a_caseload_is_printed_found_again_and_looked_up_in_the_ledger(records, people_with_notes):
    page = records
    page.get_by_role("link", name="Reyes, Luz").click()
    expect(page.get_by_role("heading", name="Caseload of Luz Reyes")).to_be_visible()
    page.get_by_role("link", name="All", exact=True).click()
    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    jobs.run_open_jobs()

    page.goto("/printing")
    page.get_by_role("link", name="Mon 23 Nov 2026, 10:00").click()
    expect(page.get_by_role("cell", name="RCC-2026-000001", exact=True)).to_be_visible()
    page.get_by_role("link", name="Print ledger").click()
    expect(page.get_by_role("row", name="RCC-2026-000001")).to_be_visible()
    assert_looks_right(page)
    page.get_by_label("In the file").select_option("yes")
    page.get_by_role("button", name="Narrow").click()
    expect(page.get_by_role("heading", name="No prints match")).to_be_visible()
    page.get_by_role("link", name="Show all").first.click()
    page.get_by_role("button", name="It is filed").click()
    expect(page.get_by_text("RCC-2026-000001 is in the file")).to_be_visible()


def test_a_print_can_be_cancelled_while_it_waits(records):
    page = records
    page.get_by_role("link", name="Reyes, Luz").click()
    page.get_by_role("link", name="All", exact=True).click()
    page.get_by_role("button", name="Print this report").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled after 0 of 1")).to_be_visible()
    assert_looks_right(page)
    assert jobs.run_open_jobs() == 0
    assert not PrintedReport.objects.exists()


def test_what_was_not_printed_and_why_is_said_in_words(records, people_with_notes):
    cast = people_with_notes
    job = batches.request_print(
        cast.tran,
        [cast.ashby.pk, cast.mabry.pk, cast.vann.pk],
        Period(None, datetime(2026, 11, 23, tzinfo=CHICAGO).date()),
    )
    jobs.run_open_jobs()
    page = records
    page.goto(f"/printing/batches/{job.pk}")
    listed = page.get_by_role("listitem").filter(has_text="VANN, Isaiah")
    expect(listed).to_contain_text("No notes or contact reports in this period.")
    assert_looks_right(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="All 2 reports, one PDF").click()
    assert download.value.suggested_filename == f"case-note-reports-{job.pk}-1.pdf"
