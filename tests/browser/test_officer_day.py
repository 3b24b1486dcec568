"""An officer's day in a browser: log notes from the list, lose nothing, use keys or no scripts."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote, Draft
from casenotes.services import record_note
from tests.browsing import assert_accessible, assert_fits
from tests.cast import PASSWORD
from tests.pages.caseload import give_cases
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = ".draft-status.saved"
PANEL = "tr.panel-row textarea"


@pytest.fixture
def caseload(transactional_db, office):  # noqa: F811
    """Okafor at work with a dozen cases, able to sign in."""
    give_cases(office, office.okafor, 12)
    office.okafor.set_password(PASSWORD)
    office.okafor.save()
    return office


def sign_in_by_form(page) -> None:
    """Until the scripts of the page that follows have run: keys that are pressed before do nothing,
    and links lead to pages of their own."""
    page.get_by_label("User name").fill("okafor")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Sign in").click()


def draft_with(page, words):
    """While the draft that holds these words is saved; one that holds their beginning may be saved
    before."""

    def holds(answer):
        sent = answer.request
        return sent.method == "POST" and quote_plus(words) in (sent.post_data or "")

    return page.expect_response(holds)


def test_a_note_from_the_list_survives_a_reload_and_two_clicks_make_one(
    page, live_server, caseload
):
    page.goto(f"{live_server.url}/worklist?duty=OK.MONTHLY_NOTE")
    sign_in_by_form(page)
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    row = page.locator("tr[data-row]").first
    moved = row.get_attribute("id")
    following = page.locator("tr[data-row]").nth(1).get_attribute("id")
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator(PANEL)).to_be_focused()
    with draft_with(page, "Saw him in the unit office."):
        page.keyboard.type("Saw him in the unit office.")
    expect(page.locator(SAVED)).to_contain_text("Draft saved 10:00")

    page.reload()
    expect(page.locator(PANEL)).to_have_value("Saw him in the unit office.")
    page.get_by_role("button", name="Save and next").dblclick()
    expect(page.locator("tr.panel-row")).to_have_count(0)
    expect(page.locator(f"#{moved}")).to_have_class("moved")
    expect(page.locator(f"#{moved}")).to_contain_text("23 Nov")
    expect(page.locator(f"#{following} [data-note]")).to_be_focused()
    assert CaseNote.objects.filter(text="Saw him in the unit office.").count() == 1
    assert Draft.objects.count() == 0


def test_a_back_dated_note_moves_its_row_and_the_number_of_overdue(desk, caseload):
    page = desk(caseload.okafor, "/worklist?tab=overdue&duty=OK.MONTHLY_NOTE")
    count = page.locator(".tabs a[aria-current] .count")
    before = int(count.inner_text())
    row = page.locator("tr[data-row]").first
    expect(row).to_contain_text("Monthly note, Oct")
    row.locator("[data-note]").click()
    page.locator("tr.panel-row input[type=date]").fill("2026-10-28")
    page.locator(PANEL).fill("Seen at work.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("tr.moved")).to_contain_text("Monthly note, Oct done")
    expect(count).to_have_text(str(before - 1))


def test_escape_closes_the_panel_and_keeps_the_draft(desk, caseload):
    page = desk(caseload.okafor, "/worklist?duty=OK.MONTHLY_NOTE")
    first = page.locator("tr[data-row]").first
    first.locator("[data-note]").click()
    with draft_with(page, "Half a sentence"):
        page.locator(PANEL).press_sequentially("Half a sentence")
    expect(page.locator(SAVED)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("tr.panel-row")).to_have_count(0)
    expect(first.locator("[data-note]")).to_be_focused()
    page.reload()
    expect(page.locator("tr[data-row]").first.locator("[data-note]")).to_contain_text("Continue")


def test_a_session_that_ends_mid_note_finds_its_text_again(page, live_server, caseload, announced):
    page.goto(f"{live_server.url}/worklist?duty=OK.MONTHLY_NOTE")
    sign_in_by_form(page)
    page.locator("tr[data-row] [data-note]").first.click()
    with draft_with(page, "Before the session ended."):
        page.locator(PANEL).press_sequentially("Before the session ended.")
    expect(page.locator(SAVED)).to_be_visible()
    announced += ["status of 403", "Error Code 403"]  # the cookie against forgery goes too
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    link = page.locator("tr.panel-row").get_by_role("link", name="Sign in again").first
    expect(link).to_be_visible()
    expect(page.locator(PANEL)).to_have_value("Before the session ended.")
    link.click()
    sign_in_by_form(page)
    expect(page.locator(PANEL)).to_have_value("Before the session ended.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("tr.moved")).to_be_visible()
    assert CaseNote.objects.filter(text="Before the session ended.").count() == 1


def test_a_mistake_in_the_panel_is_told_and_keeps_the_text(desk, caseload):
    page = desk(caseload.okafor, "/worklist?duty=OK.MONTHLY_NOTE")
    page.locator("tr[data-row] [data-note]").first.click()
    page.locator(PANEL).fill("About tomorrow.")
    page.locator("tr.panel-row input[type=date]").fill("2026-11-24")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("This lies in the future.")
    expect(page.locator(PANEL)).to_have_value("About tomorrow.")
    assert not CaseNote.objects.filter(text="About tomorrow.").exists()


def test_the_whole_day_goes_without_scripts(new_context, live_server, caseload):
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    page.goto("/worklist?duty=OK.MONTHLY_NOTE")
    sign_in_by_form(page)
    page.locator("tr[data-row] a.why-link").first.click()
    expect(page.get_by_role("heading", name="Why this date")).to_be_visible()
    page.go_back()
    page.get_by_label("Filter by name or number").fill("ashby")
    page.get_by_label("Filter by name or number").press("Enter")
    expect(page).to_have_url(re.compile("q=ashby"))
    row = page.locator("tr[data-row]").first
    expect(row).to_contain_text("ASHBY")
    row.get_by_role("link", name="Log note").click()
    page.get_by_label("What happened").fill("Written without scripts.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("saved")
    page.goto(f"/case/{caseload.ashby.pk}")
    expect(page.locator(".timeline")).to_contain_text("Written without scripts.")
    page.goto(f"/case/{caseload.ashby.pk}/report/primary")
    for choice in page.get_by_text("Yes", exact=True).all():
        choice.click()
    page.get_by_role("button", name="Sign report").click()
    expect(page.locator(".messages")).to_contain_text("signed")


def test_a_no_asks_for_its_action_and_the_progress_follows(desk, caseload):
    page = desk(caseload.okafor, f"/case/{caseload.ashby.pk}/report/primary")
    question = page.locator("#question-3")
    expect(question.get_by_label("Action")).to_be_hidden()
    question.get_by_text("No", exact=True).click()
    expect(question.get_by_label("Action")).to_be_visible()
    line = page.locator('[data-for="question-3"]')
    expect(line).to_contain_text("No, action to do")
    question.get_by_label("What is wrong").fill("Numbers not carried over.")
    question.get_by_label("Action").fill("Move the numbers")
    question.get_by_label("By whom").fill("Unit officer")
    with draft_with(page, "2026-11-25"):
        question.get_by_label("By when").fill("2026-11-25")
    expect(line).to_contain_text("No, action set")
    expect(page.locator("[data-done]")).to_have_text("2")
    expect(page.locator("#report-draft")).to_contain_text("Draft saved")
    page.reload()
    expect(question.get_by_label("Action")).to_have_value("Move the numbers")


def test_the_filter_narrows_the_list_as_one_types_and_the_way_back_restores_it(desk, caseload):
    page = desk(caseload.okafor, "/worklist")
    rows = page.locator("tr[data-row]")
    everything = rows.count()
    page.get_by_label("Filter by name or number").fill("ashby")
    expect(page).to_have_url(re.compile("q=ashby"))
    expect(rows).not_to_have_count(everything)
    expect(rows.first).to_contain_text("ASHBY")
    assert rows.count() < everything
    page.go_back()
    expect(rows).to_have_count(everything)


# ---- Accessible, at both widths and in both schemes --------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 360])
def test_every_page_of_an_officer_is_accessible_and_fits(desk, caseload, width, scheme):
    note = record_note_on(caseload)
    viewport = {"width": width, "height": 768}
    page = desk(caseload.okafor, "/drafts", viewport=viewport, color_scheme=scheme)
    case = f"/case/{caseload.ashby.pk}"
    Draft.objects.create(
        owner=caseload.okafor, offender=caseload.ashby, form="note", content={"text": "Two words"}
    )
    pages = [
        "/worklist",
        case,
        f"{case}/note",
        f"{case}/report/primary",
        f"{case}/report/regular",
        f"{case}/summary",
        f"{case}/alert",
        f"/note/{note.pk}/add",
        "/drafts",
    ]
    for path in pages:
        page.goto(path)
        if path == "/worklist":
            page.locator("tr[data-row] [data-note]").first.click()
            expect(page.locator(PANEL)).to_be_visible()
        if path == case:
            page.locator(".why-fold summary").first.click()
            expect(page.locator(".why-fold .why-sentence").first).to_be_visible()
        assert_accessible(page)
        assert_fits(page)


def record_note_on(caseload):
    from datetime import UTC, datetime

    from casenotes.models import NoteType

    return record_note(
        caseload.ashby,
        caseload.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 20, 16, tzinfo=UTC),
        text="Saw him in the unit office.",
    )
