"""A caseload conference from the record to the due date and back, in a browser.

Noticed nine days ahead it is refused, ten days ahead it is set; it is held, evaluated and
acknowledged, and what was agreed as coaching falls due. 1.17, General Procedure; Case Conference.
"""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import expect

from agency import jobs
from conferences.models import Conference
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from tests.browsing import PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def probation(transactional_db, cast):
    """The cast under the county's caseload conferences."""
    cast.agency.standards = ["us-ca-slo/1.17"]
    cast.agency.save()
    activate_packs(cast.agency)
    return cast


def test_refused_at_nine_days_set_at_ten_held_evaluated_and_coached(probation, desk, on_day):
    boss = desk(probation.lindqvist, "/conferences")
    boss.get_by_role("link", name="Set a conference with Ada Okafor").click()
    boss.get_by_label("Day").fill("2026-12-02")
    boss.get_by_label("Time").fill("13:30")
    boss.get_by_role("button", name="Set and send the notice").click()
    refusal = boss.get_by_role("alert")
    expect(refusal).to_contain_text("only 9 days before")
    expect(refusal).to_contain_text("The earliest day is Thu 3 Dec 2026")
    expect(boss.get_by_label("Time")).to_have_value("13:30")
    assert_accessible(boss)
    assert not Conference.objects.exists()

    boss.get_by_label("Day").fill("2026-12-03")
    boss.get_by_role("button", name="Set and send the notice").click()
    expect(boss.locator(".chip").first).to_contain_text("Notice going out")
    jobs.run_open_jobs()
    assert [message.to for message in mail.outbox] == [["okafor@x.test"]]
    boss.reload()
    expect(boss.locator(".chip").first).to_contain_text("10 days ahead")
    assert_accessible(boss)

    conference = Conference.objects.get()
    address = f"/conferences/{conference.pk}"
    officer = desk(probation.okafor, address, viewport=PHONE, color_scheme="dark")
    expect(officer.get_by_role("heading", name="What to prepare")).to_be_visible()
    assert_accessible(officer)
    assert_fits(officer)

    on_day("2026-12-03T21:00+00:00")  # days later both sign in again
    boss = desk(probation.lindqvist, address)
    boss.get_by_role("link", name="Record as held").click()
    boss.get_by_role("button", name="Record").click()
    boss.get_by_role("link", name="Go through").click()
    expect(boss.get_by_role("button", name="Save and close")).to_be_visible()
    for group in boss.get_by_role("radiogroup").all():
        group.get_by_text("Yes").click()
    assert_accessible(boss)
    boss.get_by_role("button", name="Save and close").click()
    boss.get_by_role("link", name="Evaluate").click()
    boss.get_by_label("Done well").fill("Prompt notes")
    boss.get_by_label("Needs improvement").fill("Finding the driver")
    boss.get_by_role("button", name="Share with the officer").click()
    boss.get_by_role("link", name="Agree on coaching").click()
    boss.get_by_label("Area").select_option("driver")
    boss.get_by_label("What exactly").fill("Name the driver in each plan")
    boss.get_by_label("Next check").fill("2027-01-11")
    boss.get_by_role("button", name="Agree").click()
    expect(boss.locator("#coaching")).to_contain_text("Name the driver in each plan")
    due = DueItem.objects.get(standard="PRO.COACHING", officer=probation.okafor)
    assert due.due_on.isoformat() == "2027-01-11"

    officer = desk(probation.okafor, "/conferences")
    officer.get_by_role("link", name="Read and acknowledge").click()
    expect(officer.get_by_text("Finding the driver")).to_be_visible()
    officer.get_by_role("button", name="Acknowledge").click()
    expect(officer.locator("#evaluation")).to_contain_text("Acknowledged Thu 3 Dec 2026")
    conference.refresh_from_db()
    assert conference.review.closed_at is not None
    assert conference.evaluation.acknowledged_by == probation.okafor
