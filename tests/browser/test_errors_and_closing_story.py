"""A note on the wrong person is struck and moved; a case is passed on when its summary is there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from casenotes.models import ClosedWithout, NoteType, SummaryReceipt
from casenotes.services import record_note
from offenders.models import CaseAssignment
from offenders.services import assign_officer
from scheduling.models import DueItem
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def is_sound(page):
    assert_accessible(page)
    assert_fits(page)


def november(person):
    return DueItem.objects.get(
        offender=person, standard="OK.MONTHLY_NOTE", due_on=date(2026, 11, 30)
    )


def test_a_note_on_the_wrong_person_is_reported_decided_and_counts_where_it_belongs(
    desk,
    office,  # noqa: F811
):
    wrong, right = office.ashby, office.vann
    assign_officer(right, office.okafor, None, from_on=date(2026, 9, 3))
    record_note(
        wrong,
        office.okafor,
        type=NoteType.objects.get(code="contact"),
        occurred_at=datetime(2026, 11, 10, 18, tzinfo=UTC),
        text="Isaiah asked about the welding course.",
    )
    page = desk(office.okafor, f"/case/{wrong.pk}")
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("It is about another person").check()
    page.get_by_label("Number of the right person").fill(right.number)
    page.get_by_label("How do you know?").fill("The text names Isaiah Vann.")
    is_sound(page)
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("The entry stands as it is until somebody else")).to_be_visible()
    assert november(wrong).fulfilled_on is not None

    page = desk(office.strand, "/allocation")
    page.get_by_role("link", name="1 report of an error waits for your decision").click()
    page.get_by_role("link", name="ASHBY").click()
    page.get_by_label("Struck here, entered on the right person").check()
    page.get_by_label("Why").fill("It names Vann.")
    is_sound(page)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided. Whoever reported it is told.")).to_be_visible()

    page = desk(office.okafor, f"/case/{wrong.pk}", viewport=PHONE)
    struck = page.locator(".entry", has_text="Entry made in error, about another person")
    expect(struck.locator("del")).to_have_text("Isaiah asked about the welding course.")
    expect(struck).to_contain_text("by Helen Strand: The text names Isaiah Vann.")
    expect(page.locator("#due")).to_contain_text("Monthly note, Nov")
    is_sound(page)
    page = desk(office.okafor, f"/case/{right.pk}")
    expect(page.locator("#timeline")).to_contain_text("Isaiah asked about the welding course.")
    expect(page.locator("#due")).not_to_contain_text("Monthly note, Nov")
    assert november(wrong).fulfilled_on is None
    assert november(right).fulfilled_on == date(2026, 11, 10)


def test_a_case_waits_for_its_summary_another_is_let_go_and_the_next_officer_reads(
    desk,
    office,  # noqa: F811
):
    page = desk(office.strand, f"/case/{office.ashby.pk}/officer")
    page.locator("#id_officer").select_option(str(office.reyes.pk))
    page.get_by_label("Reason").fill("Load")
    page.get_by_role("button", name="Pass on").click()
    expect(page.locator(".error-summary")).to_contain_text("has not written the termination")
    is_sound(page)
    page.get_by_role("link", name="Ask for it").click()
    ask = page.get_by_role("button", name="Ask Ada Okafor for it")
    expect(ask).to_be_visible()
    is_sound(page)
    ask.click()
    expect(page.get_by_text("Ada Okafor is asked for the termination summary.")).to_be_visible()

    writer = desk(office.okafor, "/worklist")
    writer.get_by_role("link", name="Helen Strand asks for the termination summary").click()
    for part, words in (
        ("Progress", "Finished welding."),
        ("Problems", "None."),
        ("Concerns", "Debt on the unit."),
        ("Recent developments", "Sister is ill."),
    ):
        writer.get_by_label(part).fill(words)
    writer.get_by_role("button", name="Sign summary").click()
    expect(writer.get_by_text("Termination summary on ASHBY, Terrell Dean saved.")).to_be_visible()

    page = desk(office.strand, f"/case/{office.ashby.pk}/officer")
    expect(page.get_by_text("Termination summary by Ada Okafor")).to_be_visible()
    page.locator("#id_officer").select_option(str(office.reyes.pk))
    page.get_by_label("Reason").fill("Load")
    page.get_by_role("button", name="Pass on").click()
    expect(page.get_by_text("Luz Reyes has the case of ASHBY")).to_be_visible()

    charge = CaseAssignment.objects.get(offender=office.mabry, until_on=None)
    page = desk(office.lindqvist, f"/assignment/{charge.pk}/closing", viewport=PHONE)
    page.get_by_label("No termination summary because").select_option("urgent")
    page.get_by_label("Say more").fill("Moves to Unit C tonight.")
    is_sound(page)
    page.get_by_role("button", name="Let it be closed").click()
    expect(page.get_by_text("Recorded. The charge can be closed")).to_be_visible()
    assert ClosedWithout.objects.get().by == office.lindqvist
    page = desk(office.strand, f"/case/{office.mabry.pk}/officer")
    page.locator("#id_officer").select_option(str(office.okafor.pk))
    page.get_by_label("Reason").fill("Unit C")
    page.get_by_role("button", name="Pass on").click()
    expect(page.get_by_text("Ada Okafor has the case of MABRY")).to_be_visible()

    reader = desk(office.reyes, "/worklist")
    reader.get_by_role("link", name="Termination summary from Ada Okafor").click()
    expect(reader.get_by_text("Debt on the unit.")).to_be_visible()
    is_sound(reader)
    reader.get_by_role("button", name="I have read it").click()
    expect(reader.get_by_text("Recorded.", exact=True)).to_be_visible()
    assert SummaryReceipt.objects.get().by == office.reyes
