"""What an officer reads under "Why this date"."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from scheduling.engine.explain import why
from scheduling.engine.facts import (
    CaseFacts,
    Conference,
    Enrolment,
    FacilityFacts,
    Meeting,
    Milestone,
    OfficerFacts,
    PlanEvent,
    PregnancyNotice,
    Sentence,
    TeamAppearance,
)
from scheduling.engine.obligations import assess
from scheduling.scenarios import policies_of
from tests.engine.cases import ask, case, day, monthly


def reason(facts, code, as_of, due_on):
    answer = ask(facts, code[:2], as_of)
    (item,) = [
        o
        for o in answer.obligations
        if o.standard == code and (str(o.due_on) if o.due_on else "") == due_on
    ]
    return why(policies_of(code[:2]), item, facts, day(as_of))


def lines(found):
    return [(s.label, s.arithmetic, str(s.on or ""), s.status, s.current) for s in found.steps]


NALDER = case(
    sentence="2026-01-05 2028-09-09",
    imp="2026-02-17",
    at=("2026-03-02 Karri",),
    officers=("2026-03-06 Okonjo",),
    reports=("2026-03-15 primary", "2026-05-15 regular"),
    reviews=("2026-08-20",),
)


def test_a_contact_report_shows_the_grid_around_it():
    found = reason(NALDER, "WA.RCR", "2026-11-23", "2026-11-17")
    assert lines(found) == [
        ("Final 3 years begin", "9 September 2028 − 3 years", "2025-09-09", None, False),
        ("Interval", "every 3 months", "", None, False),
        ("Regular Contact Report", "17 February 2026 + 3 months", "2026-05-17", "done", False),
        ("IMP Review", "17 February 2026 + 6 months", "2026-08-17", "done late", False),
        ("Regular Contact Report", "17 February 2026 + 9 months", "2026-11-17", "overdue", True),
        ("IMP Review", "17 February 2026 + 12 months", "2027-02-17", "upcoming", False),
    ]
    assert found.headline == (
        "Complete a Regular Contact Report on TOMS by the end of Tuesday 17 November 2026."
    )
    assert found.satisfied_by == "A signed Regular Contact Report on or after 17 October 2026."
    assert found.clause.heading == "Regular contact reports"
    assert [(f.label, str(f.on), f.ref) for f in found.facts] == [
        ("Initial IMP approved", "2026-02-17", "plan:1"),
        ("Earliest eligibility (EED)", "2028-09-09", "sentence:1"),
        ("Permanent placement", "2026-03-02", "movement:1"),
    ]
    assert "Leaving custody, which cancels what is due on or after that day." in found.would_change


def test_the_words_are_those_of_the_interval_used():
    short = reason(NALDER, "WA.RCR", "2026-11-23", "2026-11-17").clause.quotation
    assert short.startswith("the formal reporting requirements shall be every three months")
    facts = case(sentence="2024-03-01 2034-03-01")
    long = reason(facts, "WA.RCR", "2025-05-01", "2025-08-03").clause.quotation
    assert long.startswith("For prisoners with more than 3 years effective sentence to serve")


HELD = "Dates in an exempt place are on hold and not counted."
NO_END = "Without any release date the six-monthly interval is used."
PASSED = "When the release date passes in custody, the three-monthly interval stays."


@pytest.mark.parametrize(
    ("facts", "as_of", "due_on", "shown"),
    [
        (case(), "2025-05-01", "2025-05-03", set()),
        (case(at=("2025-02-10 W exempt",)), "2025-05-01", "2025-05-03", {HELD}),
        (case(sentence="2025-01-06"), "2025-05-01", "2025-08-03", {NO_END}),
        (case(sentence="2025-01-06 2025-05-02"), "2025-05-01", "2025-05-03", {PASSED}),
    ],
)
def test_only_assumptions_that_bear_on_the_item_are_shown(facts, as_of, due_on, shown):
    found = reason(facts, "WA.RCR", as_of, due_on).assumptions
    assert set(found) & {HELD, NO_END, PASSED} == shown
    assert "Months count from the approval, so a late report moves no later date." in found


def test_an_allocation_shows_the_later_of_its_events():
    found = reason(NALDER, "WA.ALLOCATE", "2026-11-23", "2026-03-09")
    assert lines(found) == [
        ("Permanent placement", "", "2026-03-02", None, False),
        ("Initial IMP approved", "", "2026-02-17", None, False),
        ("Later of these", "day 0", "2026-03-02", None, False),
        ("Case Officer allocation", "2 March 2026 + 7 days", "2026-03-09", None, True),
    ]


def test_a_date_that_the_final_years_set_says_so():
    facts = case(sentence="2023-11-20 2028-05-20", imp="2024-01-10", at=("2024-01-10 A",))
    found = reason(facts, "WA.RCR", "2025-05-01", "2025-05-20")
    current = next(step for step in found.steps if step.current)
    assert current.arithmetic == "the final years begin; counted anew from here"


def test_a_date_that_a_new_sentence_set_says_so():
    facts = case(
        sentence="2024-12-01 2031-01-10", imp="2025-01-10", changes=("2025-11-20 2028-06-30",)
    )
    found = reason(facts, "WA.IMP_REVIEW", "2025-11-25", "2025-11-20")
    current = next(step for step in found.steps if step.current)
    assert current.arithmetic == "not before the sentence changed; counted anew from here"


def test_without_a_release_date_it_says_why_the_interval_is_long():
    found = reason(case(sentence="2025-01-06"), "WA.RCR", "2025-05-01", "2025-08-03")
    assert lines(found)[0][:2] == ("No release date", "so the longer interval")


def test_a_duty_without_a_date_says_so():
    found = reason(case(imp="", officers=()), "WA.IMP", "2025-05-01", "")
    assert found.headline.endswith("The policy gives no date.")
    assert lines(found)[-1][1] == "the end is later; this policy gives no date"


def test_a_notice_brought_forward_says_by_what():
    facts = monthly(left="2025-02-10", pregnancy=PregnancyNotice("form:1", day("2025-01-31")))
    found = reason(facts, "OK.DHS_PREGNANCY", "2025-02-01", "2025-02-10")
    assert lines(found)[-2:] == [
        ("Pregnancy notification", "31 January 2025 + 30 days", "2025-03-02", None, False),
        ("Pregnancy notification", "brought forward by leaving", "2025-02-10", None, True),
    ]


@pytest.mark.parametrize(
    ("away", "text"),
    [
        ((), "A case note of the case manager that happened in that month: any day of March 2025."),
        (
            ("2025-01-10 -",),
            "A case note of the case manager that happened in that month, saying where the person "
            "is and why: any day of March 2025.",
        ),
    ],
)
def test_a_monthly_note_says_which_days_count_and_what_it_must_say(away, text):
    found = reason(monthly(away=away), "OK.MONTHLY_NOTE", "2025-03-10", "2025-03-31")
    assert found.satisfied_by == text


def test_an_explanation_is_plain_json():
    found = reason(NALDER, "WA.PRIMARY", "2026-11-23", "2026-03-20")
    read = json.loads(json.dumps(found.as_json()))
    assert read["due_on"] == "2026-03-20"
    assert read["clause"]["in_force_since"] == "2022-03-08"
    assert read["action"] == "primary_report"


def test_what_is_no_longer_owed_cannot_be_explained():
    item = ask(NALDER, "WA", "2026-11-23").obligations[0]
    with pytest.raises(KeyError):
        why(policies_of("WA"), item, case(imp="", officers=()), day("2026-11-23"))


def stands(code, facts, as_of):
    """The explanation of the one item of a standard."""
    policies = policies_of(code.split(".")[0])
    answer = assess(policies, facts, day(as_of))
    (item,) = [o for o in answer.obligations if o.standard == code]
    return why(policies, item, facts, day(as_of))


def test_a_release_date_that_would_bring_a_long_interval_forward_is_named():
    facts = case(sentence="2024-03-01 2034-03-01")
    found = reason(facts, "WA.RCR", "2025-05-01", "2025-08-03")
    expected = "A release date before 3 August 2028, which would bring this date forward."
    assert expected in found.would_change
    for end, due_on in (("2028-08-02", "2025-08-02"), ("2028-08-03", "2025-08-03")):
        moved = case(sentence="2024-03-01 2034-03-01", changes=(f"2025-02-10 {end}",))
        (item,) = [o for o in ask(moved, "WA", "2025-05-01").obligations if o.standard == "WA.RCR"]
        assert str(item.due_on) == due_on


def test_a_release_date_that_would_make_a_short_interval_longer_is_named():
    facts = case()
    found = reason(facts, "WA.RCR", "2025-05-01", "2025-05-03")
    expected = "A release date after 3 May 2028, which would make this date later."
    assert expected in found.would_change
    for end, due_on in (("2028-05-03", "2025-05-03"), ("2028-05-04", "2025-05-04")):
        moved = case(changes=(f"2025-02-10 {end}",))
        first = [o for o in ask(moved, "WA", "2025-05-01").obligations if o.standard == "WA.RCR"][0]
        assert str(first.due_on) == due_on


def test_a_date_that_has_passed_is_moved_by_no_new_release_date():
    found = reason(NALDER, "WA.RCR", "2026-11-23", "2026-11-17")
    assert "A new release date, for later dates only." in found.would_change


def test_a_notice_in_hours_says_the_time():
    at = datetime(2025, 3, 31, 13)
    facts = CaseFacts("offender:1", team_appearances=(TeamAppearance("t:1", at),))
    found = stands("FED.TEAM_NOTICE", facts, "2025-03-20")
    assert found.headline == (
        "Give the inmate notice of the appearance before the team by 13:00 on Saturday "
        "29 March 2025."
    )
    assert found.steps[-1].arithmetic == "31 March 2025 13:00 − 48 hours = 29 March 2025 13:00"
    assert "Another day for the team appearance: the date moves with it." in found.would_change
    assert found.clause.related_source == "28 CFR 524.11"


def test_a_late_notice_says_for_which_conference_it_would_be_in_time():
    facts = OfficerFacts(
        "u:7", conferences=(Conference("c:1", day("2025-05-20"), noticed_on=day("2025-05-11")),)
    )
    found = stands("PRO.NOTICE", facts, "2025-05-12")
    assert found.status == "done late"
    expected = "The conference on or after 21 May 2025: what was done is in time for it."
    assert expected in found.would_change


def test_minutes_say_from_when_they_may_be_disposed_of():
    facts = FacilityFacts("f:1", meetings=(Meeting("m:1", day("2025-01-08"), "cm_group"),))
    found = stands("FED.MINUTES_RETENTION", facts, "2026-01-01")
    assert found.headline == (
        "Maintain the minutes through 8 January 2027; they may be disposed of from Saturday "
        "9 January 2027."
    )
    assert [(s.label, s.arithmetic, str(s.on)) for s in found.steps[1:]] == [
        ("Kept through", "8 January 2025 + 2 years", "2027-01-08"),
        ("Keep the minutes", "the day after", "2027-01-09"),
    ]
    assert found.would_change[-1] == "A legal hold, which keeps the record whatever the date."


def test_an_enrolment_says_why_the_day_after():
    facts = CaseFacts("offender:1", enrolments=(Enrolment("e:1", "p", day("2025-08-31")),))
    found = stands("PRO.ENROLMENT_CHECK", facts, "2025-09-01")
    assert found.steps[-1].arithmetic == "31 August 2025 + 6 months, and the day after"


def test_a_program_review_shows_what_decides_the_interval():
    held = TeamAppearance("t:1", datetime(2025, 3, 31, 13), held_on=day("2025-03-31"))
    sentence = Sentence("s:1", day("2024-01-01"), day("2024-01-01"), edr=day("2026-01-15"))
    facts = CaseFacts("offender:1", sentences=(sentence,), team_appearances=(held,))
    policies = policies_of("FED")
    answer = assess(policies, facts, day("2025-04-01"))
    (item,) = [o for o in answer.obligations if o.standard == "FED.PROGRAM_REVIEW"]
    found = why(policies, item, facts, day("2025-04-01"))
    assert [(s.label, s.arithmetic) for s in found.steps] == [
        ("Last team review", ""),
        ("Within 1 year of release from", "15 January 2026 − 1 year"),
        ("Interval", "every 90 days"),
        ("Program review", "31 March 2025 + 90 days"),
    ]
    assert "A new release date: within 1 year of it the interval is 90 days." in found.would_change


def test_a_policy_that_guides_says_so():
    facts = CaseFacts("offender:1", milestones=(Milestone("m:1", "intake", day("2025-02-03")),))
    assert stands("TPC.OMP1", facts, "2025-02-03").clause.strength == "SHOULD"


def test_a_rolling_review_names_no_release_date_that_it_does_not_use():
    facts = monthly()
    facts = replace(
        facts, plan_events=(PlanEvent("r:1", "accountability", "reviewed", day("2025-02-03")),)
    )
    found = stands("OK.ADJUSTMENT_REVIEW", facts, "2025-03-01")
    assert found.would_change == (
        "A correction of last review (3 February 2025).",
        "One that is held earlier: the next interval runs from that day.",
        "Leaving custody, which cancels what is due on or after that day.",
    )
