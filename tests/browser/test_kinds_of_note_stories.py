"""A session that repeats another, an orientation, the seven subjects, a partner's mistake."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote, ErrorReport, LikenessCheck, NoteType, Orientation
from casenotes.services import record_note
from casenotes.services.groups import GroupLine, GroupSession, record_group
from offenders.services import (
    add_organisation_member,
    assign_officer,
    record_consent,
    save_organisation,
)
from scheduling.models import DueItem
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.cast import NOW
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

SESSION = (
    "Third meeting of the anger group. We went through triggers at work and in the dayroom, "
    "acted one scene in pairs and wrote down three things that help before a quarrel begins."
)


def november(person):
    return DueItem.objects.get(
        offender=person, standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30)
    )


def test_a_session_that_repeats_an_earlier_one_asks_why_and_keeps_every_line(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    """OK-015"""
    assign_officer(office.vann, office.okafor, None, from_on=date(2026, 9, 3))
    earlier = GroupSession(
        type=NoteType.objects.get(code="participation"),
        occurred_at=NOW - timedelta(days=7),
        common_text=SESSION,
    )
    record_group(office.okafor, earlier, [GroupLine(office.ashby, True)], form_key=uuid.uuid4())

    page = desk(office.okafor, "/worklist")
    page.get_by_role("link", name="Log a group session").click()
    page.get_by_label("Type").select_option(label="Work and programs")
    page.get_by_label("What all of them did").fill(SESSION)
    page.get_by_label("ASHBY, Terrell Dean").check()
    page.get_by_label("VANN, Isaiah").check()
    page.get_by_role("button", name="Add those ticked").click()
    vann = page.get_by_role("group", name="VANN")
    vann.get_by_label("What concerns this person alone").fill("First time in the group.")
    page.get_by_role("button", name="Save 2 notes").click()
    expect(page.get_by_role("heading", name="Much of this stands in earlier notes")).to_be_visible()
    expect(page.get_by_text("word for word the same").last).to_be_visible()
    expect(vann.get_by_label("What concerns this person alone")).to_have_value(
        "First time in the group."
    )
    assert not CaseNote.objects.filter(offender=office.vann).exists()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)
    page.get_by_label("Why you keep these words").fill("Held again for those who missed it.")
    page.get_by_role("button", name="Save 2 notes").click()
    expect(page.get_by_text("The session is saved: 2 notes")).to_be_visible()
    explained = LikenessCheck.objects.exclude(reason="").values_list("reason", flat=True)
    assert set(explained) == {"Held again for those who missed it."}

    page = desk(office.lindqvist, "/copies")
    expect(page.get_by_text("ASHBY").first).to_be_visible()


def test_an_orientation_makes_its_note_and_meets_the_month(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    """OK-004"""
    page = desk(office.okafor, f"/case/{office.ashby.pk}")
    expect(page.locator("#due")).to_contain_text("Monthly note, Nov")
    page.get_by_role("link", name="Record an orientation").click()
    expect(page.get_by_label("Facility orientation")).to_be_checked()
    page.get_by_label("Programs explained").fill("GED classes\nThinking for a change")
    page.get_by_label("Refused to sign").check()
    page.get_by_role("button", name="Sign orientation").click()
    expect(page.get_by_text("Say why the person refused to sign.").first).to_be_visible()
    page.get_by_label("Why they refused").fill("Wants to read it first.")
    assert_accessible(page)
    page.get_by_role("button", name="Sign orientation").click()
    expect(page.get_by_text("Facility orientation recorded.")).to_be_visible()
    card = page.locator(".timeline .entry", has_text="Thinking for a change")
    expect(card).to_contain_text("Refused to sign for it: Wants to read it first.")
    expect(page.locator("#due")).not_to_contain_text("Monthly note, Nov")
    assert november(office.ashby).fulfilled_on == date(2026, 11, 23)
    page.get_by_role("link", name="Record an orientation").click()
    expect(page.get_by_label("Unit orientation")).to_be_checked()
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert Orientation.objects.get().held_on == date(2026, 11, 23)


def test_one_note_deals_with_several_subjects_and_what_is_left_out_stays_in_sight(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    """OK-014"""
    case = f"/case/{office.ashby.pk}"
    subjects = ("Eligibility dates", "Packet submission", "Earned credits", "Plan progress")
    page = desk(office.okafor, f"{case}/note")
    expect(page.get_by_text("Meets Monthly note, Nov")).to_be_visible()
    for subject in subjects:
        page.get_by_label(subject, exact=True).check()
    page.get_by_label("What happened").fill("Went through his dates, the packet and the plan.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Note on ASHBY, Terrell Dean saved.")).to_be_visible()
    card = page.locator(".timeline .entry", has_text="the packet and the plan")
    expect(card).to_contain_text("Not dealt with: Discipline, Reentry, Adjustment")
    assert november(office.ashby).fulfilled_on == date(2026, 11, 23)
    page.get_by_text("Not dealt with in November: 3 of 7").click()
    assert_accessible(page)

    page.goto(f"{case}/note")
    expect(page.get_by_text("No note of November deals yet with: Discipline, ")).to_be_visible()
    for subject in ("Discipline", "Reentry", "Adjustment"):
        page.get_by_label(subject, exact=True).check()
    page.get_by_label("What happened").fill("No misconduct. Talked about where he will live.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Note on ASHBY, Terrell Dean saved.")).to_be_visible()
    expect(page.get_by_text("Not dealt with in November")).to_have_count(0)
    page.goto(f"{case}?facet=packet_submission#timeline")
    expect(page.locator(".timeline .entry")).to_have_count(1)


def test_a_partner_says_that_a_note_of_theirs_is_wrong_and_learns_what_became_of_it(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    """TPC-007"""
    house = save_organisation(office.amsel, name="Harbour House", kind="provider")
    add_organisation_member(house, office.amsel, user=office.sato, from_on=date(2025, 1, 1))
    record_consent(
        office.ashby,
        office.okafor,
        discloser="Department of Corrections",
        data_classes=["notes"],
        recipients=[house],
        purpose="Planning of supported housing",
        right_to_revoke_told=True,
        signed_by="Terrell Dean Ashby",
        signed_on=date(2026, 5, 1),
        expires_on=date(2027, 5, 1),
        document="Field file, section 2",
    )
    record_note(
        office.ashby,
        office.sato,
        type=NoteType.objects.get(code="contact"),
        occurred_at=NOW - timedelta(days=3),
        text="He viewed the room on Elm Street.",
    )
    partner = desk(office.sato, "/", viewport=PHONE)
    partner.get_by_role("link", name="ASHBY, Terrell Dean").click()
    expect(partner.get_by_text("recorded")).to_be_visible()
    partner.get_by_role("link", name="Report an error").click()
    partner.get_by_label("What it says is wrong").check()
    partner.get_by_label("How do you know?").fill("It was another man's viewing.")
    assert_accessible(partner)
    assert_fits(partner)
    partner.get_by_role("button", name="Report it").click()
    expect(partner.get_by_text("waits for a decision")).to_be_visible()
    expect(partner.get_by_text("He viewed the room on Elm Street.")).to_be_visible()

    page = desk(office.strand, f"/errors/{ErrorReport.objects.get().pk}")
    page.get_by_label("Struck; nothing takes its place").check()
    page.get_by_label("Why").fill("The house confirms it.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided. Whoever reported it is told.")).to_be_visible()

    partner.reload()
    expect(partner.locator("del")).to_have_text("He viewed the room on Elm Street.")
    expect(partner.get_by_role("link", name="Error reported")).to_be_visible()
    assert_accessible(partner)
