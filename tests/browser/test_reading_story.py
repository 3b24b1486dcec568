"""An officer finds what was written, in one file and in all of theirs; an auditor, who read it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from casenotes.models import CaseNote
from tests.pages.conftest import office, write_note  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(page, live_server, client, user):
    """Make the browser theirs."""
    client.force_login(user, backend=BACKEND)
    key = client.cookies["casemgmt-session"].value
    page.context.add_cookies([{"name": "casemgmt-session", "value": key, "url": live_server.url}])


def test_words_are_found_in_one_file_and_in_all_and_an_auditor_sees_who_looked(
    page,
    live_server,
    client,
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
    sign_in(page, live_server, client, office.okafor)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(f"{live_server.url}/case/{office.ashby.pk}")
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
    assert Axe().run(page).response["violations"] == []
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
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#found .entry .kind a").click()
    note = CaseNote.objects.get(text__contains="sister")
    expect(page.locator(f"#note-{note.pk} mark")).to_have_text(["sister"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert complaints == []

    page.set_viewport_size({"width": 1366, "height": 900})
    sign_in(page, live_server, client, office.noor)
    page.goto(f"{live_server.url}/audit?offender={office.ashby.pk}&record=note-{note.pk}")
    expect(page.get_by_role("heading", name="Who read the note of 17 Nov 2026")).to_be_visible()
    by_person = page.get_by_role("region", name="By person")
    expect(by_person).to_contain_text("Ada Okafor")
    expect(page.get_by_role("region", name="Events")).to_contain_text("q: sister")
    expect(page.get_by_role("main")).not_to_contain_text("José")
