"""The scripts in a real browser, against answers that the test gives in the server's place."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.ui.studio import ORIGIN, show

STATUS = "[data-draft-status]"


@pytest.fixture
def announced():
    """Refusals and lost connections of the addresses that the tests here answer themselves."""
    return [
        f"{ORIGIN}/draft/)",
        f"{ORIGIN}/save/)",
        f"{ORIGIN}/panel/",
        "Response Status Error Code",
    ]


class Server:
    """Answers one path as told, and remembers what was asked of it."""

    def __init__(self, *replies: dict[str, object] | str) -> None:
        self.replies = list(replies)
        self.asked: list[dict[str, list[str]]] = []

    def __call__(self, route) -> None:
        self.asked.append(parse_qs(route.request.post_data or "", keep_blank_values=True))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply == "lost":
            route.abort()
        else:
            route.fulfill(**reply)


def saved(at: str, version: int) -> dict[str, object]:
    return {"json": {"saved_at": at, "version": version}}


def refused(status: int, **body: object) -> dict[str, object]:
    return {"status": status, "content_type": "application/json", "body": json.dumps(body)}


def note(page):
    return page.locator("textarea").first


# ---- Drafts --------------------------------------------------------------------------------


def test_a_draft_is_saved_from_the_first_keystroke_and_its_version_follows(page):
    server = Server(saved("10:43", 1), saved("10:44", 2))
    show(page, "worklist", {"/draft/": server})
    note(page).press_sequentially("A")
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:43")
    note(page).press_sequentially("B")
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:44")
    assert [asked["draft_version"] for asked in server.asked] == [["0"], ["1"]]
    assert server.asked[1]["text"][0].startswith("AB")
    assert server.asked[0]["draft_tab"] == server.asked[1]["draft_tab"]


def test_while_typing_goes_on_a_draft_is_still_saved_every_few_seconds(page):
    server = Server(saved("10:43", 1))
    page.clock.install()
    show(page, "worklist", {"/draft/": server})
    for _ in range(10):
        note(page).press_sequentially("x")
        page.clock.run_for(500)
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:43")
    assert 1 <= len(server.asked) <= 2


def test_a_lost_connection_is_said_loudly_and_the_draft_is_tried_again(page):
    server = Server("lost", saved("10:45", 1))
    show(page, "worklist", {"/draft/": server})
    note(page).press_sequentially("A")
    expect(page.locator(STATUS)).to_have_text("Not saved: connection lost. Retrying.")
    expect(page.locator(STATUS)).to_have_attribute("role", "alert")
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:45")
    expect(page.locator(STATUS)).to_have_attribute("role", "status")


CONFLICT = refused(
    409,
    message="This note was also changed in another window at 10:40.",
    version=9,
    saved_at="10:40",
    fields={"text": "The other text", "about": ["family"]},
)


def test_two_windows_never_overwrite_each_other_silently(page):
    server = Server(CONFLICT, saved("10:46", 10))
    show(page, "worklist", {"/draft/": server})
    note(page).fill("My text")
    expect(page.locator(STATUS)).to_contain_text("also changed in another window")
    expect(note(page)).to_have_value("My text")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:46")
    assert server.asked[-1]["draft_version"] == ["9"]
    assert server.asked[-1]["text"] == ["My text"]


def test_the_other_windows_text_can_be_taken(page):
    show(page, "worklist", {"/draft/": Server(CONFLICT)})
    note(page).fill("My text")
    page.get_by_role("button", name="Use the other text").click()
    expect(note(page)).to_have_value("The other text")
    expect(page.get_by_label("Family")).to_be_checked()
    expect(page.get_by_label("Plan progress")).not_to_be_checked()


@pytest.mark.parametrize("status", [401, 403])
def test_an_ended_session_says_what_is_saved_and_leads_back_to_the_form(page, status):
    show(page, "worklist", {"/draft/": Server(saved("10:43", 1), refused(status))})
    note(page).press_sequentially("A")
    expect(page.locator(STATUS)).to_have_text("Draft saved 10:43")
    note(page).press_sequentially("B")
    expect(page.locator(STATUS)).to_contain_text("Your text up to 10:43 is saved.")
    link = page.get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("href", "/sign-in/?next=%2Fworklist%2F")


def test_text_that_a_page_leaves_behind_is_sent_on_the_way_out(page):
    server = Server(saved("10:43", 1))
    show(page, "worklist", {"/draft/": server})
    note(page).press_sequentially("Z")
    with page.expect_response("**/draft/"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert server.asked[0]["text"][0].startswith("Z")


def test_a_form_that_came_back_with_errors_is_kept_as_a_draft_at_once(page):
    server = Server(saved("10:43", 1))
    with page.expect_response("**/draft/"):
        show(page, "contact_report", {"/draft/": server})
    assert server.asked[0]["action"] == ["Move approved numbers to this prison’s phone list"]


# ---- Once ----------------------------------------------------------------------------------


def test_a_double_click_sends_a_form_once_and_the_button_comes_back(page):
    posts: list[str] = []

    def slow(route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.fallback()

    page.clock.install()
    show(page, "worklist", {"/worklist/": slow, "/draft/": Server(saved("10:43", 1))})
    page.evaluate(
        """() => {
          const buttons = [...document.querySelectorAll('button')];
          const button = buttons.find((it) => it.textContent === 'Save');
          button.click();
          button.click();
        }"""
    )
    page.wait_for_function("document.querySelector('button[aria-disabled=true]') !== null")
    page.clock.run_for(11000)
    expect(page.locator("button[aria-disabled=true]")).to_have_count(0)
    assert len(posts) == 1


# ---- Counter -------------------------------------------------------------------------------


def test_the_counter_counts_as_the_server_does(page):
    show(page, "worklist")
    note(page).fill("a\nb🙂é")
    words = page.locator("[data-counter-words]")
    expect(words).to_have_text("5 of 10,000 characters")
    note(page).fill("x" * 10_001)
    expect(words).to_have_text("1 character too many")


# ---- Keys ----------------------------------------------------------------------------------


def test_j_and_k_walk_the_rows_and_enter_opens_one(page):
    show(page, "worklist")
    page.keyboard.press("j")
    expect(page.locator("#row-1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("#row-2")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ORIGIN}/worklist/?case")


def test_the_slash_goes_to_the_search_and_a_letter_typed_there_is_a_letter(page):
    show(page, "worklist")
    page.keyboard.press("/")
    page.keyboard.type("jn?")
    expect(page.locator("#search")).to_have_value("jn?")
    expect(page.locator("#key-help")).not_to_be_visible()


def test_the_list_of_keys_opens_and_can_switch_them_off(page):
    show(page, "worklist")
    page.keyboard.press("?")
    expect(page.locator("#key-help")).to_be_visible()
    page.get_by_label("Use these keys in this browser").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == ""


# ---- The panel in a row ----------------------------------------------------------------------

PANEL = """<tr class="panel-row"><td colspan="9"><div class="inset">
<form method="post" data-draft-url="/draft/"
 hx-post="/save/" hx-target="closest tr" hx-swap="outerHTML">
