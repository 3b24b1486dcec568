"""Western Australia: why it is printed, what may be filed, what is new, is this the paper?"""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from agency import jobs
from casenotes.models import NoteType, PrintedReport
from casenotes.services import add_amendment, record_note
from tests.browsing import assert_looks_right
from tests.printing.conftest import words_of

pytestmark = pytest.mark.django_db(transaction=True)

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def western_australia(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    contact = NoteType.objects.get(code="contact")
    cast.notes = [
        record_note(
            person,
            cast.strand,
            type=contact,
            occurred_at=datetime(2026, 11, 2, 9, 40, tzinfo=CHICAGO),
            text=f"Saw {person.full_name} in the unit office.",
        )
        for person in (cast.ashby, cast.mabry)
    ]
    return cast


def test_a_reason_is_asked_the_rest_is_printed_later_and_the_paper_is_known_again(
    desk, western_australia, on_day
):
    cast = western_australia
    page = desk(cast.tran, "/printing")

    # A whole unit, without a reason first: nothing is printed and what was chosen stays.
    page.get_by_role("link", name="Unit B").click()
    page.get_by_role("link", name="This month").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("not to keep copies of contact reports in their cell")
    page.get_by_label("As", exact=True).select_option("each")
    page.get_by_label("With a cover sheet").check()
    page.get_by_label("Why is it printed?").select_option("hearing")
    assert_looks_right(page)
    page.get_by_role("button", name="Print 2 reports").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert jobs.run_open_jobs() == 1
    expect(page.get_by_text("This paper may not be filed")).to_be_visible()
    expect(page.get_by_role("button", name="are filed")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="All 2 reports, zip file").click()
    with zipfile.ZipFile(Path(download.value.path())) as held:
        assert held.namelist() == ["RCC-2026-000001.pdf", "RCC-2026-000002.pdf"]
    assert_looks_right(page)

    # One person, to be signed: for the file. The next time, what is new alone.
    for time in ("16:00", "16:10"):
        if time == "16:10":
            on_day(f"2026-11-23T{time}+00:00")
            add_amendment(cast.strand, note=cast.notes[0], text="He called again.")
        page.goto(f"/printing?person={cast.ashby.pk}&period=all")
        page.get_by_role("link", name="Not printed yet").click()
        page.get_by_label("Why is it printed?").select_option("signature_required")
        page.get_by_role("button", name="Print this report").click()
        expect(page.get_by_text("Waiting for its turn")).to_be_visible()
        jobs.run_open_jobs()
        page.get_by_role("button", name="It is filed").click()
        expect(page.get_by_text("confirmed as filed: Prisoner's Management File")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Open the PDF").click()
    words = words_of(download.value.path())
    assert "He called again." in words
    assert "Printed before, on RCC-2026-000003" in words
    assert "in the unit office" not in words

    # Somebody brings the first paper of the file: it is known, and the record has gone on.
    first = PrintedReport.objects.get(serial="RCC-2026-000003")
    page.get_by_role("link", name="Check a paper").click()
    page.get_by_label("Serial").fill("rcc-2026-000003")
    digits = first.fingerprint[:20].upper()
    page.get_by_label("Fingerprint").fill(" ".join(digits[i : i + 4] for i in range(0, 20, 4)))
    page.get_by_role("button", name="Check").click()
    expect(main).to_contain_text("is what was printed. The record has changed since.")
    expect(page.get_by_role("row", name="More details added")).to_be_visible()
    assert_looks_right(page)
