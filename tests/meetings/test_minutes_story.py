"""A coordinator's minutes, from the meeting to their disposal, in a browser: refused on the last
day of keeping with the date, done on the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conferences.models import Minutes
from scheduling.models import DueItem
from tests.browsing import LAPTOP, PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_minutes_are_disposed_of_on_the_right_day_and_not_a_day_before(desk, cast, on_day):
    page = desk(cast.strand, "/meetings")
    page.click("text=Record a meeting")
    page.select_option("[name=kind]", "case_management_staff")
    page.fill("[name=held_on]", "2026-11-23")
    page.check("text=Agency-wide classification issues")
    page.check("label:has-text('Okafor, Ada') input")
    assert_accessible(page)
    page.click("text=Record the meeting")
    page.wait_for_selector("text=The meeting is recorded.")
    assert_accessible(page)

    page.click("a:has-text('Mon 23 Nov 2026')")
    page.click("text=Write the minutes")
    page.fill("[name=text]", "Two packets came back for signatures.")
    page.click("text=Save the minutes")
    page.wait_for_selector("text=Kept through")
    page.click("a:has-text('Forward')")
    page.fill("[name=to]", "Regional office")
    page.click("text=They were forwarded")
    page.wait_for_selector("text=Two packets came back")
    expect(page.locator("#minutes")).to_contain_text("Thu 23 Nov 2028")
    expect(page.locator("text=Change")).to_have_count(0)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert_accessible(page)
    page.set_viewport_size(LAPTOP)
    minutes = Minutes.objects.get()
    held = DueItem.objects.filter(
        facility_subject=cast.redbud, standard="OK.QUARTERLY_MEETING", fulfilled_on="2026-11-23"
    )
    assert held.exists(), "The quarter's meeting was held, and its due item does not know."

    on_day("2028-11-23T16:00+00:00")
    page = desk(cast.strand, f"/meetings/{minutes.meeting_id}")
    page.click("text=Dispose of them")
    expect(page.get_by_role("main")).to_contain_text("from 24 November 2028 on")
    expect(page.locator("button:has-text('Dispose')")).to_have_count(0)
    page.click("main >> text=Back")
    page.wait_for_selector("text=Two packets came back")

    on_day("2028-11-24T16:00+00:00")
    page = desk(cast.strand, "/meetings")
    page.wait_for_selector("text=May be disposed of")
    page.click("a:has-text('23 Nov 2026')")
    page.click("text=Dispose of them")
    page.check("[name=sure]")
    page.click("button:has-text('Dispose of the minutes')")
    page.wait_for_selector("text=The text was removed.")
    expect(page.locator("#minutes")).to_contain_text("Regional office")
    minutes.refresh_from_db()
    assert (minutes.text, str(minutes.disposed_on)) == ("", "2028-11-24")
