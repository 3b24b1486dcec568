"""A consent in two browsers: what it opens to a partner is shut with its revocation, at once."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from offenders.services import add_organisation_member, enrol, save_organisation, save_program

pytestmark = pytest.mark.django_db(transaction=True)

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def signed_in(context, live_server, user):
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["casemgmt-session"].value
    context.add_cookies([{"name": "casemgmt-session", "value": key, "url": live_server.url}])
    return context.new_page()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [f["id"] for f in found if f["impact"] in {"serious", "critical"}]


@pytest.fixture
def house(transactional_db, cast):
    organisation = save_organisation(cast.amsel, name="Harbour House", kind="provider")
    add_organisation_member(organisation, cast.amsel, user=cast.sato, from_on=date(2025, 1, 1))
    program = save_program(cast.amsel, name="Supported housing", kind="support")
    enrol(cast.ashby, cast.okafor, program=program, opened_on=date(2026, 11, 2))
    return organisation


def test_a_partner_loses_access_with_the_next_click_after_the_revocation(
    browser, live_server, cast, house
):
    """S10, S11, TPC-007"""
    desk = browser.new_context(viewport={"width": 1366, "height": 768})
    outside = browser.new_context(viewport={"width": 360, "height": 740})
    officer = signed_in(desk, live_server, cast.okafor)
    partner = signed_in(outside, live_server, cast.sato)

    partner.goto(live_server.url)
    expect(partner.get_by_text("No consent in force names your organisation.")).to_be_visible()

    officer.goto(f"{live_server.url}/case/{cast.ashby.pk}")
    officer.get_by_role("link", name="All about team and consent").click()
    officer.get_by_role("link", name="Record a consent").click()
    assert serious(officer) == []
    officer.get_by_label("Harbour House").check()
    officer.get_by_label("Programs: referrals and enrolments").check()
    officer.get_by_label("Notes that the partner writes").check()
    officer.get_by_label("For which purpose").fill("Planning of supported housing")
    officer.get_by_label("Where the signed paper is kept").fill("Field file, section 2")
    officer.get_by_role("button", name="Record the consent").click()
    # Two elements are missing; what was typed is still there.
    expect(officer.get_by_text("Not saved yet.")).to_be_visible()
    expect(officer.get_by_label("Harbour House")).to_be_checked()
    officer.get_by_label("The form tells of the right to revoke it").check()
    officer.get_by_label("Expires on").fill("2027-11-22")
    officer.get_by_role("button", name="Record the consent").click()
    expect(officer.get_by_text("The consent is recorded and in force.")).to_be_visible()
    assert serious(officer) == []

    partner.reload()
    partner.get_by_role("link", name="ASHBY, Terrell Dean").click()
    expect(partner.get_by_text("Supported housing", exact=True)).to_be_visible()
    expect(partner.get_by_role("note")).to_contain_text("42 CFR part 2")
    expect(partner.get_by_text("Redbud")).to_have_count(0)
    assert serious(partner) == []
    assert not partner.evaluate(SIDEWAYS)

    officer.get_by_role("link", name="End the consent of 23 Nov 2026").click()
    officer.get_by_role("button", name="End it now").click()
    expect(officer.get_by_text("The consent has ended.")).to_be_visible()

    with partner.expect_navigation() as after:
        partner.get_by_role("link", name="Log a note").click()
    assert after.value.status == 404
    expect(partner.get_by_text("ASHBY")).to_have_count(0)
    partner.goto(f"{live_server.url}/shared/{cast.ashby.pk}")
    expect(partner.get_by_text("Supported housing")).to_have_count(0)
    desk.close()
    outside.close()
