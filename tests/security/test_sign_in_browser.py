"""Signing in with a browser: seen, shown, without scripts, and checked by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import assert_accessible, assert_fits
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_password_can_be_shown_pasted_and_sent(page, live_server, okafor, tmp_path):
    page.goto(f"{live_server.url}/sign-in?ended=idle&next=/help")
    assert_accessible(page)
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
    expect(field).to_have_attribute("type", "password")
    show.click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value(PASSWORD)
    show.click()
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/help")
    for address in ("/help", "/my-sign-in", "/change-password", "/sign-out"):
        page.goto(live_server.url + address)
        assert_accessible(page)


def test_it_works_without_scripts_and_has_no_dead_button(new_context, live_server, okafor):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/sign-in?next=/help")
    expect(page.get_by_role("button", name="Show the password")).not_to_be_visible()
    page.get_by_label("User name").fill("okafor")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{live_server.url}/help")


@pytest.mark.parametrize("width", [320, 1366])
def test_nothing_hangs_over_the_side(page, live_server, okafor, width):
    page.set_viewport_size({"width": width, "height": 768})
    for address in ("/sign-in?ended=posting", "/cannot-sign-in"):
        page.goto(live_server.url + address)
        assert_fits(page)
        assert_accessible(page)
