"""A supervisor's morning in a browser: who is behind, why, and what lies behind each number."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(transactional_db, office):  # noqa: F811
    return office


def test_from_the_number_to_the_item_by_keyboard_and_by_click(desk, team):
    page = desk(team.lindqvist, "/officers")
    officer = page.get_by_role("link", name="Okafor, Ada")
    officer.focus()
    page.keyboard.press("Enter")
    panel = page.locator("tr.panel-row")
    expect(panel.get_by_role("heading", name="By duty, last 90 days")).to_be_visible()
    expect(panel.get_by_role("link", name="ASHBY, Terrell Dean").first).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(officer).to_be_focused()
    overdue = page.locator(f"#officer-{team.okafor.pk} [data-label=Overdue] a")
    number = overdue.inner_text().split()[0]
    overdue.click()
    expect(page.locator(".page-head .sub")).to_contain_text(f"{number} item")
    expect(page.locator("tr[data-row]")).to_have_count(int(number))
    assert_accessible(page)
    page.goto("/officers")
    page.get_by_label("Period").select_option("30")
    expect(page.locator("p.panel-foot")).to_contain_text("24 Oct to 22 Nov")
    expect(page.get_by_role("link", name="Export")).to_have_attribute(
        "href", "/officers/export?sort=-overdue&period=30"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_shows_everything_without_scrolling_sideways(desk, team, scheme):
    page = desk(team.lindqvist, "/officers", viewport=PHONE, color_scheme=scheme)
    pk = team.okafor.pk
    for path in ("/officers", f"/officers/{pk}", f"/officers/{pk}/cases", "/people/search?q=a"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


def test_without_scripts_a_row_opens_as_a_page_and_the_period_has_a_button(desk, team):
    page = desk(team.lindqvist, "/officers", java_script_enabled=False)
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    page.get_by_label("Period").select_option("30")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Okafor, Ada").click()
    expect(page.get_by_role("heading", name="By duty, last 30 days")).to_be_visible()
