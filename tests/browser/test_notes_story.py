"""A note with its type, part, marks and place; an alert that somebody acknowledges. OK-028."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from casenotes.models import AlertRecipient, CaseNote
from casenotes.text import require_text
from tests.browsing import assert_accessible
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_logs_an_attempt_with_part_marks_and_place(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.okafor, f"/case/{office.ashby.pk}/note")
    part = page.get_by_label("Which kind")
    page.get_by_label("Type", exact=True).select_option(label="Discipline")
    expect(part.get_by_role("option", name="Discipline: Outcome")).to_be_enabled()
    expect(part.locator("option:not([hidden])")).to_have_count(4)
    page.get_by_label("Type", exact=True).select_option(label="Positive behaviour")
    expect(part).to_be_hidden()
    page.get_by_label("Type", exact=True).select_option(label="Contact")
    part.select_option(label="Contact: Interview")
    page.get_by_label("Place").select_option(label="In the field")
    page.get_by_label("Reentry").check()
    page.get_by_text("An attempt, contact with others, who took part").click()
    page.get_by_label("The person was").select_option(label="Tried and not reached")
    page.get_by_label("Who else took part").fill("The job coach")
    expect(page.get_by_role("main")).to_contain_text("Read by")
    page.get_by_label("What happened").fill("Went to the workshop; he was at the dentist.")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()

    card = page.locator(".timeline .entry", has_text="dentist")
    expect(card).to_contain_text("Contact: Interview")
    expect(card).to_contain_text("Tried face to face, not reached")
    expect(card).to_contain_text("In the field")
    expect(card).to_contain_text("Reentry")
    expect(card).to_contain_text("Took part: The job coach")
    note = CaseNote.objects.get()
    assert (note.reached, note.for_officer) == (False, True)


def test_the_counter_counts_as_the_server_does(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.okafor, f"/case/{office.ashby.pk}/note")
    words = page.locator("[data-counter-words]").first
    for typed in ("Tāne ē 👩‍👩‍👧", "שלום, مرحبا", "𝒜𠀋", "one\r\ntwo\rthree\n", "a\0b"):
        page.get_by_label("What happened").fill("")
        # Set without the browser's own clean-up of what is pasted, then tell the page.
        page.get_by_label("What happened").evaluate(
            "(field, text) => { field.value = text;"
            " field.dispatchEvent(new Event('input', {bubbles: true})); }",
            typed,
        )
        expect(words).to_have_text(f"{len(require_text(typed))} of 12,000 characters")


def test_other_staff_raise_an_alert_and_the_manager_acknowledges_it(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.coble, f"/case/{office.ashby.pk}")
    page.get_by_role("link", name="Raise an alert").click()
    page.get_by_label("What happened, and what the risk is").fill("Says he will act tonight.")
    page.get_by_label("MARROW, Keith, unit manager").check()
    assert_accessible(page)
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("main")).to_contain_text("0 of 1")

    page = desk(office.marrow, "/officers")
    page.get_by_role("link", name="An alert waits for you").click()
    page.get_by_role("link", name="Read and acknowledge").click()
    expect(page.get_by_role("main")).to_contain_text("Says he will act tonight.")
    assert_accessible(page)
    page.get_by_role("button", name="I have seen this").click()
    expect(page.get_by_role("main")).to_contain_text("1 of 1")
    expect(page.get_by_text("alert waits for you")).to_have_count(0)
    assert AlertRecipient.objects.get().acknowledged_at is not None
