"""A copied note: the warning in place, the reason, the month, and the supervisor who looks at it.

OP-060101, III.A.1.b; register row OK-017.
"""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from casenotes.models import CaseNote
from scheduling.models import DueItem
from tests.likeness.conftest import NOVEMBER, OCTOBER, office, sign  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def become(page, client, live_server, user):
    """Sign the browser in as somebody."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["casemgmt-session"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "casemgmt-session", "value": key, "url": live_server.url}])


def november_open(person):
    """Whether the monthly note of November is owed still."""
    return (
        DueItem.objects.on_lists()
        .open()
        .filter(offender=person, standard="OK.MONTHLY_NOTE", due_on__month=11)
        .exists()
    )


def test_a_copied_note_is_warned_of_explained_saved_and_seen(
    page,
    live_server,
    client,
    transactional_db,
    office,  # noqa: F811
    sign,  # noqa: F811
):
    person = office.ashby
    sign(person, office.okafor, OCTOBER, "2026-10-20")
    become(page, client, live_server, office.okafor)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.set_viewport_size({"width": 1366, "height": 768})

    page.goto(f"{live_server.url}/worklist")
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
    marked = " ".join(new.locator("mark").all_inner_texts())
    assert re.search("how long a letter takes to Nevada", marked)
    assert "library" not in marked
    line = new.locator("mark").first.evaluate("mark => getComputedStyle(mark).textDecorationLine")
    assert line == "underline"
    assert [f["id"] for f in Axe().run(page).response["violations"]] == []
    assert november_open(person)

    panel.get_by_label("Why you keep these words").fill("He says that all is as it was.")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel).to_have_count(0)
    assert CaseNote.objects.get(text=NOVEMBER).likeness.reason == "He says that all is as it was."
    assert not november_open(person)

    become(page, client, live_server, office.lindqvist)
    page.goto(f"{live_server.url}/officers")
    page.get_by_role("link", name="Likely copies, 1").click()
    page.get_by_role("link", name="Compare").click()
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(SIDEWAYS)
    assert [f["id"] for f in Axe().run(page).response["violations"]] == []
    expect(page.get_by_label("Earlier note", exact=True)).to_contain_text("dayroom")
    page.get_by_label("What you found").fill("Spoke with Ada.")
    page.get_by_role("button", name="Mark as seen").click()
    expect(page.get_by_role("heading", name="No likely copies to look at")).to_be_visible()
    assert [said for said in complaints if "422" not in said] == []
