"""Paper that may not be filed, and paper that somebody brings back: true, altered, forged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from playwright.sync_api import expect

from agency import jobs
from casenotes.models import NoteType, PrintedReport
from casenotes.services import record_note
from tests.browsing import assert_accessible, assert_looks_right
from tests.printing.conftest import pages_of

pytestmark = pytest.mark.django_db(transaction=True)

CAUTION = "not to keep copies of contact reports in their cell"


@pytest.fixture
def office(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    record_note(
        cast.ashby,
        cast.strand,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 2, 16, 0, tzinfo=UTC),
        text="He asked for help twice.",
    )
    return cast


def test_western_australia_asks_why_and_marks_what_is_not_for_the_file(desk, office):
    office.agency.standards = ["au-wa/copp-10.3"]
    office.agency.save()
    page = desk(office.tran, f"/printing?person={office.ashby.pk}&period=all")
    main = page.get_by_role("main")
    expect(main).to_contain_text(CAUTION)
    page.get_by_label("With a cover sheet").check()
    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is printed.")
    expect(main).not_to_contain_text("Say which days.")
    expect(page.get_by_label("With a cover sheet")).to_be_checked()
    assert_accessible(page)
    page.get_by_label("Why is it printed?").select_option("hearing")
    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert jobs.run_open_jobs() == 1
    expect(page.get_by_text("This paper may not be filed")).to_be_visible()
    expect(main).to_contain_text(CAUTION)
    expect(page.get_by_role("button", name="It is filed")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Open the PDF").click()
    cover, first = pages_of(download.value.path())
    for words in (cover, first):
        assert "not for file" in words.lower()
        assert "in their cell" in " ".join(words.split())
    assert "Prisoner's Management File" not in cover + first
    page.get_by_role("link", name="Print ledger").click()
    expect(page.get_by_role("row", name="RCC-2026-000001")).to_contain_text("Not for file")


def test_a_paper_is_true_altered_unknown_or_forged_with_its_records(desk, office):
    page = desk(office.tran, f"/printing?person={office.ashby.pk}&period=all")
    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert jobs.run_open_jobs() == 1
    digits = PrintedReport.objects.get().fingerprint[:20]
    main = page.get_by_role("main")

    def check(serial, typed):
        page.goto(page.url.partition("/printing")[0] + "/printing/check")
        page.get_by_label("Serial").fill(serial)
        page.get_by_label("Fingerprint").fill(typed)
        page.get_by_role("button", name="Check").click()

    groups = " ".join(digits[i : i + 4] for i in range(0, 20, 4)).replace("0", "O")
    check("rcc 2026 1", groups)
    expect(main).to_contain_text("RCC-2026-000001 is what was printed, and nothing has changed")
    expect(main).to_contain_text("carries the seal of this system")
    expect(main).to_contain_text("from the records as they were when it was printed: the same")
    assert_looks_right(page)

    check("RCC-2026-000001", ("1" if digits[0] == "0" else "0") + digits[1:])
    expect(main).to_contain_text("the paper is not what was printed")
    check("RCC-2026-000002", digits)
    expect(main).to_contain_text("The ledger has no print RCC-2026-000002 that is open to you.")

    forged = "f" * 64
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE casenotes_printedreport SET fingerprint = %s", [forged])
        cursor.execute("SET session_replication_role = origin")
    check("RCC-2026-000001", forged[:20])
    expect(main).to_contain_text("Do not rely on this paper.")
    expect(main).to_contain_text("does not carry the seal of this system")
    assert_accessible(page)
