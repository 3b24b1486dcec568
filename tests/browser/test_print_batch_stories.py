"""A batch seen from the desk: its worker dies and another goes on, it is cancelled, it is looked at
before it is printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from agency import jobs
from casemgmt.printing import ledger
from casenotes.models import NoteType, PrintedReport
from casenotes.services import record_note
from tests.browsing import assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """Nothing in the product catches it, as nothing catches the end of a process."""


@pytest.fixture
def two_people(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for person in (cast.ashby, cast.mabry):
        record_note(
            person,
            cast.strand,
            type=NoteType.objects.get(code="contact"),
            occurred_at=datetime(2026, 11, 2, 16, 0, tzinfo=UTC),
            text=f"Saw {person.full_name} in the unit office.",
        )
    return cast


@pytest.fixture
def batch(desk, two_people):
    """The page of a batch of two that waits for its turn."""
    page = desk(two_people.tran, "/printing")
    page.get_by_role("link", name="Unit B").click()
    page.get_by_role("link", name="This month").click()
    page.get_by_role("button", name="Print 2 reports").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    return page


@pytest.fixture
def after_the_first(monkeypatch):
    """Have something happen when the first report of a batch is kept."""

    def happen(what):
        keep, kept = ledger.keep, []

        def kept_then(*args):
            if kept:
                what()
            kept.append(1)
            return keep(*args)

        monkeypatch.setattr(ledger, "keep", kept_then)
        return lambda: monkeypatch.setattr(ledger, "keep", keep)

    return happen


def test_a_batch_whose_worker_died_says_so_and_is_gone_on_with(batch, after_the_first, on_day):
    def die():
        raise Killed

    live_again = after_the_first(die)
    with pytest.raises(Killed):
        jobs.run_open_jobs()
    live_again()
    (first,) = PrintedReport.objects.all()
    expect(batch.get_by_text("1 of 2")).to_be_visible()

    on_day("2026-11-23T16:02+00:00")
    expect(
        batch.get_by_text("Nothing has been heard of it since Mon 23 Nov 2026, 10:00")
    ).to_be_visible()
    expect(
        batch.get_by_text("another one goes on with it by Mon 23 Nov 2026, 10:05")
    ).to_be_visible()
    assert_fits(batch)
    assert_accessible(batch)
    assert jobs.run_open_jobs() == 0

    on_day("2026-11-23T16:06+00:00")
    assert jobs.run_open_jobs() == 1
    expect(batch.get_by_role("link", name="All 2 reports, one PDF")).to_be_visible()
    for serial in ("RCC-2026-000001", "RCC-2026-000002"):
        expect(batch.get_by_role("cell", name=serial, exact=True)).to_have_count(1)
    rows = PrintedReport.objects.order_by("number")
    assert [row.number for row in rows] == [1, 2]
    assert rows[0] == first


def test_a_batch_is_cancelled_in_the_middle_and_what_is_printed_stays(batch, after_the_first):
    def cancel():
        batch.get_by_role("button", name="Cancel").click()
        expect(batch.get_by_role("heading", name="Stopping")).to_be_visible()

    after_the_first(cancel)
    assert jobs.run_open_jobs() == 1
    expect(batch.get_by_text("What was printed before stays in the ledger.")).to_be_visible()
    printed = PrintedReport.objects.count()
    assert 1 <= printed <= 2
    expect(batch.get_by_text(f"Cancelled after {printed} of 2")).to_be_visible()
    expect(batch.get_by_role("link", name="PDF of RCC-2026-000001")).to_be_visible()
    assert_accessible(batch)
    batch.get_by_role("link", name="Print ledger").click()
    expect(batch.get_by_role("row", name="RCC-2026-000001")).to_be_visible()


def test_the_first_pages_are_looked_at_and_then_printed(desk, two_people, announced):
    # A window that shows a PDF may ask for an icon; a paper has no page that names ours.
    announced.append("favicon.ico")
    page = desk(two_people.tran, f"/printing?person={two_people.ashby.pk}&period=all")
    with (
        page.context.expect_event(
            "response", lambda answer: answer.url.endswith("/printing/preview")
        ) as looked,
        page.expect_popup() as window,
    ):
        page.get_by_role("button", name="Look at the first pages").click()
    assert looked.value.status == 200
    assert looked.value.headers["content-type"] == "application/pdf"
    assert looked.value.headers["cache-control"] == "no-store"
    window.value.close()
    page.bring_to_front()
    assert not PrintedReport.objects.exists()

    page.get_by_role("button", name="Print this report").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert jobs.run_open_jobs() == 1
    expect(page.get_by_role("cell", name="RCC-2026-000001", exact=True)).to_be_visible()
