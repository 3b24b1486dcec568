"""An officer finds what was written, in one file and in all of theirs; an auditor, who read it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.pages.conftest import office, write_note  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_are_found_in_one_file_and_in_all_and_an_auditor_sees_who_looked(
    desk,
    transactional_db,
    office,  # noqa: F811
    write_note,  # noqa: F811
):
    write_note(office.ashby, office.okafor, "Asks about his medication.", on=date(2026, 11, 3))
    write_note(
        office.ashby,
        office.okafor,
        "Medication refused; his sister José-María rang.",
        on=date(2026, 11, 17),
        contact_mode="telephone",
    )
    page = desk(office.okafor, f"/case/{office.ashby.pk}")
    box = page.get_by_role("searchbox", name="Search notes and reports")
    box.fill("medic jose")
    box.press("Enter")
    timeline = page.locator("#timeline")
    expect(timeline.locator("mark")).to_have_text(["Medic", "José"])
    expect(page).to_have_url(re.compile(rf"/case/{office.ashby.pk}\?q=medic(\+|%20)jose$"))
    page.get_by_role("searchbox", name="Search notes and reports").fill("medic")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(timeline.locator("mark")).to_have_text(["Medic", "medic"])

    timeline.get_by_role("link", name="More filters").click()
    page.locator("#reading-contact").select_option("Reached")
    page.get_by_label("From", exact=True).fill("2026-11-10")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(timeline.locator("mark")).to_have_text(["Medic"])
    assert_accessible(page)
    timeline.get_by_role("link", name="Happened from 10 Nov 2026").click()
    expect(timeline.get_by_role("link", name="Words: medic")).to_be_visible()
    expect(timeline.get_by_role("link", name="Happened from")).to_have_count(0)

    page.get_by_role("searchbox", name="Search notes and reports").fill("kayak")
    page.get_by_role("button", name="Search", exact=True).last.click()
    expect(timeline.get_by_role("heading", name="No entries match")).to_be_visible()
    ways = timeline.locator(".empty a")
    expect(ways).to_have_text(
        ["Show all entries", "Only the words “kayak”", "Search the notes of all your people"]
    )
    ways.last.click()
    expect(page.get_by_role("heading", name="No notes match")).to_be_visible()

    page.get_by_role("searchbox", name="Words in notes and reports").fill("sister")
    page.get_by_role("searchbox", name="Words in notes and reports").press("Enter")
    expect(page.locator("#found mark")).to_have_text(["sister"])
    expect(page.locator("#found .entry")).to_contain_text("ASHBY, Terrell Dean")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    page.locator("#found .entry .kind a").click()
    note = CaseNote.objects.get(text__contains="sister")
    expect(page.locator(f"#note-{note.pk} mark")).to_have_text(["sister"])
    assert_fits(page)

    page = desk(office.noor, f"/audit?offender={office.ashby.pk}&record=note-{note.pk}")
    expect(page.get_by_role("heading", name="Who read the note of 17 Nov 2026")).to_be_visible()
    by_person = page.get_by_role("region", name="By person")
    expect(by_person).to_contain_text("Ada Okafor")
    expect(page.get_by_role("region", name="Events")).to_contain_text("q: sister")
    expect(page.get_by_role("main")).not_to_contain_text("José")
