"""What an officer reads under "Why this date"."""

from __future__ import annotations

import json

import pytest

from scheduling.engine.explain import why
from scheduling.engine.facts import PregnancyNotice
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
