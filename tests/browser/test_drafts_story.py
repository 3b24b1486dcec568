"""What was typed stays its author's, whatever becomes of the case; old drafts go with a warning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from casenotes.models import CaseNote, Draft, RiskAlert
from casenotes.services.draft_ages import age_drafts
from offenders.services import record_movement
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.cast import NOW
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_outlives_the_transfer_and_is_signed_for_a_day_before_it_or_discarded(
    desk,
    transactional_db,
    office,  # noqa: F811
    on_day,
):
    """Edge cases 60 and 61."""
    case = f"/case/{office.ashby.pk}"
    page = desk(office.okafor, f"{case}/note")
    page.get_by_label("What happened").fill("Spoke on Friday about the move he expects.")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    clerk = desk(office.coble, f"{case}/note")
    clerk.get_by_label("What happened").fill("He left a box in the kitchen.")
    expect(clerk.get_by_text("Draft saved")).to_be_visible()

    record_movement(
        office.ashby,
        None,
        kind="transfer",
        facility=office.saltbush,
        unit=office.saltbush_unit,
        permanent=True,
        occurred_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    # The window that was open still keeps what is typed; the list leads back to it.
    page.get_by_label("What happened").fill("Spoke on Friday about the move. He is calm.")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.goto("/drafts")
    page.get_by_role("link", name="Continue Case note on ASHBY, Terrell Dean").click()
    expect(page.get_by_text("This case is no longer yours.")).to_be_visible()
    expect(page.get_by_label("What happened")).to_have_value(
        "Spoke on Friday about the move. He is calm."
    )
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The case was not yours on that day.").first).to_be_visible()
    page.get_by_label("Happened", exact=True).fill("2026-11-20")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Note on ASHBY, Terrell Dean saved.")).to_be_visible()
    assert CaseNote.objects.get().occurred_on.isoformat() == "2026-11-20"

    # Somebody who never held the case reads what was typed, is warned of its end, and lets it go.
    on_day(NOW + timedelta(days=80))
    age_drafts()
    clerk = desk(office.coble, "/drafts", viewport=PHONE)
    expect(clerk.get_by_text("Will be discarded on")).to_be_visible()
    assert_fits(clerk)
    clerk.get_by_role("link", name="Read Case note on ASHBY").click()
    expect(clerk.get_by_text("He left a box in the kitchen.")).to_be_visible()
    expect(clerk.get_by_text("You can no longer write this about ASHBY")).to_be_visible()
    assert_accessible(clerk)
    clerk.get_by_role("button", name="Discard").click()
    expect(clerk.get_by_text("The draft on ASHBY, Terrell Dean is discarded.")).to_be_visible()
    assert not Draft.objects.exists()


def test_a_half_written_alert_waits_for_its_author_alone(
    desk,
    transactional_db,
    office,  # noqa: F811
):
    page = desk(office.okafor, f"/case/{office.ashby.pk}")
    page.get_by_role("link", name="Raise an alert of a risk").click()
    page.get_by_label("What happened, and what the risk is").fill("Says that he is owed money.")
    page.get_by_role("group", name="Alert these people").get_by_label("Lindqvist").check()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert_fits(page)

    other = desk(office.reyes, "/drafts")
    expect(other.get_by_text("No drafts")).to_be_visible()

    page = desk(office.okafor, "/drafts")
    page.get_by_role("link", name="Continue Alert of a risk on ASHBY").click()
    expect(page.get_by_label("What happened, and what the risk is")).to_have_value(
        "Says that he is owed money."
    )
    expect(page.get_by_label("Lindqvist")).to_be_checked()
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text("The alert is sent.")).to_be_visible()
    assert RiskAlert.objects.get().recipients.get().user == office.lindqvist
    assert not Draft.objects.exists()
