"""An import in a browser: sent, watched, read, written; wide, narrow and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from agency import jobs
from agency.models import ImportRun
from offenders.models import Offender
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.importing.folder import make_folder
from tests.importing.test_page import _zip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return cast.amsel


def _send(page):
    upload = {
        "name": "nightly.zip",
        "mimeType": "application/zip",
        "buffer": _zip(make_folder(5, errors=True)).read(),
    }
    page.set_input_files("input[type=file]", upload)
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="Waiting for its turn")).to_be_visible()


def test_an_import_is_sent_watched_read_and_written(desk, administrator):
    page = desk(administrator, "/imports")
    _send(page)

    jobs.run_open_jobs()
    start = page.get_by_role("button", name="Import without the refused rows")
    expect(start).to_be_visible()  # the progress bar finds the end by itself

    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)

    start.click()
    expect(page.get_by_role("heading", name="Waiting for its turn")).to_be_visible()
    jobs.run_open_jobs()
    expect(page.get_by_text("Imported without the refused rows")).to_be_visible()
    assert Offender.objects.filter(number="0000001").exists()


def test_an_import_works_without_scripts(desk, administrator):
    page = desk(administrator, "/imports", java_script_enabled=False)
    _send(page)
    jobs.run_open_jobs()
    page.get_by_role("button", name="Import without the refused rows").click()
    expect(page.get_by_role("heading", name="Waiting for its turn")).to_be_visible()
    jobs.run_open_jobs()
    expect(page.get_by_text("Imported without the refused rows")).to_be_visible()

    assert ImportRun.objects.get().state == "imported"
