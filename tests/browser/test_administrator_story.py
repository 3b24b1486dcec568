"""An administrator and an auditor in a browser: a new colleague, an ended posting, the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from agency.models import AuditEvent, User
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = ({"width": 1366, "height": 768}, {"width": 360, "height": 740})
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def people(cast, on_day):
    on_day(NOW)
    return cast


@pytest.fixture
def open_as(page, live_server, people):
    """A browser in which somebody is signed in: `open_as(cast.amsel, "/staff")`."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    # What comes back with errors has a status that says so.
    expected = "the server responded with a status of 422"
    page.on("pageerror", lambda error: complaints.append(str(error)))

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

    yield opened
    assert [words for words in complaints if expected not in words] == []


def looks_right(page):
    """No finding of axe, nothing wider than the screen: wide and narrow, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
            shown = [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]
            assert shown == [], (page.url, scheme, size)
            assert not page.evaluate(SIDEWAYS), (page.url, size)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SIZES[0])


def test_a_new_colleague_gets_an_account_a_password_and_a_posting(open_as, people):
    page = open_as(people.amsel, "/staff")
    looks_right(page)
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Given names").fill("Ines")
    page.get_by_label("Family name").fill("Duarte")
    page.get_by_label("User name").fill("okafor")
    page.get_by_role("button", name="Add").click()
    assert page.get_by_role("alert").get_by_text("Somebody else has this user name.").is_visible()
    assert page.get_by_label("Family name").input_value() == "Duarte"
    looks_right(page)
    page.get_by_label("User name").fill("iduarte")
    page.get_by_role("button", name="Add").click()
    password = page.locator("code").inner_text()
    assert User.objects.get(username="iduarte").check_password(password)
    looks_right(page)
    page.get_by_role("link", name="Add a posting").click()
    page.get_by_label("Role").select_option(label="Case manager")
    page.get_by_label("Facility").select_option(label="Redbud Correctional Center")
    page.get_by_label("Unit").select_option(label="Redbud Correctional Center, Unit B")
    page.get_by_label("Supervisor").select_option(label="Lindqvist, Per")
    page.get_by_label("Capacity").fill("60")
    page.get_by_label("From").fill("2026-11-30")
    looks_right(page)
    page.get_by_role("button", name="Add").click()
    row = page.get_by_role("row", name="Case manager Redbud")
    assert "Not yet" in row.inner_text()
    assert "Unit B" in row.inner_text()
    looks_right(page)


def test_somebody_leaves_the_posting_ends_and_the_account_is_disabled(open_as, people):
    page = open_as(people.amsel, f"/staff/{people.okafor.pk}")
    page.get_by_role("link", name="Change or end").click()
    page.get_by_label("Until").fill("2026-11-30")
    page.get_by_role("button", name="Save").click()
    assert "30 Nov 2026" in page.get_by_role("row", name="Case manager Redbud").inner_text()
    page.get_by_role("link", name="Disable the account").click()
    assert page.get_by_text("Ada Okafor still holds 1 case.").is_visible()
    looks_right(page)
    page.get_by_role("button", name="Disable the account").click()
    assert page.get_by_text("This account is disabled and still holds 1 case.").is_visible()
    looks_right(page)


def test_a_unit_gets_a_local_procedure(open_as, people):
    page = open_as(people.amsel, "/places")
    looks_right(page)
    page.get_by_role("link", name="Change Unit C, Redbud Correctional Center").click()
    page.get_by_label("Local procedure").fill("Local procedure 4.2")
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    assert "Holds today" in page.get_by_role("row", name="Unit C C").inner_text()


def test_an_auditor_finds_who_read_one_file(open_as, people):
    officer = Client()
    officer.force_login(
        people.okafor, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    officer.get(f"/case/{people.ashby.pk}")
    page = open_as(people.noor, "/audit")
    looks_right(page)
    page.get_by_label("Inmate number").fill("744106")
    page.get_by_role("button", name="Who read this file").click()
    assert page.get_by_role("row", name="Ada Okafor").first.is_visible()
    looks_right(page)
    page.get_by_label("What").select_option(label="Signed")
    page.get_by_role("button", name="Narrow").click()
    assert page.get_by_text("No events match").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith("at,type,")
    assert AuditEvent.objects.filter(type="exported").count() == 1
