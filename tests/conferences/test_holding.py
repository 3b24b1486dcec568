"""Held, sampled, reviewed, evaluated, coached (PRO-014, PRO-016 to PRO-020; edge case 52)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import InternalError, transaction

from agency.errors import RuleViolation
from casemgmt.conferencing.readiness import high_cases, prepare
from conferences.models import (
    CASE_QUESTIONS,
    CONFERENCE_ITEMS,
    STAGE_TARGETS,
    CoachingItem,
    Conference,
)
from conferences.sampling import draw, sample_size
from conferences.services.following import (
    acknowledge_evaluation,
    agree_coaching,
    check_coaching,
    evaluate_conference,
    evaluation_due_on,
    review_statistics,
)
from conferences.services.holding import (
    draw_sample,
    hold_conference,
    replace_case,
    resolve_cases,
    save_case_review,
    save_conference_review,
    withdraw_conference,
)
from tests.cast import TODAY

ALL_SIX = dict.fromkeys(CONFERENCE_ITEMS, "yes")
ALL_NINE = dict.fromkeys(CASE_QUESTIONS, "partly") | dict.fromkeys(STAGE_TARGETS, "action")


def refused_by_the_database():
    return pytest.raises(InternalError, match="Cannot (update|delete)")


def test_the_same_seed_and_pool_draw_the_same_cases_whatever_their_order():
    pool = list(range(1000, 1040))
    drawn = draw(pool, 4, seed=77)
    assert draw(reversed(pool), 4, seed=77) == drawn
    assert len(set(drawn)) == 4
    assert draw(pool, 4, seed=78) != drawn
    # Written down once: a later version of Python or of this product draws no others.
    assert draw(pool, 4, seed=77) == [1022, 1002, 1008, 1011]


def test_every_case_of_the_pool_can_be_drawn():
    assert {draw(range(10), 1, seed)[0] for seed in range(200)} == set(range(10))


@pytest.mark.parametrize(
    ("pool", "size"), [(1, 3), (3, 3), (30, 3), (31, 4), (40, 4), (41, 5), (60, 6)]
)
def test_a_sample_has_three_cases_or_a_tenth_rounded_up(pool, size):
    assert sample_size(pool, minimum=3, percent=10) == size


def test_fewer_high_cases_than_the_size_are_all_drawn(cast, held, assessed):
    high = assessed(25, 31, 4, 15)[:2]
    sample = draw_sample(held, cast.lindqvist, pool=high_cases(cast.okafor, date(2026, 12, 3)))
    assert {case.offender_id for case in sample.cases.all()} == {person.pk for person in high}
    assert (sample.pool_size, sample.size) == (2, 3)


def test_a_kept_sample_can_be_drawn_again_and_a_case_replaced_only_with_a_reason(
    cast, held, assessed
):
    assessed(20, 21, 22, 23, 24, 25)
    sample = draw_sample(held, cast.lindqvist, pool=high_cases(cast.okafor, date(2026, 12, 3)))
    cases = list(sample.cases.all())
    assert [case.offender_id for case in cases] == draw(sample.pool, sample.size, sample.seed)
    with pytest.raises(RuleViolation, match="drawn already"):
        draw_sample(held, cast.lindqvist, pool={1: "high"})
    with pytest.raises(RuleViolation, match="Say why"):
        replace_case(cases[0], cast.lindqvist, reason=" ")
    new = replace_case(cases[0], cast.lindqvist, reason="Transferred last week")
    assert new.offender_id == draw(sample.pool, 4, sample.seed)[3]
    assert (new.replaces, new.position, new.level) == (cases[0], 4, "high")
    with pytest.raises(RuleViolation, match="replaced already"):
        replace_case(cases[0], cast.lindqvist, reason="Again")
    with refused_by_the_database(), transaction.atomic():
        type(sample).objects.update(seed=1)


def test_answers_are_kept_in_parts_and_only_what_is_complete_is_closed(cast, held, assessed):
    assessed(25)
    sample = draw_sample(held, cast.lindqvist, pool=high_cases(cast.okafor, date(2026, 12, 3)))
    case = sample.cases.get()
    part = save_case_review(case, cast.lindqvist, answers={"driver": "yes"})
    assert part.answered == 1
    with pytest.raises(RuleViolation, match="12 still without an answer") as refused:
        save_case_review(case, cast.lindqvist, answers={"driver": "yes"}, close=True)
    assert refused.value.field == "sub_categories"
    # Nine answers without the four stages of change are not complete either.
    nine = {name: ALL_NINE[name] for name in CASE_QUESTIONS}
    with pytest.raises(RuleViolation, match="4 still without an answer"):
        save_case_review(case, cast.lindqvist, answers=nine, close=True)
    save_case_review(
        case, cast.lindqvist, answers=ALL_NINE, comments={"driver": "Discussed"}, close=True
    )
    with pytest.raises(RuleViolation, match="closed and stays"):
        save_case_review(case, cast.lindqvist, answers=ALL_NINE | {"driver": "no"})
    case.refresh_from_db()
    with refused_by_the_database(), transaction.atomic():
        type(case.review).objects.update(driver="no")


def test_the_six_items_are_closed_only_after_the_conference_was_held(cast, sent, on_day):
    conference = sent("2026-12-03")
    save_conference_review(conference, cast.lindqvist, answers={"report_results": "yes"})
    with pytest.raises(RuleViolation, match="was held before closing"):
        save_conference_review(conference, cast.lindqvist, answers=ALL_SIX, close=True)
    on_day("2026-12-03T18:00+00:00")
    at = datetime.fromisoformat("2026-12-03T09:00-06:00")
    hold_conference(conference, cast.lindqvist, at=at, preparation=prepare(cast.okafor, TODAY))
    closed = save_conference_review(conference, cast.lindqvist, answers=ALL_SIX, close=True)
    assert closed.closed_at is not None
    with refused_by_the_database(), transaction.atomic():
        type(closed).objects.update(plans_current="no")


def test_a_conference_is_not_held_in_the_future_nor_before_it_was_arranged(cast, sent):
    conference = sent("2026-12-03")
    for at, words in (
        ("2026-12-03T09:00-06:00", "future"),
        ("2026-11-20T09:00-06:00", "only after that day"),
    ):
        with pytest.raises(RuleViolation, match=words):
            hold_conference(
                conference,
                cast.lindqvist,
                at=datetime.fromisoformat(at),
                preparation=prepare(cast.okafor, TODAY),
            )


def test_what_was_held_stays_and_a_mistake_is_marked(cast, held):
    with refused_by_the_database(), transaction.atomic():
        Conference.objects.filter(pk=held.pk).update(held_on=date(2026, 12, 1))
    with refused_by_the_database(), transaction.atomic():
        held.notices.all().delete()
    withdraw_conference(held, cast.lindqvist, reason="It was Reyes's")
    assert not Conference.objects.held().exists()
    assert Conference.objects.get(pk=held.pk).held_on == date(2026, 12, 3)


def test_low_and_temporary_override_cases_are_listed_and_resolved(cast, assessed, sent):
    low, _high = assessed(4, 25)
    conference = sent("2026-12-03", preparation=prepare(cast.okafor, TODAY))
    row = conference.discussed.get()
    assert (row.offender, row.reason) == (low, "low")
    with pytest.raises(RuleViolation, match="Say what was resolved"):
        resolve_cases(conference, cast.lindqvist, {row.pk: ("", date(2026, 12, 20))})
    resolve_cases(
        conference, cast.lindqvist, {row.pk: ("To limited supervision", date(2026, 12, 20))}
    )
    row.refresh_from_db()
    assert (row.resolution, row.resolve_by) == ("To limited supervision", date(2026, 12, 20))


def test_a_shared_evaluation_keeps_its_words_and_only_the_officer_acknowledges(cast, held):
    assert evaluation_due_on(held) == date(2026, 12, 17)
    draft = {"done_well": "Timely notes", "to_improve": ""}
    kept = evaluate_conference(held, cast.lindqvist, **draft, share=False)
    assert kept.recorded_on is None
    with pytest.raises(RuleViolation, match="not shared yet"):
        acknowledge_evaluation(kept, cast.okafor)
    with pytest.raises(RuleViolation, match="Both parts"):
        evaluate_conference(held, cast.lindqvist, **draft, share=True)
    full = {"done_well": "Timely notes", "to_improve": "Driver identification"}
    shared = evaluate_conference(held, cast.lindqvist, **full, share=True)
    assert shared.recorded_on == date(2026, 12, 3)
    with pytest.raises(RuleViolation, match="its words stay"):
        evaluate_conference(held, cast.lindqvist, done_well="a", to_improve="b", share=False)
    with refused_by_the_database(), transaction.atomic():
        type(shared).objects.update(to_improve="Nothing")
    with pytest.raises(RuleViolation, match="Only the officer"):
        acknowledge_evaluation(shared, cast.lindqvist)
    acknowledge_evaluation(shared, cast.okafor, comment="I agree")
    with pytest.raises(RuleViolation, match="already"):
        acknowledge_evaluation(shared, cast.okafor)
    with pytest.raises(RuleViolation, match="so it stays"):
        withdraw_conference(held, cast.lindqvist, reason="x")


def test_coaching_stays_open_through_checks_until_it_is_closed(cast, held):
    item = agree_coaching(
        cast.okafor,
        cast.lindqvist,
        area="driver",
        what="Identify the driver in each plan",
        resource="instructor",
        next_check_on=date(2027, 1, 11),
        conference=held,
    )
    assert item.agreed_on == date(2026, 12, 3)
    looked = {"finding": "Two of three plans", "checked_on": date(2027, 1, 11)}
    with pytest.raises(RuleViolation, match="Set the next check"):
        check_coaching(item, cast.lindqvist, **looked)
    check_coaching(item, cast.lindqvist, **looked, next_check_on=date(2027, 2, 8))
    assert CoachingItem.objects.open().get().next_check_on == date(2027, 2, 8)
    check_coaching(
        item, cast.lindqvist, finding="All plans", checked_on=date(2027, 2, 8), close=True
    )
    assert not CoachingItem.objects.open().exists()
    assert item.checks.count() == 2
    with pytest.raises(RuleViolation, match="is closed"):
        check_coaching(item, cast.lindqvist, **looked, next_check_on=date(2027, 3, 1))


def test_a_months_figures_are_reviewed_once(cast):
    review = review_statistics(
        cast.okafor, cast.lindqvist, month=date(2026, 10, 31), figures={"due": 3}, today=TODAY
    )
    assert review.month == date(2026, 10, 1)
    for month, words in (
        (date(2026, 10, 2), "have been reviewed"),
        (date(2026, 12, 1), "not begun"),
    ):
        with pytest.raises(RuleViolation, match=words):
            review_statistics(cast.okafor, cast.lindqvist, month=month, figures={}, today=TODAY)
