"""A consent in two browsers: what it opens to a partner is shut with its revocation, at once."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from offenders.services import add_organisation_member, enrol, save_organisation, save_program
from tests.browsing import PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db, cast):
    organisation = save_organisation(cast.amsel, name="Harbour House", kind="provider")
    add_organisation_member(organisation, cast.amsel, user=cast.sato, from_on=date(2025, 1, 1))
    program = save_program(cast.amsel, name="Supported housing", kind="support")
    enrol(cast.ashby, cast.okafor, program=program, opened_on=date(2026, 11, 2))
    return organisation


def test_a_partner_loses_access_with_the_next_click_after_the_revocation(
    desk, cast, house, announced
):
    """S10, S11, TPC-007"""
    partner = desk(cast.sato, "/", viewport=PHONE)
    expect(partner.get_by_text("No consent in force names your organisation.")).to_be_visible()

    officer = desk(cast.okafor, f"/case/{cast.ashby.pk}")
    officer.get_by_role("link", name="All about team and consent").click()
    officer.get_by_role("link", name="Record a consent").click()
    expect(officer.get_by_label("Harbour House")).to_be_visible()
    assert_accessible(officer)
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
    assert_accessible(officer)

    partner.reload()
    partner.get_by_role("link", name="ASHBY, Terrell Dean").click()
    expect(partner.get_by_text("Supported housing", exact=True)).to_be_visible()
    expect(partner.get_by_role("note")).to_contain_text("42 CFR part 2")
    expect(partner.get_by_text("Redbud")).to_have_count(0)
    assert_accessible(partner)
    assert_fits(partner)

    officer.get_by_role("link", name="End the consent of 23 Nov 2026").click()
    officer.get_by_role("button", name="End it now").click()
    expect(officer.get_by_text("The consent has ended.")).to_be_visible()

    announced.append("status of 404")
    with partner.expect_navigation() as after:
        partner.get_by_role("link", name="Log a note").click()
    assert after.value.status == 404
    expect(partner.get_by_text("ASHBY")).to_have_count(0)
    partner.goto(f"/shared/{cast.ashby.pk}")
    expect(partner.get_by_text("Supported housing")).to_have_count(0)
