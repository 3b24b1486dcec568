"""What an officer says of contact, of silence and of questions; who counts as the officer; the
agency's own types. OK-014, OK-015, PRO-008, PRO-012, FED-013."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote, NoContactReason, NoteType
from scheduling.models import DueItem
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def save(page, text):
    page.get_by_label("What happened").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("saved.")).to_be_visible()


def test_an_officer_says_why_nobody_was_reached_who_else_was_and_what_was_left_out(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    case = f"/case/{office.ashby.pk}"
    page = desk(office.okafor, f"{case}/note/no-contact")
    expect(page.get_by_label("Type", exact=True).locator("option:checked")).to_have_text(
        NoteType.objects.get(code="no_contact").name
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Say why the person could not be reached.").first).to_be_visible()
    page.get_by_label("Why nobody was reached").select_option(label="Absconded")
    save(page, "Not at the address; the landlord has not seen him since Friday.")
    assert NoContactReason.objects.get().reason == "absconded"

    page.goto(f"{case}/note")
    expect(page.get_by_text("No note of November deals with any of the seven")).to_be_visible()
    page.get_by_label("Type", exact=True).select_option(label="Collateral contact")
    page.get_by_label("Contact", exact=True).select_option(label="By telephone")
    page.get_by_text("An attempt, contact with others, who took part").click()
    page.get_by_label("Others who were reached").select_option(label="Employer")
    page.get_by_label("Adjustment").check()
    page.get_by_label("Confidential: fewer people read it").check()
    assert_accessible(page)
    save(page, "The shop says that he left without a word on Thursday.")
    card = page.locator(".timeline .entry", has_text="left without a word")
    expect(card).to_contain_text("By telephone, only with employer")
    expect(card).to_contain_text("Confidential")
    expect(card).to_contain_text("Not dealt with: Eligibility dates, Packet submission")
    page.get_by_text("Not dealt with in November: 6 of 7").click()
    expect(page.locator("#contact")).not_to_contain_text("Adjustment")

    page.set_viewport_size(PHONE)
    page.goto(f"{case}/note")
    page.get_by_label("Type", exact=True).select_option(label="Continued absence")
    page.get_by_label("Contact", exact=True).select_option(label="No contact")
    page.get_by_label("Where the person is").fill("County court, Tulsa")
    page.get_by_label("Why", exact=True).fill("Trial")
    assert_fits(page)
    save(page, "Still at court; the clerk expects two more weeks.")
    card = page.locator(".timeline .entry", has_text="two more weeks")
    expect(card).to_contain_text("Away at County court, Tulsa: Trial")


def test_a_question_is_taken_down_by_one_and_answered_by_who_stands_in_for_the_officer(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.coble, f"/case/{office.ashby.pk}/inquiry")
    page.get_by_label("Name", exact=True).fill("Mrs Ashby")
    page.get_by_label("Who asked").select_option(label="Family or friend")
    page.get_by_label("What was asked").fill("When may she visit?")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Taken down. The officer in charge answers it.")).to_be_visible()

    page = desk(office.lindqvist, "/covers/new")
    page.get_by_label("Stand in for").select_option(str(office.okafor.pk))
    page.get_by_label("Colleague who stands in").select_option(str(office.reyes.pk))
    page.get_by_label("Last day").fill("2026-11-27")
    page.get_by_label("Reason").fill("Training")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("heading", name="Who changed what")).to_be_visible()
    expect(page.get_by_text("Luz Reyes for Ada Okafor, 23 Nov 2026")).to_be_visible()
    assert_accessible(page)

    page = desk(office.reyes, "/inquiries")
    page.locator("tr", has_text="ASHBY").get_by_role("link").first.click()
    page.get_by_role("textbox", name="Answer", exact=True).fill("On Saturday from 9.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Sign the answer").click()
    expect(page.get_by_text("Answered. The answer stands on the file")).to_be_visible()
    note = CaseNote.objects.get(type__code="inquiry")
    assert (note.author, note.for_officer) == (office.reyes, True)

    page.goto(f"/case/{office.ashby.pk}/note")
    expect(page.get_by_text("You stand in for the officer in charge")).to_be_visible()
    save(page, "Spoke about the visit on Saturday.")
    assert DueItem.objects.get(
        offender=office.ashby, standard="OK.MONTHLY_NOTE", due_on__month=11
    ).fulfilled_on


def test_the_administrator_adds_a_type_for_some_days_and_an_officer_finds_it(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.amsel, "/catalogue/note-type/new")
    page.locator("#id_name").fill("Legal visit")
    page.get_by_label("First day").fill("2026-11-20")
    page.get_by_label("Last day").fill("2026-11-22")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Legal visit").click()
    expect(page.get_by_role("cell", name="Type added")).to_be_visible()

    page = desk(office.okafor, f"/case/{office.ashby.pk}/note")
    expect(page.get_by_label("Type", exact=True)).not_to_contain_text("Legal visit")
