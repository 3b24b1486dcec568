"""A copied note: the warning in place, the reason, the month, and the supervisor who looks at it.

OP-060101, III.A.1.b; register row OK-017.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote
from scheduling.models import DueItem
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.likeness.conftest import NOVEMBER, OCTOBER, office, sign  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def november_open(person):
    """Whether the monthly note of November is owed still."""
    return (
        DueItem.objects.on_lists()
        .open()
        .filter(offender=person, standard="OK.MONTHLY_NOTE", due_on__month=11)
        .exists()
    )


def test_a_copied_note_is_warned_of_explained_saved_and_seen(
    desk,
    transactional_db,
    office,  # noqa: F811
    sign,  # noqa: F811
):
    person = office.ashby
    sign(person, office.okafor, OCTOBER, "2026-10-20")
    page = desk(office.okafor, "/worklist")
    page.locator("tr[data-row]", has_text="ASHBY").locator("[data-note]").first.click()
    panel = page.locator("tr.panel-row")
    text = panel.get_by_label("What happened")
    expect(text).to_have_value("")
    text.fill(OCTOBER)
    panel.get_by_role("button", name="Save", exact=True).click()
    warning = panel.get_by_role("heading", name="The same words stand in an earlier note")
    expect(warning).to_be_visible()
    expect(panel).to_contain_text("it does not fulfil the month")

    text.fill(NOVEMBER)
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.get_by_role("heading", name="Much of this stands")).to_be_visible()
    expect(panel.get_by_label("What happened")).to_have_value(NOVEMBER)
    new = panel.get_by_label("What you wrote", exact=True)
    expect(new.locator("mark")).not_to_have_count(0)
    marked = " ".join(new.locator("mark").all_inner_texts())
    assert re.search("how long a letter takes to Nevada", marked)
    assert "library" not in marked
    line = new.locator("mark").first.evaluate("mark => getComputedStyle(mark).textDecorationLine")
    assert line == "underline"
    assert_accessible(page)
    assert november_open(person)

    panel.get_by_label("Why you keep these words").fill("He says that all is as it was.")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel).to_have_count(0)
    assert CaseNote.objects.get(text=NOVEMBER).likeness.reason == "He says that all is as it was."
    assert not november_open(person)

    page = desk(office.lindqvist, "/officers")
    page.get_by_role("link", name="Likely copies, 1").click()
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_label("Earlier note", exact=True)).to_contain_text("dayroom")
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert_accessible(page)
    page.get_by_label("What you found").fill("Spoke with Ada.")
    page.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_role("heading", name="No likely copies to look at")).to_be_visible()
