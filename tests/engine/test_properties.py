"""What holds of any case whatever, however odd."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.engine.explain import explain_all
from scheduling.engine.obligations import assess
from scheduling.scenarios import policies_of
from tests.engine.cases import any_case, any_facts, days

FAR = date(2099, 1, 1)
jurisdictions = st.sampled_from(["WA", "OK", "FED", "PRO", "TPC"])


@settings(max_examples=40, deadline=None)
@given(facts=any_facts, as_of=days, code=jurisdictions)
def test_nothing_changes_before_recheck_on(facts, as_of, code):
    policies = policies_of(code)
    before = assess(policies, facts, as_of)
    last = min(before.recheck_on or FAR, as_of + timedelta(days=200))
    day = as_of + timedelta(days=1)
    while day < last:
        after = assess(policies, facts, day)
        assert after.obligations == before.obligations, f"{day} is before {before.recheck_on}"
        assert after.findings == before.findings, f"{day} is before {before.recheck_on}"
        day += timedelta(days=1)


@settings(max_examples=40, deadline=None)
@given(facts=any_facts, as_of=days, code=jurisdictions, data=st.data())
def test_the_order_of_facts_never_changes_the_answer(facts, as_of, code, data):
    shuffled = replace(
        facts,
        **{
            field.name: tuple(data.draw(st.permutations(getattr(facts, field.name))))
            for field in fields(facts)
            if isinstance(getattr(facts, field.name), tuple)
        },
    )
    policies = policies_of(code)
    assert assess(policies, shuffled, as_of) == assess(policies, facts, as_of)


@settings(max_examples=40, deadline=None)
@given(facts=any_facts, as_of=days, code=jurisdictions)
def test_every_occurrence_is_unique_and_every_item_is_explained(facts, as_of, code):
    policies = policies_of(code)
    answer = assess(policies, facts, as_of)
    keys = [o.occurrence for o in answer.obligations]
    assert len(keys) == len(set(keys))
    reasons = explain_all(policies, facts, as_of, answer.obligations)
    for obligation in answer.obligations:
        reason = reasons[obligation.occurrence]
        assert reason.due_on == obligation.due_on
        assert reason.clause.quotation
        assert any(step.current and step.on == obligation.due_on for step in reason.steps)


@settings(max_examples=40, deadline=None)
@given(facts=any_facts, as_of=days, code=jurisdictions)
def test_an_answer_never_speaks_of_what_has_not_happened_yet(facts, as_of, code):
    for obligation in assess(policies_of(code), facts, as_of).obligations:
        for on in (obligation.fulfilled_on, obligation.closed_on):
            assert on is None or on <= as_of
        assert not (obligation.fulfilled_on and obligation.closed)


@settings(max_examples=40, deadline=None)
@given(facts=any_facts, as_of=days, code=jurisdictions)
def test_what_is_stored_agrees_with_a_forecast_of_the_same_day(facts, as_of, code):
    policies = policies_of(code)
    stored = assess(policies, facts, as_of)
    horizon = max([as_of, *(o.due_on for o in stored.obligations if o.due_on)])
    forecast = {
        o.occurrence: o for o in assess(policies, facts, as_of, horizon=horizon).obligations
    }
    for obligation in stored.obligations:
        assert forecast[obligation.occurrence] == obligation


@settings(max_examples=40, deadline=None)
@given(facts=any_case, as_of=days)
def test_one_report_fulfils_one_slot_r10(facts, as_of):
    answer = assess(policies_of("WA"), facts, as_of)
    used = [
        o.fulfilled_by
        for o in answer.obligations
        if o.fulfilled_by and o.standard in ("WA.RCR", "WA.IMP_REVIEW")
    ]
    assert len(used) == len(set(used))
