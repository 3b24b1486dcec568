"""A plan from the first draft to the dates that follow from it, and a review that is refused.

COPP 10.3, Regular contact reports (register rows WA-002, WA-014 to WA-016); OP-060101, II.A
(OK-003).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from casenotes.checklists import FOCUS_POINTS
from casenotes.services import sign_report
from casenotes.services.reports import Answer
from offenders.services import record_release_dates
from plans.models import PlanReview
from scheduling.models import DueItem
from scheduling.policies import activate_packs
from tests.browsing import PHONE, assert_accessible, assert_fits

pytestmark = pytest.mark.django_db(transaction=True)


def due(person, standard):
    """When the next open item of that duty is due."""
    items = DueItem.objects.on_lists().open().filter(offender=person, standard=standard)
    return items.order_by("due_on").values_list("due_on", flat=True).first()


def test_an_approved_imp_starts_the_three_month_alternation_and_a_review_fulfils_its_slot(
    transactional_db, cast, on_day, desk
):
    cast.agency.standards = ["au-wa/copp-10.3"]
    cast.agency.save()
    activate_packs(cast.agency)
    record_release_dates(
        cast.ashby,
        cast.tran,
        start_on=date(2026, 6, 1),
        recorded_on=date(2026, 9, 2),
        eed=date(2028, 9, 1),
    )
    assert due(cast.ashby, "WA.RCR") is None

    page = desk(cast.ferrante, f"/case/{cast.ashby.pk}/plans")
    page.get_by_role("link", name="Begin a plan").click()
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("group", name="Need 1").get_by_label("Need", exact=True).fill("Companions")
    page.get_by_label("Driver: leads to the others").first.check()
    goal = page.get_by_role("group", name="Goal 1")
    goal.get_by_label("Goal", exact=True).fill("Find other company")
    goal.get_by_label("In the person’s own words").fill("I am tired of them.")
    goal.get_by_label("Answers need").select_option("1")
    actions = page.get_by_role("group", name=re.compile(r"^Action \d")).count()
    page.get_by_role("button", name="Add rows: actions").click()
    expect(page.get_by_role("group", name=f"Action {actions + 1}")).to_be_visible()
    expect(goal.get_by_label("Goal", exact=True)).to_have_value("Find other company")
    action = page.get_by_role("group", name="Action 1")
    action.get_by_label("Action").fill("Join the men’s group")
    action.get_by_label("Due").fill("2026-12-20")
    action.get_by_label("Owed by").select_option(label="Prison staff")
    action.get_by_label("Member of staff").select_option(label="Ada Okafor")
    page.get_by_label("Placement recommendations").fill("Stay in Unit B.")
    assert_accessible(page)
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Submitted. Those who approve plans see it now.")).to_be_visible()
    assert_accessible(page)
    plan = page.url.split("/", 3)[3]

    page = desk(cast.strand, f"/{plan}", viewport=PHONE)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Approve or send back").click()
    page.get_by_role("radio", name="Approve").check()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Approved. The dates that follow from it have moved.")).to_be_visible()
    assert due(cast.ashby, "WA.RCR") == date(2027, 2, 23)
    assert due(cast.ashby, "WA.IMP_REVIEW") == date(2027, 5, 23)

    on_day(datetime(2027, 2, 22, 16, tzinfo=UTC))
    sign_report(
        cast.ashby,
        cast.okafor,
        kind="regular",
        interview_at=datetime(2027, 2, 22, 15, tzinfo=UTC),
        answers={point.code: Answer(comment="On course.") for point in FOCUS_POINTS},
    )
    assert due(cast.ashby, "WA.RCR") is None
    assert due(cast.ashby, "WA.IMP_REVIEW") == date(2027, 5, 23)

    on_day(datetime(2027, 5, 20, 16, tzinfo=UTC))
    page = desk(cast.ferrante, f"/{plan}")
    page.get_by_role("link", name="Record a review").click()
    expect(page.get_by_label("Case Officer")).to_have_value(str(cast.okafor.pk))
    assert_accessible(page)
    page.get_by_label("Progress with needs and goals").fill("Attends the group.")
    page.get_by_role("radio", name="The plan is to be changed").check()
    page.get_by_role("radio", name="Agrees").check()
    page.get_by_label("On record").select_option(label="Signed on paper")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("begin its new version")).to_be_visible()
    slot = DueItem.objects.get(
        offender=cast.ashby, standard="WA.IMP_REVIEW", fulfilled_on=date(2027, 5, 20)
    )
    assert slot.due_on == date(2027, 5, 23)
    assert due(cast.ashby, "WA.RCR") == date(2027, 8, 23)
    assert due(cast.ashby, "WA.IMP_REVIEW") is None


def test_an_adjustment_review_that_the_person_refuses_still_moves_the_date(
    transactional_db, cast, desk
):
    assert due(cast.ashby, "OK.ADJUSTMENT_REVIEW") == date(2027, 1, 1)
    page = desk(cast.okafor, f"/case/{cast.ashby.pk}")
    page.locator(".due-item", has_text="Adjustment review").get_by_role(
        "link", name="Record review"
    ).click()
    page.get_by_label("Class or credit level now").fill("2")
    page.get_by_label("Recommended level").fill("2")
    page.get_by_label("The person’s own comment").fill("I should be level 3.")
    page.get_by_label("Members of the committee").fill("K. Marrow, H. Strand")
    page.get_by_role("radio", name="Refuses").check()
    page.get_by_label("On record").select_option(label="Said before a witness")
    page.get_by_label("Witness", exact=True).fill("R. Coble")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the person refuses.")
    expect(page.get_by_label("The person’s own comment")).to_have_value("I should be level 3.")
    assert_accessible(page)
    page.get_by_label("Reason for refusing").fill("Disputes the level.")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The dates that follow from it have moved.")).to_be_visible()
    assert due(cast.ashby, "OK.ADJUSTMENT_REVIEW") == date(2027, 3, 23)
    plan_panel = page.locator("#plan")
    expect(plan_panel).to_contain_text("refused by the person")
    plan_panel.get_by_role("link", name="Accountability plan").click()
    expect(page.get_by_text("The review was held all the same and counts.")).to_be_visible()
    assert_accessible(page)
    assert PlanReview.objects.get().record.answer_reason == "Disputes the level."
