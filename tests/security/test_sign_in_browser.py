"""Signing in with a browser: seen, shown, without scripts, and checked by axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def serious(page):
    """What axe finds that would keep somebody out."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f["id"] for f in found if f["impact"] in {"serious", "critical"}]


def test_the_password_can_be_shown_pasted_and_sent(page, live_server, okafor, tmp_path):
    page.goto(f"{live_server.url}/sign-in?ended=idle&next=/help")
    assert serious(page) == []
    page.screenshot(path=tmp_path / "sign-in.png")
    page.get_by_label("User name").fill("okafor")
    field = page.locator("#id_password")
    field.evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, cancelable: true});
            if (!field.dispatchEvent(event)) throw new Error("pasting was refused");
            field.value = text;
        }""",
        PASSWORD,
    )
    show = page.get_by_role("button", name="Show the password")
    assert field.get_attribute("type") == "password"
    show.click()
    assert field.get_attribute("type") == "text"
    assert field.input_value() == PASSWORD
    show.click()
    assert field.get_attribute("type") == "password"
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/help")
    for address in ("/help", "/my-sign-in", "/change-password", "/sign-out"):
        page.goto(live_server.url + address)
        assert serious(page) == [], address


def test_it_works_without_scripts_and_has_no_dead_button(browser, live_server, okafor):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in?next=/help")
    assert not page.get_by_role("button", name="Show the password").is_visible()
    page.get_by_label("User name").fill("okafor")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/help")
    context.close()


@pytest.mark.parametrize("width", [320, 1366])
def test_nothing_hangs_over_the_side(page, live_server, okafor, width):
    page.set_viewport_size({"width": width, "height": 768})
    for address in ("/sign-in?ended=posting", "/cannot-sign-in"):
        page.goto(live_server.url + address)
        assert not page.evaluate(SIDEWAYS), address
        assert serious(page) == [], address
