"""From the draft to the approved version, and to the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEvent
from offenders.models import Assessment, Instrument
from offenders.services import record_movement
from plans.content import GoalRow, NeedRow, content_of
from plans.differences import differences
from plans.focus import currency_of, focus_of
from plans.models import Plan, PlanAction, PlanReview, PlanVersion
from plans.services import (
    approve,
    discard_version,
    drop_action,
    finish_action,
    new_version,
    record_agreement,
    record_review,
    reopen_action,
    save_version,
    send_back,
    start_plan,
    submit,
)
from tests.plans.conftest import some_content

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as caught, transaction.atomic():
        call(*args, **kwargs)
    return caught.value.reason


def approve_through(version, preparer, approver, on=DAY, content=None):
    save_version(version, preparer, content or some_content(), revision=version.revision)
    submit(version, preparer)
    return approve(version, approver, approved_on=on)


def test_the_approval_of_the_first_version_is_the_fact_that_starts_duties(cast, approved):
    review = PlanReview.objects.get()
    assert (review.plan, review.kind, review.done_on) == ("imp", "approved", DAY)
    assert (review.version, review.done_by) == (approved, cast.strand)


def test_a_later_version_starts_no_duty_a_second_time(cast, approved):
    second = new_version(approved.plan, cast.ferrante, reason="progress")
    submit(second, cast.ferrante)
    approve(second, cast.strand, approved_on=date(2026, 11, 23))
    assert PlanReview.objects.count() == 1


def test_an_approval_on_record_from_before_starts_no_duty_a_second_time(cast):
    on_paper = record_review(
        cast.ashby, cast.ferrante, plan="imp", kind="approved", done_on=date(2026, 10, 1)
    )
    version = start_plan(cast.ashby, cast.ferrante, kind="imp")
    approve_through(version, cast.ferrante, cast.strand)
    assert PlanReview.objects.get() == on_paper
    assert Plan.objects.get().earlier_approval == on_paper


def test_a_plan_that_is_written_here_is_approved_as_a_version_and_not_beside_it(cast, draft):
    said = refused(record_review, cast.ashby, cast.strand, plan="imp", kind="approved", done_on=DAY)
    assert "submit its version" in said


def test_another_person_approves_an_imp_than_the_one_who_prepared_it(cast, draft):
    submit(draft, cast.strand)
    assert "Another person" in refused(approve, draft, cast.strand, approved_on=DAY)
    assert "Another person" in refused(approve, draft, cast.ferrante, approved_on=DAY)
    assert approve(draft, cast.marrow, approved_on=DAY).approved_by == cast.marrow


def test_what_was_sent_back_is_a_draft_again_with_the_reason(cast, draft):
    submit(draft, cast.ferrante)
    assert "waits for approval" in refused(
        save_version, draft, cast.ferrante, some_content(), revision=1
    )
    back = send_back(draft, cast.strand, because="Name the prison that is meant.")
    assert (back.status, back.sent_back_by) == ("draft", cast.strand)
    saved = save_version(back, cast.ferrante, some_content(placement="Redbud"), revision=1)
    assert saved.placement == "Redbud"


def test_each_change_leaves_exactly_one_event_and_none_of_the_text(cast, draft):
    events = AuditEvent.objects.filter(object_type="planversion", object_id=str(draft.pk))
    assert [event.type for event in events.order_by("pk")] == ["created", "updated"]
    submit(draft, cast.ferrante)
    approve(draft, cast.strand, approved_on=DAY)
    assert [event.type for event in events.order_by("pk")][2:] == ["updated", "signed"]
    assert {event.offender_id for event in events} == {cast.ashby.pk}
    assert "welding" not in str(list(events.values_list("details", flat=True))).lower()


STATEMENTS = {
    "text": "UPDATE plans_planversion SET overview = 'else' WHERE id = %s",
    "status": "UPDATE plans_planversion SET status = 'draft', approved_on = NULL, "
    "approved_at = NULL WHERE id = %s",
    "version": "DELETE FROM plans_planversion WHERE id = %s",
    "need": "UPDATE plans_need SET driver = false WHERE version_id = %s",
    "need gone": "DELETE FROM plans_need WHERE version_id = %s",
    "goal": "UPDATE plans_goal SET own_words = 'else' WHERE version_id = %s",
    "goal added": "INSERT INTO plans_goal (version_id, position, goal, own_words) "
    "VALUES (%s, 9, 'more', '')",
    "intervention": "UPDATE plans_intervention SET name = 'else' WHERE version_id = %s",
    "action": "UPDATE plans_planaction SET due_on = '2030-01-01' WHERE version_id = %s",
    "action moved in": "UPDATE plans_planaction SET version_id = %s",
    "all needs": "TRUNCATE plans_need CASCADE",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_the_database_refuses_to_change_what_was_approved(cast, approved, what):
    new_version(approved.plan, cast.ferrante, reason="progress")
    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(STATEMENTS[what], [approved.pk] if "%s" in STATEMENTS[what] else None)


def test_two_who_write_at_once_do_not_overwrite_one_another(cast, draft):
    theirs = some_content(cast.okafor, placement="Redbud")
    save_version(draft, cast.ferrante, theirs, revision=1)
    with pytest.raises(EditConflict) as caught:
        save_version(draft, cast.strand, some_content(placement="Saltbush"), revision=1)
    latest = caught.value.latest
    assert isinstance(latest, PlanVersion)
    assert content_of(latest).text("placement") == "Redbud"
    assert save_version(draft, cast.strand, theirs, revision=1).revision == 2


def test_rows_that_do_not_fit_together_are_refused(cast, draft):
    content = some_content()
    twice = replace(content, needs=(NeedRow("Companions"), NeedRow("companions")))
    drivers = replace(content, needs=(NeedRow("A", driver=True), NeedRow("B", driver=True)))
    assert "twice" in refused(save_version, draft, cast.ferrante, twice, revision=1)
    assert "driver" in refused(save_version, draft, cast.ferrante, drivers, revision=1)
    no_goal = replace(content, goals=(), actions=(), interventions=())
    save_version(draft, cast.ferrante, no_goal, revision=1)
    assert "at least one goal" in refused(submit, draft, cast.ferrante)


def test_a_new_version_continues_what_is_open_and_says_what_changed(cast, approved):
    enrol, test = approved.actions.all()
    second = new_version(
        approved.plan, cast.ferrante, reason="behaviour", event_on=date(2026, 11, 18)
    )
    content = content_of(second)
    assert [row.of for row in content.actions] == [enrol.pk, test.pk]
    moved = replace(content.actions[0], due_on=date(2027, 1, 15))
    changed = replace(
        content,
        needs=(NeedRow("Companions"), NeedRow("Employment", driver=True)),
        goals=(*content.goals[:1], GoalRow("Pay the fine", need=1)),
        actions=(moved,),
    )
    save_version(second, cast.ferrante, changed, revision=0)
    finish_action(enrol, cast.okafor, done_on=date(2026, 11, 21))
    submit(second, cast.ferrante)
    second = approve(second, cast.strand, approved_on=date(2026, 11, 23))
    said = differences(content_of(approved), content_of(second), "imp")
    assert "The driver was Companions, now Employment." in said
    assert "Goal “Keep away from old friends” now reads “Pay the fine”." in said
    assert "Action “Enrol in the welding course”: due 15 Dec 2026, now 15 Jan 2027." in said
    assert "Action taken out: “Ask for a trade test”." in said
    assert second.days_from_event == 5
    test.refresh_from_db()
    assert (test.dropped_on, test.dropped_because) == (
        date(2026, 11, 23),
        "Not in Individual Management Plan 1, version 2",
    )
    standing = {row.origin_id_or_own: row for row in PlanAction.objects.standing()}
    assert standing[enrol.pk].version == second
    assert standing[enrol.pk].done_on == date(2026, 11, 21)
    assert set(standing) == {enrol.pk, test.pk}


def test_a_version_that_answers_a_setback_says_when_it_happened(cast, approved):
    said = refused(new_version, approved.plan, cast.ferrante, reason="behaviour")
    assert said == "Say on which day it happened."


def test_actions_are_done_dropped_with_a_reason_and_taken_back(cast, approved):
    enrol, test = approved.actions.all()
    assert "future" in refused(finish_action, enrol, cast.okafor, done_on=date(2026, 11, 24))
    assert "why" in refused(drop_action, test, cast.okafor, dropped_on=DAY, because=" ")
    finish_action(enrol, cast.okafor, done_on=DAY, outcome="Starts in March.")
    drop_action(test, cast.okafor, dropped_on=DAY, because="No test centre.")
    assert not PlanAction.objects.unfinished().exists()
    assert "settled already" in refused(finish_action, test, cast.okafor, done_on=DAY)
    reopen_action(test, cast.okafor)
    assert PlanAction.objects.unfinished().get() == test


def test_an_action_of_a_draft_is_not_to_be_done_yet(cast, draft):
    action = draft.actions.first()
    assert "not approved yet" in refused(finish_action, action, cast.okafor, done_on=DAY)


def test_the_person_agrees_or_refuses_with_a_reason(cast, draft):
    said = {"on": DAY, "how": "signed"}
    assert "draft" in refused(record_agreement, draft, cast.okafor, answer="agreed", **said)
    submit(draft, cast.ferrante)
    assert "why" in refused(record_agreement, draft, cast.okafor, answer="refused", **said)
    assert "witness" in refused(
        record_agreement, draft, cast.okafor, answer="agreed", on=DAY, how="witnessed"
    )
    refusal = record_agreement(
        draft, cast.okafor, answer="refused", reason="Too far from home.", **said
    )
    agreement = record_agreement(draft, cast.okafor, answer="agreed", **said)
    assert list(draft.agreements.all()) == [refusal, agreement]
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.agreements.update(reason="else")


def test_discarding_the_only_draft_takes_the_plan_along(cast, draft):
    discard_version(draft, cast.ferrante)
    assert not Plan.objects.exists()


# ---- OMP1 to OMP4 ------------------------------------------------------------------------------


def test_the_stages_come_in_order_and_each_goes_on_from_the_one_before(cast):
    officer, approver = cast.okafor, cast.strand
    assert "OMP1" in refused(start_plan, cast.ashby, officer, kind="omp2")
    first = start_plan(cast.ashby, officer, kind="omp1")
    assert "not approved" in refused(start_plan, cast.ashby, officer, kind="omp2")
    first = approve_through(first, officer, approver)
    assert "return to prison" in refused(start_plan, cast.ashby, officer, kind="omp1")
    second = start_plan(cast.ashby, officer, kind="omp2")
    assert [goal.goal for goal in second.goals.all()] == [goal.goal for goal in first.goals.all()]
    submit(second, officer)
    approve(second, approver, approved_on=date(2026, 11, 22))
    kinds = PlanReview.objects.order_by("done_on").values_list("plan", "kind")
    assert list(kinds) == [("omp1", "approved"), ("omp2", "approved")]
    assert Plan.objects.in_use().get().kind == "omp2"
    assert PlanAction.objects.unfinished().count() == 2


def test_a_return_to_prison_starts_a_new_omp1(cast, on_day):
    for kind in ("omp1", "omp2"):
        version = start_plan(cast.ashby, cast.okafor, kind=kind)
        approve_through(version, cast.okafor, cast.strand)
    for kind, day in (("parole", 1), ("arrival", 20)):
        on_day(datetime(2027, 3, day, 18, tzinfo=UTC))
        where = {"facility": cast.redbud, "unit": cast.unit_b, "permanent": True}
        record_movement(
            cast.ashby,
            cast.tran,
            kind=kind,
            occurred_at=datetime(2027, 3, day, 17, tzinfo=UTC),
            **(where if kind == "arrival" else {}),
        )
    assert "begin a new OMP1" in refused(start_plan, cast.ashby, cast.okafor, kind="omp3")
    again = start_plan(cast.ashby, cast.okafor, kind="omp1")
    assert again.plan.round == 2
    assert [plan.kind for plan in Plan.objects.in_use()] == ["omp1"]
    assert not PlanAction.objects.unfinished().exists()


# ---- The highest domains, and what current means -----------------------------------------------


@pytest.fixture
def assessed(cast):
    instrument = Instrument.objects.get(code="LS/CMI")
    instrument.domains.all().delete()
    for order, (code, name, maximum, dynamic) in enumerate(
        (
            ("criminal-history", "Criminal history", 8, False),
            ("companions", "Companions", 4, True),
            ("employment", "Employment", 9, True),
            ("alcohol-drug", "Alcohol and drugs", 8, True),
            ("leisure", "Leisure", 2, True),
            ("family", "Family", 4, True),
        )
    ):
        instrument.domains.create(
            code=code, name=name, maximum=maximum, dynamic=dynamic, order=order
        )
    scores = {
        "criminal-history": 8,
        "companions": 4,
        "employment": 6,
        "alcohol-drug": 5,
        "leisure": 1,
        "family": 0,
    }
    return Assessment.objects.create(
        offender=cast.ashby,
        instrument=instrument,
        assessed_on=date(2026, 10, 1),
        score=Decimal(24),
        domain_scores=scores,
    )


def test_a_plan_begins_with_the_elevated_domains_of_the_assessment(cast, assessed):
    version = start_plan(cast.ashby, cast.ferrante, kind="imp")
    assert [(need.domain, need.level) for need in version.needs.all()] == [
        ("Companions", "high"),
        ("Employment", "high"),
        ("Alcohol and drugs", "medium"),
        ("Leisure", "medium"),
    ]
    assert version.assessment == assessed


def test_at_least_three_of_the_highest_domains_have_a_goal_or_a_reason_is_given(cast, assessed):
    version = start_plan(cast.ashby, cast.ferrante, kind="imp")
    save_version(version, cast.ferrante, some_content(), revision=0)
    assert refused(submit, version, cast.ferrante) == (
        "Goals address 2 of the highest domains; 3 are asked for. "
        "Add a goal for Alcohol and drugs, or say why not."
    )
    enough = replace(
        some_content(),
        needs=(*some_content().needs, NeedRow("Alcohol and drugs")),
        goals=(*some_content().goals, GoalRow("Stay sober", need=3)),
    )
    assert focus_of(enough, assessed).is_met
    save_version(version, cast.ferrante, some_content(focus_reason="He asked for two."), revision=1)
    assert submit(version, cast.ferrante).status == "submitted"


def test_with_fewer_elevated_domains_all_of_them_suffice(cast, assessed):
    Assessment.objects.update(domain_scores={"companions": 4, "employment": 6, "family": 1})
    assessed.refresh_from_db()
    found = focus_of(some_content(), assessed)
    assert (found.wanted, len(found.addressed), found.is_met) == (2, 2, True)


@pytest.mark.parametrize(
    ("on", "assessed_on", "current"),
    [
        (date(2027, 5, 20), date(2026, 10, 1), True),
        (date(2027, 5, 21), date(2026, 10, 1), False),
        (date(2026, 11, 23), date(2026, 11, 20), True),
        (date(2026, 11, 23), date(2026, 11, 21), False),
    ],
)
def test_current_is_updated_since_the_assessment_and_within_six_months(
    cast, approved, assessed, on, assessed_on, current
):
    assessed.assessed_on = assessed_on
    assert currency_of(approved, assessed, on).is_current is current


def test_a_review_keeps_a_plan_current(cast, approved, on_day):
    on_day("2027-05-01T18:00+00:00")
    record_review(cast.ashby, cast.ferrante, plan="imp", kind="reviewed", done_on=date(2027, 4, 20))
    assert currency_of(approved, None, date(2027, 6, 1)).is_current
