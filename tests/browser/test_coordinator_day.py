"""A coordinator's and a records administrator's work in a browser."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from offenders.models import CaseAssignment, Placement
from offenders.services import assign_officer, record_movement, register_offender
from tests.browsing import PHONE, assert_accessible, assert_fits
from tests.pages.conftest import office  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 11, 23)


@pytest.fixture
def arrivals(transactional_db, office):  # noqa: F811
    """Three people who came this month and have no officer, besides Vann."""
    people = []
    for number, family in (("120417", "Treloar"), ("120388", "Mwangi"), ("119902", "Pelham")):
        person = register_offender(None, number=number, family_name=family, given_names="Kim")
        record_movement(
            person,
            None,
            kind="arrival",
            facility=office.redbud,
            unit=office.unit_b,
            permanent=True,
            occurred_at=datetime(2026, 11, 16, 18, tzinfo=UTC),
        )
        people.append(person)
    office.arrived = people
    return office


def holders(people):
    links = CaseAssignment.objects.holding_on(TODAY).filter(offender__in=people)
    return sorted(link.officer.family_name for link in links)


def test_choosing_rows_shows_the_loads_and_one_save_tells_what_failed(desk, arrivals):
    page = desk(arrivals.strand, "/allocation")
    assert_accessible(page)
    for name in ("TRELOAR", "MWANGI", "PELHAM"):
        page.get_by_role("checkbox", name=f"Choose {name}, Kim").check()
    expect(page.locator("#bulk-words")).to_contain_text("3 chosen")
    expect(page.locator("#officers-load")).to_contain_text("→")
    assert_accessible(page)
    assign_officer(arrivals.arrived[0], arrivals.reyes, arrivals.marrow, from_on=TODAY)
    page.get_by_role("button", name="Allocate 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 saved, 1 not")
    expect(page.get_by_role("cell", name="Luz Reyes has had this case since")).to_be_visible()
    assert_accessible(page)
    assert len(holders(arrivals.arrived)) == 3


def test_without_scripts_everything_is_checked_first_and_saved(desk, arrivals):
    page = desk(arrivals.strand, "/allocation", java_script_enabled=False)
    page.get_by_role("checkbox", name="Choose TRELOAR, Kim").check()
    page.get_by_role("checkbox", name="Choose PELHAM, Kim").check()
    page.get_by_role("button", name="Check first").click()
    expect(page.locator("#bulk-words")).to_contain_text("2 chosen")
    page.get_by_label("Officer for TRELOAR, Kim").select_option(label="Reyes, Luz, Unit B")
    page.get_by_label("Officer for PELHAM, Kim").select_option(label="Reyes, Luz, Unit B")
    page.get_by_role("button", name="Show the loads").click()
    expect(page.locator("#bulk-words")).to_contain_text("Reyes 1 → 3 of 60")
    page.get_by_role("button", name="Save 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 saved")
    assert holders(arrivals.arrived) == ["Reyes", "Reyes"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_shows_everything_without_scrolling_sideways(desk, arrivals, scheme):
    page = desk(arrivals.strand, "/allocation", viewport=PHONE, color_scheme=scheme)
    ashby = arrivals.ashby.pk
    for path in ("/allocation", "/allocation?tab=attention", f"/case/{ashby}/officer"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    page = desk(arrivals.tran, "/people/receive", viewport=PHONE, color_scheme=scheme)
    paths = ("people/receive", "people/register", "jobs", f"case/{ashby}/custody")
    for path in (*paths, f"case/{ashby}/movement", f"case/{ashby}/release-dates"):
        page.goto(f"/{path}")
        assert_accessible(page)
        assert_fits(page)


def test_somebody_is_received_from_another_facility(desk, arrivals):
    page = desk(arrivals.tran, "/people/receive")
    page.locator("#id_number").fill("118204")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="NALDER, Reece")).to_be_visible()
    assert "118204" not in page.url
    page.get_by_role("button", name="Record the transfer").click()
    expect(page.get_by_role("alert")).to_contain_text("Say where to.")
    assert_accessible(page)
    page.get_by_label("Where to").select_option(label="Unit B")
    page.get_by_label("Day").fill("2026-11-20")
    page.get_by_label("Time").fill("14:30")
    page.get_by_role("button", name="Record the transfer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("NALDER, Reece")
    stay = Placement.objects.current().get(offender=arrivals.nalder)
    assert (stay.unit, stay.arrived_on) == (arrivals.unit_b, date(2026, 11, 20))