<span data-draft-status></span><label for="t">Text</label><textarea id="t" name="text"></textarea>
<button>Save it</button><button type="button" data-panel-close>Close it</button></form>
</div></td></tr>"""


def html(body: str, **more: object) -> dict[str, object]:
    return {"body": body, "content_type": "text/html", **more}


def test_n_opens_the_note_in_its_row_and_escape_gives_the_focus_back(page):
    show(page, "worklist", {"/panel/row-1/": Server(html(PANEL))})
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator("#t")).to_be_focused()
    expect(page.locator("tr.panel-row")).to_have_count(1)
    opener = page.locator("#row-1 [data-note]")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(opener).to_have_text("Close")
    page.keyboard.press("Escape")
    expect(page.locator("tr.panel-row")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(opener).to_have_text("Log note")


def test_clicking_the_opener_again_closes_its_panel(page):
    show(page, "worklist", {"/panel/row-2/": Server(html(PANEL))})
    opener = page.locator("#row-2 [data-note]")
    opener.click()
    expect(page.locator("#t")).to_be_focused()
    opener.click()
    expect(page.locator("#t")).to_have_count(0)


def test_a_saved_note_moves_on_to_the_next_row(page):
    done = json.dumps({"panel-done": {"row": "row-1", "next": True}})
    save = Server(html("", headers={"HX-Trigger": done, "HX-Reswap": "none"}))
    show(page, "worklist", {"/panel/row-1/": Server(html(PANEL)), "/save/": save})
    page.locator("#row-1 [data-note]").click()
    page.get_by_role("button", name="Save it").click()
    expect(page.locator("tr.panel-row")).to_have_count(0)
    expect(page.locator("#row-2 [data-note]")).to_be_focused()


def test_a_failed_save_keeps_the_text_and_says_so_in_its_place(page):
    replies = {"/panel/row-1/": Server(html(PANEL)), "/save/": Server({"status": 500})}
    show(page, "worklist", replies)
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("alert").filter(has_text="Not saved.")).to_be_visible()
    expect(page.locator("#t")).to_have_value("My text")


def test_a_save_after_the_session_ended_keeps_the_text_on_the_page(page):
    ended = {"status": 401, "headers": {"HX-Redirect": "/sign-in/"}}
    show(page, "worklist", {"/panel/row-1/": Server(html(PANEL)), "/save/": Server(ended)})
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator("#t")).to_have_value("My text")


SUMMARY = '<div class="error-summary" role="alert" tabindex="-1" data-takes-focus>Wrong</div>'


def test_a_note_with_a_mistake_comes_back_with_its_text_and_the_focus_on_what_is_wrong(page):
    again = PANEL.replace("<span", SUMMARY + "<span").replace("</textarea>", "My text</textarea>")
    refusal = html(again, status=422)
    draft = Server(saved("10:43", 1))
    replies = {"/panel/row-1/": Server(html(PANEL)), "/save/": Server(refusal), "/draft/": draft}
    show(page, "worklist", replies)
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    page.get_by_role("button", name="Save it").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#t")).to_have_value("My text")
    expect(page.locator(".panel-row " + STATUS)).to_have_text("Draft saved 10:43")
    assert draft.asked[-1]["text"] == ["My text"]
    page.keyboard.press("Escape")
    expect(page.locator("#row-1 [data-note]")).to_be_focused()


def test_a_signed_note_leaves_no_draft_behind(page):
    done = json.dumps({"panel-done": {"row": "row-1"}})
    save = Server(html("", headers={"HX-Trigger": done, "HX-Reswap": "none"}))
    draft = Server(saved("10:43", 1))
    page.clock.install()
    show(
        page,
        "worklist",
        {"/panel/row-1/": Server(html(PANEL)), "/save/": save, "/draft/": draft},
    )
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    page.get_by_role("button", name="Save it").click()
    expect(page.locator("tr.panel-row")).to_have_count(0)
    page.clock.run_for(10_000)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert draft.asked == []


def test_closing_a_panel_saves_what_was_typed_last(page):
    draft = Server(saved("10:43", 1))
    show(page, "worklist", {"/panel/row-1/": Server(html(PANEL)), "/draft/": draft})
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    with page.expect_response("**/draft/"):
        page.keyboard.press("Escape")
    assert draft.asked[-1]["text"] == ["My text"]


def test_a_closed_panels_draft_that_was_not_saved_is_said_and_tried_again(page):
    draft = Server("lost", saved("10:43", 1))
    show(page, "worklist", {"/panel/row-1/": Server(html(PANEL)), "/draft/": draft})
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    page.keyboard.press("Escape")
    expect(page.locator("#closed-draft")).to_contain_text("not saved yet")
    expect(page.locator("#closed-draft")).not_to_be_visible()
    assert draft.asked[-1]["text"] == ["My text"]


def test_a_panel_whose_draft_waits_for_an_answer_stays_open(page):
    replies = {"/panel/row-1/": Server(html(PANEL)), "/draft/": Server(CONFLICT)}
    show(page, "worklist", replies)
    page.locator("#row-1 [data-note]").click()
    page.locator("#t").fill("My text")
    expect(page.get_by_role("button", name="Keep this text")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#t")).to_have_value("My text")


def test_a_part_that_fails_to_load_says_so_and_can_be_tried_again(page):
    show(page, "worklist", {"/panel/row-1/": Server({"status": 503}, html(PANEL))})
    page.locator("#row-1 [data-note]").click()
    failed = page.get_by_role("alert").filter(has_text="This part could not be loaded.")
    expect(failed).to_be_visible()
    failed.get_by_role("button", name="Try again").click()
    expect(page.locator("#t")).to_be_visible()


# ---- The session ---------------------------------------------------------------------------


def test_two_minutes_before_its_end_a_session_can_be_kept(page):
    page.clock.install()
    renew = Server({"json": {"ends_in": 1500}})
    show(page, "worklist", {"/session/": renew})
    notice = page.locator("#session-notice")
    page.clock.run_for(1375_000)
    expect(notice).not_to_be_visible()
    page.clock.run_for(10_000)
    expect(notice).to_contain_text("2 minutes")
    notice.get_by_role("button", name="Stay signed in").click()
    expect(notice).not_to_be_visible()
    page.clock.run_for(1300_000)
    expect(notice).not_to_be_visible()
    assert len(renew.asked) == 1


def test_an_ended_session_says_so_and_leads_back(page):
    page.clock.install()
    show(page, "worklist")
    page.clock.run_for(1501_000)
    notice = page.locator("#session-notice")
    expect(notice).to_contain_text("You were signed out")
    link = notice.get_by_role("link", name="Sign in again")
    expect(link).to_have_attribute("href", "/sign-in/?next=%2Fworklist%2F")


# ---- Without scripts -------------------------------------------------------------------------


def test_menus_open_and_forms_send_without_scripts(new_context):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    show(page, "worklist")
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.locator("[data-show-password]")).to_have_count(0)
