"""Behaviour and graduated responses: what is asked, what stands, what is counted."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent
from casemgmt.pages.behaviour.shown import Ratio
from casenotes.models import BehaviourEvent, BehaviourResponse, ResponseLevel
from casenotes.services.behaviour import (
    BehaviourFacts,
    ResponseFacts,
    correct_behaviour,
    correct_response,
    record_behaviour,
    record_response,
    strike_behaviour,
    strike_response,
)
from offenders.services import record_movement, record_term
from plans.services import approve, new_version, save_version, start_plan, submit
from tests.plans.conftest import some_content

DAY = date(2026, 11, 18)


def facts(**changed):
    return BehaviourFacts(
        **{
            "kind": "negative",
            "occurred_on": date(2026, 11, 16),
            "learned_on": DAY,
            "severity": "minor",
            "nature": "adjustment",
            "what": "Missed the appointment on Monday.",
        }
        | changed
    )


def violation(cast, **changed):
    return record_behaviour(cast.ashby, cast.okafor, facts(**changed), form_key=uuid.uuid4())


def progress(cast):
    return violation(cast, kind="positive", nature="", what="Four weeks of work without a gap.")


def level(step, kind="sanction"):
    return ResponseLevel.objects.get(kind=kind, step=step)


def answer(event, by, step, on=DAY, kind="sanction", **changed):
    said = ResponseFacts(
        level=level(step, kind), imposed_on=on, rationale="Says where the line is.", **changed
    )
    return record_response(event, by, said, form_key=uuid.uuid4())


def test_the_page_shows_the_days_from_learning_to_answering(cast, sign_in) -> None:
    answer(violation(cast), cast.okafor, 1, on=date(2026, 11, 21))
    client = sign_in(cast.okafor)
    page = client.get(f"/case/{cast.ashby.pk}/behaviour").content.decode()
    assert "3 days after it was known" in page
    assert "Talk and spoken warning" in page
    page = client.get(f"/case/{cast.ashby.pk}").content.decode()
    assert "Missed the appointment on Monday." in page
    assert "adjustment to life outside" in page


def test_starting_above_the_lowest_level_needs_a_reason(cast) -> None:
    event = violation(cast)
    with pytest.raises(RuleViolation, match="above step 1") as refused:
        answer(event, cast.okafor, 2)
    assert (refused.value.field, refused.value.cite) == ("above_lowest_reason", "DPO, Introduction")
    answer(event, cast.okafor, 2, above_lowest_reason="Third time, and the court knows.")
    # After step 2 the third comes next; the fourth would be a leap.
    answer(violation(cast), cast.okafor, 3)
    with pytest.raises(RuleViolation, match="above step 4"):
        answer(violation(cast), cast.okafor, 5, approver=cast.lindqvist)


def test_a_sanction_of_more_than_a_year_ago_does_not_raise_the_next(cast) -> None:
    old = date(2025, 11, 18)
    event = violation(cast, occurred_on=old, learned_on=old)
    answer(event, cast.okafor, 1, on=old)
    with pytest.raises(RuleViolation, match="above step 1"):
        answer(violation(cast), cast.okafor, 2)


def test_a_reward_may_begin_anywhere(cast) -> None:
    assert answer(progress(cast), cast.okafor, 3, kind="reward").kind == "reward"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nature": ""}, "nature"),
        ({"learned_on": date(2026, 11, 15)}, "learned_on"),
        ({"learned_on": date(2026, 11, 24)}, "learned_on"),
        ({"occurred_on": date(2026, 11, 25), "learned_on": date(2026, 11, 25)}, "learned_on"),
        ({"what": "   "}, "what"),
    ],
)
def test_a_behaviour_that_cannot_be_is_refused(cast, changed, field) -> None:
    with pytest.raises(RuleViolation) as refused:
        violation(cast, **changed)
    if "occurred_on" in changed:
        field = "occurred_on"
    assert refused.value.field == field


def test_a_response_fits_its_behaviour_its_days_and_who_agreed(cast) -> None:
    event = violation(cast)
    with pytest.raises(RuleViolation, match="answered by a sanction"):
        answer(event, cast.okafor, 1, kind="reward")
    with pytest.raises(RuleViolation, match="before the behaviour was known"):
        answer(event, cast.okafor, 1, on=date(2026, 11, 17))
    why = {"above_lowest_reason": "The judge asked for it."}
    with pytest.raises(RuleViolation, match="who agreed"):
        answer(event, cast.okafor, 5, **why)
    for nobody in (cast.okafor, cast.reyes):
        with pytest.raises(RuleViolation, match="Somebody else agrees"):
            answer(event, cast.okafor, 5, approver=nobody, **why)
    made = answer(event, cast.okafor, 5, approver=cast.lindqvist, **why)
    assert (made.approver_name, made.officer) == ("Per Lindqvist", cast.okafor)


@pytest.mark.parametrize(("days", "marked"), [(89, True), (90, False)])
def test_a_violation_in_the_first_90_days_is_marked_as_adjustment(
    cast, sign_in, days, marked
) -> None:
    from datetime import timedelta

    record_term(cast.ashby, None, kind="parole", from_on=date(2026, 11, 16) - timedelta(days=days))
    assert violation(cast).after_release == days
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/behaviour").content.decode()
    assert ("Adjustment period" in page) is marked


def test_a_parole_counts_as_a_release_and_an_arrival_does_not(cast) -> None:
    assert violation(cast).after_release is None
    record_movement(
        cast.ashby, None, kind="parole", occurred_at=datetime(2026, 11, 12, 18, tzinfo=UTC)
    )
    assert violation(cast).after_release == 4


def test_a_correction_is_a_new_row_and_keeps_what_was_answered(cast, sign_in) -> None:
    event = violation(cast)
    answer(event, cast.okafor, 1)
    right = correct_behaviour(
        event, cast.okafor, facts(severity="major"), reason="Wrong weight", form_key=uuid.uuid4()
    )
    assert (right.corrects, right.origin, right.severity) == (event, event, "major")
    assert [row.pk for row in BehaviourEvent.objects.standing()] == [right.pk]
    again = correct_behaviour(
        right, cast.okafor, facts(severity="moderate"), reason="Again", form_key=uuid.uuid4()
    )
    assert again.origin == event
    with pytest.raises(RuleViolation, match="corrected this already"):
        correct_behaviour(event, cast.okafor, facts(), reason="Late", form_key=uuid.uuid4())
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/behaviour").content.decode()
    assert "Talk and spoken warning" in page
    assert "Wrong weight" in page
    assert AuditEvent.objects.filter(type="corrected", offender_id=cast.ashby.pk).count() == 2


def test_what_was_recorded_is_changed_by_nobody(cast) -> None:
    event = violation(cast)
    for change in (
        lambda: BehaviourEvent.objects.filter(pk=event.pk).update(severity="major"),
        lambda: BehaviourEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            change()


def test_a_response_is_corrected_and_struck_before_its_behaviour_is(cast) -> None:
    event = violation(cast)
    wrong = answer(event, cast.okafor, 1)
    said = ResponseFacts(level=level(1), imposed_on=date(2026, 11, 19), rationale="As imposed.")
    right = correct_response(wrong, cast.okafor, said, reason="Day", form_key=uuid.uuid4())
    assert BehaviourResponse.objects.standing().get() == right
    with pytest.raises(RuleViolation, match="Strike the response first"):
        strike_behaviour(event, cast.okafor, reason="Never was", form_key=uuid.uuid4())
    strike_response(right, cast.okafor, reason="Never was", form_key=uuid.uuid4())
    strike_behaviour(event, cast.okafor, reason="Never was", form_key=uuid.uuid4())
    assert not BehaviourEvent.objects.standing().exists()
    assert not BehaviourResponse.objects.standing().exists()


def test_rewards_to_sanctions_are_counted_by_officer_and_person(cast, sign_in) -> None:
    for _ in range(3):
        answer(progress(cast), cast.okafor, 1, kind="reward")
    answer(violation(cast), cast.okafor, 1)
    old = date(2026, 3, 2)
    answer(violation(cast, occurred_on=old, learned_on=old), cast.okafor, 1, on=old)
    client = sign_in(cast.lindqvist)
    page = client.get("/responses").content.decode()
    assert "3 to 1" in page
    assert "Below the goal" in page
    assert "1.5 to 1" in client.get("/responses?days=365").content.decode()
    assert "No response in this time" in sign_in(cast.marsh_boss).get("/responses").content.decode()


@pytest.mark.parametrize(
    ("rewards", "sanctions", "words", "reached"),
    [
        (0, 0, "Nothing yet", True),
        (4, 1, "4 to 1", True),
        (3, 2, "1.5 to 1", False),
        (2, 0, "2 to 0", True),
        (0, 1, "0 to 1", False),
    ],
)
def test_a_ratio_says_itself(rewards, sanctions, words, reached) -> None:
    ratio = Ratio(rewards, sanctions, 4)
    assert (ratio.in_words, ratio.reaches_goal) == (words, reached)


def test_the_days_from_a_setback_to_the_change_of_the_plan_stand_beside_it(cast, sign_in) -> None:
    violation(cast)
    first = start_plan(cast.ashby, cast.okafor, kind="accountability")
    save_version(first, cast.okafor, some_content(), revision=0)
    submit(first, cast.okafor)
    approve(first, cast.strand, approved_on=date(2026, 11, 2))
    change = new_version(first.plan, cast.okafor, reason="behaviour", event_on=date(2026, 11, 16))
    submit(change, cast.okafor)
    approve(change, cast.strand, approved_on=date(2026, 11, 20))
    page = sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/behaviour").content.decode()
    assert "the plan changed after 4 days" in page
    assert (
        "Companions"
        in sign_in(cast.okafor).get(f"/case/{cast.ashby.pk}/behaviour/new").content.decode()
    )


def test_forms_record_answer_and_correct(cast, sign_in) -> None:
    client = sign_in(cast.okafor)
    sent = {
        "kind": "negative",
        "occurred_on": "2026-11-16",
        "learned_on": "2026-11-18",
        "severity": "minor",
        "nature": "risk",
        "what": "Missed the appointment.",
        "form_key": str(uuid.uuid4()),
    }
    for _ in range(2):
        assert client.post(f"/case/{cast.ashby.pk}/behaviour/new", sent).status_code == 302
    event = BehaviourEvent.objects.get()
    response = {
        "level": level(2).pk,
        "imposed_on": "2026-11-19",
        "rationale": "A talk did not help before.",
        "form_key": str(uuid.uuid4()),
    }
    address = f"/behaviour/{event.pk}/answer"
    refused = client.post(address, response)
    assert "Say why a lower level would not do" in refused.content.decode()
    assert "A talk did not help before." in refused.content.decode()
    assert client.post(address, response | {"above_lowest_reason": "Again"}).status_code == 302
    made = BehaviourResponse.objects.get()
    put_right = response | {
        "imposed_on": "2026-11-20",
        "above_lowest_reason": "Again",
        "reason": "Wrong day",
        "form_key": str(uuid.uuid4()),
    }
    assert client.post(f"/response/{made.pk}/correct", put_right).status_code == 302
    assert BehaviourResponse.objects.standing().get().imposed_on == date(2026, 11, 20)
    assert sign_in(cast.lindqvist).get(address).status_code == 404
    assert sign_in(cast.marsh).get(address).status_code == 404


def test_an_agency_names_its_levels(cast, sign_in) -> None:
    client = sign_in(cast.amsel)
    sent = {"kind": "reward", "step": "2", "name": "Bus pass", "in_use": "on"}
    assert client.post("/catalogue/response/new", sent).status_code == 302
    assert "Bus pass" in client.get("/catalogue").content.decode()
    again = client.post("/catalogue/response/new", sent)
    assert "a level of that name already" in again.content.decode()
