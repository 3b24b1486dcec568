"""A file is shown under supervision, what is asked under freedom of information goes its own way,
and nobody approves their own redaction. COPP 10.3, Records Management."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from agency import jobs
from casenotes.models import NoteType
from casenotes.services import record_note
from casenotes.services.access_requests import decide_access_request, record_access_request
from casenotes.services.redactions import Mark
from tests.access_requests.world import approve, named, prepare
from tests.browsing import assert_accessible, assert_looks_right
from tests.printing.conftest import words_of

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Ruth Mabry"
SAID = f"He said that {SECRET} visits on Sundays."


@pytest.fixture
def asked(cast, settings, tmp_path):
    """Ashby asks for his notes; Marrow is the delegate."""
    settings.MEDIA_ROOT = tmp_path
    cast.note = record_note(
        cast.ashby,
        cast.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 3, 18, 0, tzinfo=UTC),
        text=SAID,
    )
    named(cast.redbud, cast.marrow, cast.amsel)
    cast.request = record_access_request(
        cast.ashby,
        cast.tran,
        asker="person",
        channel="form",
        received_on=date(2026, 11, 16),
        items=["notes"],
        route="delegate",
    )
    return cast


def without_her_name(cast):
    start = SAID.index(SECRET)
    mark = Mark(f"note:{cast.note.pk}", "text", start, start + len(SECRET))
    return prepare(cast.request, cast.tran, marks=[mark])


def test_a_file_is_seen_under_supervision_on_its_day_alone(desk, asked, on_day):
    approve(without_her_name(asked), asked.strand)
    decide_access_request(asked.request, asked.marrow, outcome="view")
    page = desk(asked.tran, f"/access-requests/{asked.request.pk}")
    expect(page.get_by_role("button", name="Release the copy")).to_have_count(0)
    page.get_by_role("button", name="Begin the viewing").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Where")
    page.get_by_label("Where").fill("Interview room 2")
    page.get_by_label("Supervised by").select_option(str(asked.strand.pk))
    page.get_by_role("button", name="Begin the viewing").click()
    expect(page.get_by_role("link", name="End the viewing")).to_be_visible()
    expect(main).to_contain_text("visits on Sundays")
    expect(main).to_contain_text("withheld: about another person")
    expect(main).not_to_contain_text(SECRET)
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert_looks_right(page)
    seen = page.url
    page.get_by_role("link", name="End the viewing").click()
    expect(main).to_contain_text("Interview room 2, supervised by")
    page.get_by_role("link", name="Everything that left the agency").click()
    expect(main).to_contain_text("supervis")

    on_day("2026-11-24T16:00+00:00")
    page = desk(asked.tran, seen.partition("//")[2].partition("/")[1] + seen.split("/", 3)[3])
    expect(page.get_by_text("This viewing was on 23 Nov 2026. Begin another.")).to_be_visible()


def test_what_is_asked_under_freedom_of_information_is_redirected(desk, asked):
    page = desk(asked.tran, f"/case/{asked.ashby.pk}/access-request")
    main = page.get_by_role("main")
    page.get_by_label("Case notes").check()
    page.get_by_label("Who deals with it").select_option("foi")
    page.get_by_role("button", name="Record the request").click()
    expect(page.get_by_label("Case notes")).to_be_checked()
    page.get_by_label("Redirected to").fill("Freedom of information unit")
    page.get_by_role("button", name="Record the request").click()
    expect(main).to_contain_text("Redirected to Freedom of information unit")
    expect(main).to_contain_text("Nothing is shown or released on it here.")
    expect(main).not_to_contain_text("Decision of the delegate")
    assert_accessible(page)


def test_nobody_approves_their_own_redaction_and_the_copy_lacks_what_is_withheld(desk, asked):
    without_her_name(asked)
    page = desk(asked.tran, f"/access-requests/{asked.request.pk}/check")
    main = page.get_by_role("main")
    expect(main).to_contain_text("You prepared this, so somebody else checks it.")
    expect(page.get_by_role("button", name="Record the check")).to_have_count(0)

    page = desk(asked.strand, f"/access-requests/{asked.request.pk}")
    page.get_by_role("link", name="Check the redaction").click()
    expect(page.get_by_role("main").locator("mark")).to_contain_text(SECRET)
    page.get_by_text("Approve", exact=True).click()
    page.get_by_role("button", name="Record the check").click()
    expect(page.get_by_role("main")).to_contain_text("Approved by")
    decide_access_request(asked.request, asked.marrow, outcome="copy")

    page = desk(asked.tran, f"/access-requests/{asked.request.pk}")
    page.get_by_role("button", name="Release the copy").click()
    expect(page.get_by_role("main")).to_contain_text("Being made")
    assert jobs.run_open_jobs() == 1
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF of RCC-2026-000001").click()
    words = words_of(download.value.path())
    assert "visits on Sundays" in words
    assert "[withheld: about another person]" in words
    assert SECRET not in words
    assert SECRET.encode() not in download.value.path().read_bytes()
