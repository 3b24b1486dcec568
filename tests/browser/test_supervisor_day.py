"""A supervisor's morning in a browser: who is behind, why, and what lies behind each number."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def signed_in(context, client, live_server, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["casemgmt-session"].value
    context.add_cookies([{"name": "casemgmt-session", "value": key, "url": live_server.url}])
    return context.new_page()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [f["id"] for f in found if f["impact"] in {"serious", "critical"}]


@pytest.fixture
def team(transactional_db, office):  # noqa: F811
    return office


def test_from_the_number_to_the_item_by_keyboard_and_by_click(browser, client, live_server, team):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = signed_in(context, client, live_server, team.lindqvist)
    page.goto(f"{live_server.url}/officers")
    officer = page.get_by_role("link", name="Okafor, Ada")
    officer.focus()
    page.keyboard.press("Enter")
    panel = page.locator("tr.panel-row")
    expect(panel.get_by_role("heading", name="By duty, last 90 days")).to_be_visible()
    expect(panel.get_by_role("link", name="ASHBY, Terrell Dean").first).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(officer).to_be_focused()
    overdue = page.locator(f"#officer-{team.okafor.pk} [data-label=Overdue] a")
    number = overdue.inner_text().split()[0]
    overdue.click()
    expect(page.locator(".page-head .sub")).to_contain_text(f"{number} item")
    expect(page.locator("tr[data-row]")).to_have_count(int(number))
    assert serious(page) == []
    page.goto(f"{live_server.url}/officers")
    page.get_by_label("Period").select_option("30")
    expect(page.locator("p.panel-foot")).to_contain_text("24 Oct to 22 Nov")
    expect(page.get_by_role("link", name="Export")).to_have_attribute(
        "href", "/officers/export?sort=-overdue&period=30"
    )
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_shows_everything_without_scrolling_sideways(
    browser, client, live_server, team, scheme
):
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = signed_in(context, client, live_server, team.lindqvist)
    pk = team.okafor.pk
    for path in ("/officers", f"/officers/{pk}", f"/officers/{pk}/cases", "/people/search?q=a"):
        page.goto(live_server.url + path)
        assert serious(page) == [], path
        assert not page.evaluate(SIDEWAYS), path
    context.close()


def test_without_scripts_a_row_opens_as_a_page_and_the_period_has_a_button(
    browser, client, live_server, team
):
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context, client, live_server, team.lindqvist)
    page.goto(f"{live_server.url}/officers")
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    page.get_by_label("Period").select_option("30")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Okafor, Ada").click()
    expect(page.get_by_role("heading", name="By duty, last 30 days")).to_be_visible()
    context.close()
