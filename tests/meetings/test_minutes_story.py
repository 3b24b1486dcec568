"""A coordinator's minutes, from the meeting to their disposal, in a browser: refused on the last
day of keeping with the date, done on the next."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from conferences.models import Minutes
from scheduling.models import DueItem

pytestmark = pytest.mark.django_db(transaction=True)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def coordinator(page, live_server, cast, on_day):
    """A browser in which Redbud's coordinator is signed in, at `page.on(day)`."""

    def sign_in(day: str):
        on_day(f"{day}T16:00+00:00")
        client = Client()
        client.force_login(
            cast.strand, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    page.set_viewport_size({"width": 1366, "height": 768})
    page.arrive_on = sign_in
    page.complaints = []
    page.on(
        "console",
        lambda said: page.complaints.append(said.text) if said.type == "error" else None,
    )
    return page


def accessible(page):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return found.generate_report() if found.violations_count else ""


def test_minutes_are_disposed_of_on_the_right_day_and_not_a_day_before(
    coordinator, live_server, cast
):
    page = coordinator
    page.arrive_on("2026-11-23")
    page.goto(f"{live_server.url}/meetings")
    page.click("text=Record a meeting")
    page.select_option("[name=kind]", "case_management_staff")
    page.fill("[name=held_on]", "2026-11-23")
    page.check("text=Agency-wide classification issues")
    page.check("label:has-text('Okafor, Ada') input")
    assert accessible(page) == ""
    page.click("text=Record the meeting")
    page.wait_for_selector("text=The meeting is recorded.")
    assert accessible(page) == ""

    page.click("a:has-text('Mon 23 Nov 2026')")
    page.click("text=Write the minutes")
    page.fill("[name=text]", "Two packets came back for signatures.")
    page.click("text=Save the minutes")
    page.wait_for_selector("text=Kept through")
    page.click("a:has-text('Forward')")
    page.fill("[name=to]", "Regional office")
    page.click("text=They were forwarded")
    page.wait_for_selector("text=Two packets came back")
    assert "Thu 23 Nov 2028" in page.inner_text("#minutes")
    assert page.locator("text=Change").count() == 0
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(SIDEWAYS)
    assert accessible(page) == ""
    page.set_viewport_size({"width": 1366, "height": 768})
    minutes = Minutes.objects.get()
    held = DueItem.objects.filter(
        facility_subject=cast.redbud, standard="OK.QUARTERLY_MEETING", fulfilled_on="2026-11-23"
    )
    assert held.exists(), "The quarter's meeting was held, and its due item does not know."

    page.arrive_on("2028-11-23")
    page.goto(f"{live_server.url}/meetings/{minutes.meeting_id}")
    page.click("text=Dispose of them")
    assert "from 24 November 2028 on" in page.inner_text("main")
    assert page.locator("button:has-text('Dispose')").count() == 0
    page.click("main >> text=Back")
    page.wait_for_selector("text=Two packets came back")

    page.arrive_on("2028-11-24")
    page.goto(f"{live_server.url}/meetings")
    page.wait_for_selector("text=May be disposed of")
    page.click("a:has-text('23 Nov 2026')")
    page.click("text=Dispose of them")
    page.check("[name=sure]")
    page.click("button:has-text('Dispose of the minutes')")
    page.wait_for_selector("text=The text was removed.")
    assert "Regional office" in page.inner_text("#minutes")
    minutes.refresh_from_db()
    assert (minutes.text, str(minutes.disposed_on)) == ("", "2028-11-24")
    assert page.complaints == []
