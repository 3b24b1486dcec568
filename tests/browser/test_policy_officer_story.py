"""A policy officer in a browser: fourteen days become ten, at one prison, from next month."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from agency import jobs
from offenders.services import assign_officer
from scheduling.models import Activation, DueItem
from tests.browsing import assert_looks_right
from tests.policy_pages.conftest import copp, office

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["copp", "office"]


def first_report(person):
    return DueItem.objects.get(offender=person, standard="WA.PRIMARY", withdrawn_at=None)


def test_ten_days_in_place_of_fourteen_at_one_prison_from_next_month(desk, office, copp, on_day):
    this_month = first_report(office.ashby)
    page = desk(office.quist, "/standards")
    assert_looks_right(page)
    page.get_by_role("link", name="COPP 10.3").first.click()
    copy = page.get_by_role("button", name="Copy as a new draft")
    expect(copy).to_be_visible()
    assert_looks_right(page)
    copy.click()

    text = page.get_by_label("Text of the edition")
    expect(text).to_have_value(re.compile('edition      = "2.1"'))
    written = text.input_value()
    text.fill(written.replace("{ days = 14 }", "{ dais = 14 }", 1))
    page.get_by_role("button", name="Save and see what it would change").click()
    expect(page.get_by_text("It does not load.")).to_be_visible()
    expect(text).to_have_value(re.compile("{ dais = 14 }"))
    assert_looks_right(page)
    text.fill(written.replace("{ days = 14 }", "{ days = 10 }", 1))
    page.get_by_role("button", name="Save and see what it would change").click()
    expect(page.get_by_role("button", name="Calculate")).to_be_visible()

    page.get_by_label("Where").select_option(label="Redbud Correctional Center")
    page.get_by_label("From").fill("2026-12-01")
    assert_looks_right(page)
    page.get_by_role("button", name="Calculate").click()
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
    jobs.run_open_jobs()
    page.reload()
    expect(page.locator("del", has_text="14").first).to_be_visible()
    expect(page.locator("ins", has_text="10").first).to_be_visible()
    expect(page.get_by_text("from 3 cases")).to_be_visible()
    assert_looks_right(page)
    page.get_by_label("Why, for the person who approves it").fill("Agreed with the prison.")
    page.get_by_label("The worked cases that answer otherwise are meant to").check()
    page.get_by_role("button", name="Propose from").click()
    expect(page.get_by_text("You proposed it, so you cannot.")).to_be_visible()
    expect(page.get_by_role("button", name="Activate from")).to_have_count(0)

    page = desk(office.brandt, "/standards")
    page.get_by_role("link", name="edition 2.1").click()
    expect(page.get_by_label("Your reason")).to_be_visible()
    assert_looks_right(page)
    page.get_by_label("Your reason").fill("As the standards meeting decided.")
    page.get_by_role("button", name="Activate from").click()
    expect(page.get_by_text("Read what changes and its effect, then tick").first).to_be_visible()
    reason = page.get_by_label("Your reason")
    expect(reason).to_have_value("As the standards meeting decided.")
    page.get_by_label("I have read what changes and its effect").check()
    page.get_by_role("button", name="Activate from").click()
    expect(page.get_by_text("Approved by Otto Brandt")).to_be_visible()
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
    page = desk(office.okafor, f"/due/{next_month.pk}/why")
    expect(page.get_by_text("edition 2.1").first).to_be_visible()
    elsewhere = first_report(office.nalder)
    assert elsewhere.edition == copp
