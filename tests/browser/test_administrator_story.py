"""An administrator and an auditor in a browser: a new colleague, an ended posting, the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from agency.models import AuditEvent, User
from tests.browsing import BACKEND, assert_looks_right

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_colleague_gets_an_account_a_password_and_a_posting(desk, cast):
    page = desk(cast.amsel, "/staff")
    assert_looks_right(page)
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Given names").fill("Ines")
    page.get_by_label("Family name").fill("Duarte")
    page.get_by_label("User name").fill("okafor")
    page.get_by_role("button", name="Add").click()
    refusal = page.get_by_role("alert").get_by_text("Somebody else has this user name.")
    expect(refusal).to_be_visible()
    expect(page.get_by_label("Family name")).to_have_value("Duarte")
    assert_looks_right(page)
    page.get_by_label("User name").fill("iduarte")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("code")).to_be_visible()
    password = page.locator("code").inner_text()
    assert User.objects.get(username="iduarte").check_password(password)
    assert_looks_right(page)
    page.get_by_role("link", name="Add a posting").click()
    page.get_by_label("Role").select_option(label="Case manager")
    page.get_by_label("Facility").select_option(label="Redbud Correctional Center")
    page.get_by_label("Unit").select_option(label="Redbud Correctional Center, Unit B")
    page.get_by_label("Supervisor").select_option(label="Lindqvist, Per")
    page.get_by_label("Capacity").fill("60")
    page.get_by_label("From").fill("2026-11-30")
    assert_looks_right(page)
    page.get_by_role("button", name="Add").click()
    row = page.get_by_role("row", name="Case manager Redbud")
    expect(row).to_contain_text("Not yet")
    expect(row).to_contain_text("Unit B")
    assert_looks_right(page)


def test_somebody_leaves_the_posting_ends_and_the_account_is_disabled(desk, cast):
    page = desk(cast.amsel, f"/staff/{cast.okafor.pk}")
    page.get_by_role("link", name="Change or end").click()
    page.get_by_label("Until").fill("2026-11-30")
    page.get_by_role("button", name="Save").click()
    posting = page.get_by_role("row", name="Case manager Redbud")
    expect(posting).to_contain_text("30 Nov 2026")
    page.get_by_role("link", name="Disable the account").click()
    expect(page.get_by_text("Ada Okafor still holds 1 case.")).to_be_visible()
    assert_looks_right(page)
    page.get_by_role("button", name="Disable the account").click()
    disabled = page.get_by_text("This account is disabled and still holds 1 case.")
    expect(disabled).to_be_visible()
    assert_looks_right(page)


def test_a_unit_gets_a_local_procedure(desk, cast):
    page = desk(cast.amsel, "/places")
    assert_looks_right(page)
    page.get_by_role("link", name="Change Unit C, Redbud Correctional Center").click()
    page.get_by_label("Local procedure").fill("Local procedure 4.2")
    assert_looks_right(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Unit C C")).to_contain_text("Holds today")


def test_an_auditor_finds_who_read_one_file(desk, cast):
    officer = Client()
    officer.force_login(cast.okafor, backend=BACKEND)
    officer.get(f"/case/{cast.ashby.pk}")
    page = desk(cast.noor, "/audit")
    assert_looks_right(page)
    page.get_by_label("Inmate number").fill("744106")
    page.get_by_role("button", name="Who read this file").click()
    expect(page.get_by_role("row", name="Ada Okafor").first).to_be_visible()
    assert_looks_right(page)
    page.get_by_label("What").select_option(label="Signed")
    page.get_by_role("button", name="Narrow").click()
    expect(page.get_by_text("No events match")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith("at,type,")
    assert AuditEvent.objects.filter(type="exported").count() == 1
