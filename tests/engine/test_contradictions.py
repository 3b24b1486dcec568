"""Facts that contradict one another: never a crash, never silently nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings

from scheduling.engine.facts import (
    Assignment,
    CaseFacts,
    CoachingItem,
    Conference,
    Consent,
    CustodyBooking,
    Enrolment,
    Exemption,
    FacilityFacts,
    Meeting,
    Milestone,
    OfficerFacts,
    PerformanceMemo,
    PolicyRevision,
    Supervision,
    TeamAppearance,
    UnitFacts,
    WarrantRequest,
)
from scheduling.engine.obligations import assess
from scheduling.policy.load import jurisdictions
from scheduling.scenarios import policies_of
from tests.engine.cases import any_facts, case, day, days


def codes(facts, jurisdiction="PRO", as_of="2025-06-01"):
    answer = assess(policies_of(jurisdiction), facts, day(as_of))
    for finding in answer.findings:
        assert finding.text.endswith(".")
        assert finding.refs or finding.code == "no_sentence"
    return {finding.code for finding in answer.findings}


LATER, EARLIER = day("2025-03-10"), day("2025-03-01")
CASE = CaseFacts("offender:1")
OFFICER = OfficerFacts("user:1", day("2025-01-01"))
FACILITY = FacilityFacts("facility:1", day("2025-01-01"))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(CASE, enrolments=(Enrolment("e:1", "p", LATER, EARLIER),)),
         "ends_before_it_begins"),
        (replace(CASE, bookings=(CustodyBooking("b:1", LATER, EARLIER),)),
         "ends_before_it_begins"),
        (replace(CASE, supervisions=(Supervision("s:1", LATER, ended_on=EARLIER),)),
         "ends_before_it_begins"),
        (replace(CASE, supervisions=(Supervision("s:1", LATER, expires_on=EARLIER),)),
         "ends_before_it_begins"),
        (replace(CASE, consents=(Consent("c:1", "P", LATER, EARLIER),)), "ends_before_it_begins"),
        (replace(CASE, warrant_requests=(WarrantRequest("w:1", LATER, decided_on=EARLIER),)),
         "decided_before_prepared"),
        (replace(CASE, team_appearances=(TeamAppearance(
            "t:1", datetime.fromisoformat("2025-03-01T09:00"),
            datetime.fromisoformat("2025-03-01T09:01")),)), "notice_after_appearance"),
        (replace(CASE, milestones=(Milestone("m:1", "intake", LATER),
                                   Milestone("m:2", "release", EARLIER))),
         "junctures_out_of_order"),
        (replace(CASE, milestones=(Milestone("m:1", "release", LATER),
                                   Milestone("m:2", "discharge", EARLIER))),
         "junctures_out_of_order"),
        (replace(CASE, milestones=(Milestone("m:1", "planned_release", EARLIER),)),
         "planned_release_passed"),
        (replace(CASE, exemptions=(Exemption("x:1", EARLIER),)), "exemption_not_approved"),
        (replace(CASE, exemptions=(Exemption("x:1", LATER, EARLIER, approved_on=EARLIER),)),
         "ends_before_it_begins"),
        (replace(CASE, exemptions=(Exemption("x:1", EARLIER, EARLIER, approved_on=LATER),)),
         "exemption_approved_too_late"),
        (replace(OFFICER, holds_cases_until=day("2024-01-01")), "ends_before_it_begins"),
        (replace(OFFICER, conferences=(Conference("c:1", EARLIER, noticed_on=LATER),)),
         "notice_after_conference"),
        (replace(OFFICER, conferences=(Conference("c:1", LATER, evaluated_on=LATER),)),
         "evaluated_but_not_held"),
        (replace(OFFICER, conferences=(
            Conference("c:1", LATER, held_on=LATER, evaluated_on=EARLIER),)),
         "evaluated_before_held"),
        (replace(OFFICER, conferences=(
            Conference("c:1", LATER, held_on=LATER, cancelled_on=EARLIER),)),
         "held_and_cancelled"),
        (replace(OFFICER, coaching=(CoachingItem("c:1", LATER, LATER, EARLIER),)),
         "closed_before_agreed"),
        (replace(OFFICER, coaching=(CoachingItem("c:1", LATER, EARLIER),)), "check_before_agreed"),
        (replace(OFFICER, memos=(PerformanceMemo("m:1", LATER, LATER, EARLIER),)),
         "discussed_before_sent"),
        (replace(OFFICER, revisions=(PolicyRevision("r:1", LATER, LATER, EARLIER),)),
         "acknowledged_before_issued"),
        (replace(OFFICER, revisions=(PolicyRevision("r:1", LATER, EARLIER),)),
         "effective_before_issued"),
        (replace(FACILITY, open_until=day("2024-01-01")), "ends_before_it_begins"),
        (replace(FACILITY, meetings=(Meeting("m:1", LATER, "cm_group", EARLIER),)),
         "minutes_before_meeting"),
        (replace(FACILITY, meetings=(
            Meeting("m:1", EARLIER, "cm_group", None, None, LATER, True),)),
         "disposed_under_hold"),
        (UnitFacts("unit:1", open_from=LATER, open_until=EARLIER), "ends_before_it_begins"),
    ],
)  # fmt: skip
def test_a_contradiction_is_said_in_words(facts, code):
    assert code in codes(facts)


@pytest.mark.parametrize("facts", [CASE, OFFICER, FACILITY, UnitFacts("unit:1", open_from=LATER)])
def test_sound_facts_contradict_nothing(facts):
    assert codes(facts) == set()


def test_what_happens_on_one_day_is_in_order():
    same = (
        replace(CASE, enrolments=(Enrolment("e:1", "p", LATER, LATER),)),
        replace(CASE, bookings=(CustodyBooking("b:1", LATER, LATER),)),
        replace(OFFICER, conferences=(Conference("c:1", LATER, "", LATER, LATER, None, LATER),)),
        replace(FACILITY, meetings=(Meeting("m:1", LATER, "cm_group", LATER, LATER),)),
    )
    assert [codes(facts) for facts in same] == [set()] * 4


def test_an_allocation_that_ended_before_the_arrival_is_said_and_one_that_still_held_is_not():
    over = case(officers=("2025-01-02 CO-1",))
    over = replace(
        over, assignments=(Assignment("assignment:1", "CO-1", day("2025-01-02"), EARLIER),)
    )
    ended = replace(
        over,
        assignments=(Assignment("assignment:1", "CO-1", day("2025-01-02"), day("2025-02-09")),),
    )
    assert "allocated_before_arrival" in codes(ended, "WA")
    assert "allocated_before_arrival" not in codes(over, "WA")


@settings(max_examples=150, deadline=None)
@given(facts=any_facts, as_of=days)
def test_whatever_the_facts_say_the_engine_answers(facts, as_of):
    for code in jurisdictions():
        answer = assess(policies_of(code), facts, as_of)
        for obligation in answer.obligations:
            assert obligation.subject == facts.ref
        for finding in answer.findings:
            assert finding.text
