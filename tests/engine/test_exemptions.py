"""Exemptions: on hold while one runs, never a rescue of what was overdue before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduling.engine.explain import explain_all
from scheduling.engine.facts import Conference, Exemption, OfficerFacts
from scheduling.engine.obligations import assess
from scheduling.policy.settings import Settings
from scheduling.scenarios import policies_of
from tests.engine.cases import ask, case, day, monthly, outcomes, owed

NOTE, ALLOCATE, RCR = "OK.MONTHLY_NOTE", "WA.ALLOCATE", "WA.RCR"


def exempt(from_on, until_on="", *codes, approved="2025-01-01", ref="exemption:1"):
    return Exemption(
        ref,
        day(from_on),
        day(until_on) if until_on else None,
        codes,
        "Approved by the director",
        "user:9",
        day(approved) if approved else None,
    )


def allocation(*exemptions):
    """A case whose allocation is due on 17 February 2025 and was never made."""
    return replace(case(officers=()), exemptions=exemptions)


def one(facts, as_of, code=ALLOCATE, **how):
    (found,) = owed(facts, code, as_of, horizon="2025-12-31", **how)
    return found


@pytest.mark.parametrize(
    ("as_of", "held"),
    [("2025-02-09", False), ("2025-02-10", True), ("2025-03-10", True), ("2025-03-11", False)],
)
def test_it_is_on_hold_from_the_first_day_of_the_exemption_through_its_last(as_of, held):
    found = one(allocation(exempt("2025-02-10", "2025-03-10")), as_of)
    assert found.on_hold == held
    if held:
        assert found.hold_reason == "Approved by the director"
        assert (str(found.hold_from), str(found.hold_until)) == ("2025-02-10", "2025-03-10")


@pytest.mark.parametrize("as_of", ["2025-02-20", "2025-03-11"])
def test_what_was_overdue_before_it_keeps_its_date_and_is_overdue_again_when_cleared(as_of):
    found = one(allocation(exempt("2025-02-18", "2025-03-10")), as_of)
    assert str(found.due_on) == "2025-02-17"
    assert found.on_hold == (as_of == "2025-02-20")


@pytest.mark.parametrize(
    ("from_on", "until_on", "due_on"),
    [
        ("2025-02-01", "2025-02-16", "2025-02-17"),
        ("2025-02-01", "2025-02-17", "2025-02-18"),
        ("2025-02-17", "2025-03-10", "2025-03-11"),
        ("2025-02-18", "2025-03-10", "2025-02-17"),
    ],
)
def test_what_fell_due_while_it_ran_is_due_on_the_day_it_no_longer_holds(from_on, until_on, due_on):
    assert str(one(allocation(exempt(from_on, until_on)), "2025-12-01").due_on) == due_on


def test_days_after_the_clearing_are_a_setting():
    found = one(
        allocation(exempt("2025-02-10", "2025-03-10")),
        "2025-03-12",
        settings=Settings(exemption_clear_days=5),
    )
    assert str(found.due_on) == "2025-03-16"


@pytest.mark.parametrize(
    ("approved", "due_on"), [("2025-02-17", "2025-03-11"), ("2025-02-18", "2025-02-17")]
)
def test_it_counts_from_its_approval_on_and_never_before(approved, due_on):
    facts = allocation(exempt("2025-02-01", "2025-03-10", approved=approved))
    assert str(one(facts, "2025-12-01").due_on) == due_on


def test_one_that_was_not_approved_changes_nothing_and_is_said():
    facts = allocation(exempt("2025-02-01", "2025-03-10", approved=""))
    found = one(facts, "2025-02-20")
    assert (found.on_hold, str(found.due_on)) == (False, "2025-02-17")
    answer = ask(facts, "WA", "2025-02-20")
    assert [f.code for f in answer.findings if f.refs == ("exemption:1",)] == [
        "exemption_not_approved"
    ]


def test_only_the_duties_that_it_names_are_on_hold():
    facts = replace(case(), exemptions=(exempt("2025-05-01", "", RCR),))
    held = {o.standard for o in ask(facts, "WA", "2025-05-02").obligations if o.on_hold}
    assert held == {RCR}
    every = replace(case(), exemptions=(exempt("2025-05-01"),))
    held = {o.standard for o in ask(every, "WA", "2025-05-02").obligations if o.on_hold}
    assert held == {"WA.PRIMARY", "WA.IMP_REVIEW", RCR}


def test_one_without_an_end_keeps_the_date_and_the_hold():
    found = one(allocation(exempt("2025-02-10")), "2025-12-01")
    assert (str(found.due_on), found.on_hold, found.hold_until) == ("2025-02-17", True, None)


def test_what_would_have_closed_as_missed_meanwhile_was_not_required():
    facts = replace(monthly(), exemptions=(exempt("2025-01-31", "2025-03-31", NOTE),))
    found = owed(facts, NOTE, "2025-06-01", horizon="2025-03-31")
    assert outcomes(found) == {}
    found = owed(facts, NOTE, "2025-06-01", horizon="2025-04-30")
    # January's closes while the exemption runs, February's on the day it ends, March's later.
    assert [(o.closed, str(o.closed_on)) for o in found if str(o.due_on) == "2025-04-01"] == [
        ("cancelled", "2025-03-01"),
        ("cancelled", "2025-04-01"),
        ("missed", "2025-05-01"),
    ]


def test_what_was_overdue_before_it_still_closes_as_missed():
    facts = replace(monthly(), exemptions=(exempt("2025-02-01", "2025-06-30", NOTE),))
    january = owed(facts, NOTE, "2025-06-01", horizon="2025-01-31")
    assert outcomes(january) == {"2025-01-31": "missed 2025-03-01"}


def test_done_while_it_runs_is_done():
    facts = replace(case(officers=("2025-02-20 CO-1",)), exemptions=(exempt("2025-02-10"),))
    found = one(facts, "2025-03-01")
    assert (str(found.fulfilled_on), found.on_hold) == ("2025-02-20", False)


def test_an_exemption_after_another_moves_the_date_again():
    first = exempt("2025-02-10", "2025-03-10")
    second = exempt("2025-03-11", "2025-04-10", ref="exemption:2")
    assert str(one(allocation(second, first), "2025-12-01").due_on) == "2025-04-11"


def test_exempt_while_exempt_is_said():
    facts = allocation(exempt("2025-02-10"), exempt("2025-03-01", ref="exemption:2"))
    codes = [f.code for f in ask(facts, "WA", "2025-03-05").findings]
    assert codes.count("exempt_while_exempt") == 1
    apart = allocation(
        exempt("2025-02-10", "", RCR), exempt("2025-03-01", "", ALLOCATE, ref="exemption:2")
    )
    assert "exempt_while_exempt" not in [f.code for f in ask(apart, "WA", "2025-03-05").findings]


def test_an_officer_may_be_excused_from_a_conference():
    officer = OfficerFacts(
        "user:7",
        day("2025-04-01"),
        supervisor="user:2",
        conferences=(Conference("conference:1", day("2025-07-10"), held_on=day("2025-07-10")),),
        exemptions=(exempt("2025-04-01", "2025-07-10", "PRO.CONFERENCE"),),
    )
    answer = assess(policies_of("PRO"), officer, day("2025-06-15"))
    held = {(o.standard, str(o.due_on)) for o in answer.obligations if o.on_hold}
    assert held == {("PRO.CONFERENCE", "2025-07-11")}


def test_the_explanation_shows_the_exemption_and_what_it_did():
    facts = allocation(exempt("2025-02-10", "2025-03-10"))
    found = one(facts, "2025-02-20")
    why = explain_all(policies_of("WA"), facts, day("2025-02-20"), (found,))[found.occurrence]
    assert (why.steps[-1].arithmetic, str(why.steps[-1].on), why.steps[-1].current) == (
        "the exemption held until 10 March 2025",
        "2025-03-11",
        True,
    )
    assert [step.current for step in why.steps].count(True) == 1
    assert any("stays overdue" in text for text in why.would_change)
