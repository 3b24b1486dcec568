"""An import in a browser: sent, watched, read, written; wide, narrow and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client

from agency import jobs
from agency.models import ImportRun
from offenders.models import Offender
from tests.cast import NOW, make_cast
from tests.importing.folder import make_folder
from tests.importing.test_page import _zip

pytestmark = pytest.mark.django_db(transaction=True)

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def signed_in_cookie(live_server, on_day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    on_day(NOW)
    client = Client()
    client.force_login(
        make_cast().amsel, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


def _send(page, address):
    page.goto(f"{address}/imports")
    upload = {
        "name": "nightly.zip",
        "mimeType": "application/zip",
        "buffer": _zip(make_folder(5, errors=True)).read(),
    }
    page.set_input_files("input[type=file]", upload)
    page.get_by_role("button", name="Check the files").click()


def test_an_import_is_sent_watched_read_and_written(page, live_server, signed_in_cookie):
    page.context.add_cookies([signed_in_cookie])
    page.set_viewport_size({"width": 1366, "height": 768})
    _send(page, live_server.url)
    page.get_by_role("heading", name="Waiting for its turn").wait_for()

    jobs.run_open_jobs()
    start = page.get_by_role("button", name="Import without the refused rows")
    start.wait_for()  # the progress bar finds the end by itself

    serious = [
        violation["id"]
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(SIDEWAYS)

    start.click()
    jobs.run_open_jobs()
    page.get_by_text("Imported without the refused rows").wait_for()
    assert Offender.objects.filter(number="0000001").exists()


def test_an_import_works_without_scripts(browser, live_server, signed_in_cookie):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([signed_in_cookie])
    page = context.new_page()
    _send(page, live_server.url)
    jobs.run_open_jobs()
    page.get_by_role("button", name="Import without the refused rows").click()
    jobs.run_open_jobs()
    page.get_by_text("Imported without the refused rows").wait_for()

    assert ImportRun.objects.get().state == "imported"
    context.close()
