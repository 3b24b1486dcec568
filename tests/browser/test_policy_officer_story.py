"""A policy officer in a browser: fourteen days become ten, at one prison, from next month."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from agency import jobs
from offenders.services import assign_officer
from scheduling.models import Activation, DueItem
from tests.cast import NOW
from tests.policy_pages.conftest import copp, office

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["copp", "office"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = ({"width": 1366, "height": 768}, {"width": 360, "height": 740})
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

WIDEST = """[...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth)
    .map((one) => one.tagName + "." + one.className).slice(0, 8)"""


@pytest.fixture
def open_as(page, live_server, office, on_day):
    """A browser in which somebody is signed in: `open_as(office.quist, "/standards")`."""
    on_day(NOW)

    def opened(user, path):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        page.set_viewport_size(SIZES[0])
        page.goto(f"{live_server.url}{path}")
        return page

    return opened


def looks_right(page):
    """No finding of axe, nothing wider than the screen: wide and narrow, light and dark."""
    for scheme, size in (("light", SIZES[0]), ("dark", SIZES[1])):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        shown = [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]
        assert shown == [], (page.url, scheme, size)
        assert not page.evaluate(SIDEWAYS), (page.url, size, page.evaluate(WIDEST))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SIZES[0])


def first_report(person):
    return DueItem.objects.get(offender=person, standard="WA.PRIMARY", withdrawn_at=None)


def test_ten_days_in_place_of_fourteen_at_one_prison_from_next_month(open_as, office, copp, on_day):
    this_month = first_report(office.ashby)
    page = open_as(office.quist, "/standards")
    looks_right(page)
    page.get_by_role("link", name="COPP 10.3").first.click()
    looks_right(page)
    page.get_by_role("button", name="Copy as a new draft").click()

    text = page.get_by_label("Text of the edition")
    written = text.input_value()
    assert 'edition      = "2.1"' in written
    text.fill(written.replace("{ days = 14 }", "{ dais = 14 }", 1))
    page.get_by_role("button", name="Save and see what it would change").click()
    assert page.get_by_text("It does not load.").is_visible()
    assert "{ dais = 14 }" in text.input_value()
    looks_right(page)
    text.fill(written.replace("{ days = 14 }", "{ days = 10 }", 1))
    page.get_by_role("button", name="Save and see what it would change").click()

    page.get_by_label("Where").select_option(label="Redbud Correctional Center")
    page.get_by_label("From").fill("2026-12-01")
    looks_right(page)
    page.get_by_role("button", name="Calculate").click()
    page.get_by_role("heading", name="Progress").wait_for()
    jobs.run_open_jobs()
    page.reload()
    assert page.locator("del", has_text="14").first.is_visible()
    assert page.locator("ins", has_text="10").first.is_visible()
    assert page.get_by_text("from 3 cases").is_visible()
    looks_right(page)
    page.get_by_label("Why, for the person who approves it").fill("Agreed with the prison.")
    meant = page.get_by_label("The worked cases that answer otherwise are meant to")
    if meant.count():
        meant.check()
    page.get_by_role("button", name="Propose from").click()
    assert page.get_by_text("You proposed it, so you cannot.").is_visible()
    assert page.get_by_role("button", name="Activate from").count() == 0

    page = open_as(office.brandt, "/standards")
    page.get_by_role("link", name="edition 2.1").click()
    looks_right(page)
    page.get_by_label("Your reason").fill("As the standards meeting decided.")
    page.get_by_role("button", name="Activate from").click()
    assert page.get_by_text("Read what changes and its effect, then tick this.").first.is_visible()
    assert page.get_by_label("Your reason").input_value() == "As the standards meeting decided."
    page.get_by_label("I have read what changes and its effect").check()
    page.get_by_role("button", name="Activate from").click()
    assert page.get_by_text("Approved by Otto Brandt").is_visible()
    row = Activation.objects.get(edition__edition="2.1")
    assert (row.state, row.facility, row.from_on) == ("approved", office.redbud, date(2026, 12, 1))
    jobs.run_open_jobs()

    on_day("2026-12-02T18:00+00:00")
    jobs.run_open_jobs()
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 12, 2))
    next_month = first_report(office.vann)
    assert (next_month.edition.edition, next_month.due_on) == ("2.1", date(2026, 12, 12))
    kept = first_report(office.ashby)
    assert (kept.edition, kept.due_on) == (copp, this_month.due_on)
    page = open_as(office.okafor, f"/due/{next_month.pk}/why")
    assert page.get_by_text("edition 2.1").first.is_visible()
    elsewhere = first_report(office.nalder)
    assert elsewhere.edition == copp
