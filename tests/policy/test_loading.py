"""A standard that is not understood refuses to load, naming file, line, key and expectation."""

from __future__ import annotations

import pytest

from scheduling.policy.load import (
    STANDARDS,
    edition_from_text,
    problems_in,
    shipped,
)
from scheduling.policy.shapes import Cycle
from scheduling.policy.tables import PolicyError

WA = (STANDARDS / "au-wa" / "copp-10.3.toml").read_text()
OK = (STANDARDS / "us-ok" / "op-060101.toml").read_text()


def load(text):
    return edition_from_text(text, "test.toml", "au-wa/test")


def line_of(text, needle, nth=1):
    """The line on which the needle stands for the nth time."""
    numbers = [n for n, line in enumerate(text.split("\n"), start=1) if needle in line]
    return numbers[nth - 1]


def refusal(text):
    with pytest.raises(PolicyError) as refused:
        load(text)
    return refused.value


def test_the_shipped_standards_load():
    assert [edition.code for edition in shipped()] == [
        "AU-WA/COPP-10.3",
        "TPC/CCMS",
        "US-BOP/3510.08",
        "US-CA-SLO/1.17",
        "US-OK/OP-060101",
    ]
    assert [edition.jurisdiction for edition in shipped("OK")] == ["OK"]
    assert shipped("WA")[0].key == "au-wa/copp-10.3@2.0"


def test_each_code_of_the_register_is_there():
    codes = {duty.code for edition in shipped() for duty in edition.duties()}
    assert codes == {
        "WA.IMP", "WA.ALLOCATE", "WA.PRIMARY", "WA.RCR", "WA.IMP_REVIEW", "WA.INFORM",
        "OK.MONTHLY_NOTE", "OK.TERMINATION_SUMMARY", "OK.DHS_PREGNANCY", "OK.DHS_CASE_NOTE",
        "OK.FILE_MSRM", "OK.CASELOAD_LIST", "OK.QUARTERLY_MEETING", "OK.ADJUSTMENT_REVIEW",
        "OK.ACCOUNTABILITY_PLAN", "OK.PLAN_ACTION", "OK.REVISION_ACK", "OK.COVERAGE",
        "FED.CM_MEETING", "FED.SUPPORT_MEETING", "FED.MINUTES", "FED.SUPPORT_MINUTES",
        "FED.MINUTES_RETENTION", "FED.PERFORMANCE_MEMO", "FED.MEMO_DISCUSSION",
        "FED.TEAM_ATTENDANCE", "FED.INITIAL_CLASSIFICATION", "FED.PROGRAM_REVIEW",
        "FED.TEAM_NOTICE",
        "PRO.STAT_REVIEW", "PRO.CONFERENCE", "PRO.NOTICE", "PRO.EVALUATION", "PRO.COACHING",
        "PRO.NO_CONTACT_REASON", "PRO.WARRANT_REQUEST", "PRO.RESIDENTIAL_CONFIRM",
        "PRO.BOOKING_TYPE", "PRO.ENROLMENT_CHECK", "PRO.ENROLMENT_RECHECK", "PRO.LSCMI",
        "PRO.LSCMI_CURRENT", "PRO.CASE_PLAN",
        "TPC.ASSESSMENT", "TPC.OMP1", "TPC.OMP2", "TPC.OMP3", "TPC.OMP4", "TPC.TEAM_LEAD",
        "TPC.PLAN_ACTION", "TPC.REASSESSMENT", "TPC.REASSESSMENT_AFTER_PROGRAM", "TPC.ACCESS",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "needle", "key", "expected"),
    [
        (
            "within       = { days = 7 }",
            "witin = { days = 7 }",
            "witin =",
            "deadline.witin",
            "is not a key here",
        ),
        (
            "within       = { days = 7 }",
            "within = 7",
            "within = 7",
            "deadline.within",
            "expected a span",
        ),
        (
            "within       = { days = 7 }",
            "within = { weeks = 1 }",
            "weeks",
            "deadline.within",
            "expected a span",
        ),
        (
            "within       = { days = 7 }",
            "within = { days = -1 }",
            "= -1",
            "deadline.within",
            "expected a span",
        ),
        (
            "within       = { days = 7 }",
            "within = { days = true }",
            "= true }",
            "deadline.within",
            "expected a span",
        ),
        (
            '["permanent_placement", "initial_plan_approved"]',
            '["arrival"]',
            '["arrival"]',
            "deadline.after",
            "found 'arrival'",
        ),
        (
            'fulfilled_by = "officer_allocated"',
            'fulfilled_by = "allocation"',
            '"allocation"',
            "deadline.fulfilled_by",
            "expected one of",
        ),
        (
            'starts      = "initial_plan_approved"\n',
            "",
            "[[cycle]]",
            "cycle.starts",
            "is missing; expected the event that starts the cycle",
        ),
        (
            'starts      = "initial_plan_approved"',
            'starts = "approval"',
            '"approval"',
            "cycle.starts",
            "expected one of",
        ),
        (
            'code         = "WA.PRIMARY"',
            'code = "WA.ALLOCATE"',
            'code = "WA.ALLOCATE"',
            "deadline.code",
            "used twice",
        ),
        (
            'code         = "WA.IMP_REVIEW"',
            'code = "WA.RCR"',
            'code = "WA.RCR"',
            "cycle.turn.code",
            "used twice",
        ),
        (
            'id           = "primary-contact-report"',
            'id = "case-allocation"',
            'id = "case-allocation"',
            "deadline.id",
            "used twice",
        ),
        (
            'cite         = "Case allocation"\n',
            "",
            "[[deadline]]",
            "deadline.cite",
            "is missing; expected a text",
        ),
        (
            'cite         = "Case allocation"',
            'cite = ""',
            'cite = ""',
            "deadline.cite",
            "expected a text",
        ),
        (
            "effective    = 2022-03-08",
            'effective = "2022-03-08"',
            "effective =",
            "policy.effective",
            "expected a date",
        ),
        (
            "effective    = 2022-03-08",
            "effective = 2022-03-08T00:00:00",
            "effective =",
            "policy.effective",
            "expected a date",
        ),
        (
            'edition      = "2.0"',
            "edition = 2.0",
            "edition = 2.0",
            "policy.edition",
            "expected a text",
        ),
        (
            'edition      = "2.0"',
            'edition = "2.0"\ncolour = "red"',
            "colour",
            "policy.colour",
            "is not a key here",
        ),
        (
            'supersedes   = ["WA.RCR"]',
            'supersedes = ["WA.RRC"]',
            "WA.RRC",
            "deadline.supersedes",
            "no standard here has the code",
        ),
        (
            "restarts_on_marked_review = true",
            'restarts_on_marked_review = "yes"',
            '= "yes"',
            "cycle.restarts_on_marked_review",
            "expected true or false",
        ),
        (
            "every = { months = 6 }, quote",
            "every = { months = 6 }, left_to_serve_up_to = { years = 9 }, quote",
            "intervals   =",
            "cycle.intervals",
            "of which the last has no upper limit",
        ),
        (
            "left_to_serve_up_to = { years = 3 }",
            "left_to_serve = { years = 3 }",
            "intervals   =",
            "cycle.intervals.left_to_serve",
            "is not a key here",
        ),
        (
            "every = { months = 6 }",
            "every = { months = 0 }",
            "intervals   =",
            "cycle.intervals",
            "longer than nothing",
        ),
        (
            'action       = "allocate"',
            'action = "assign"',
            '"assign"',
            "deadline.action",
            "expected one of",
        ),
        (
            'owner        = "case_officer"',
            'owner = "officer"',
            '"officer"',
            "deadline.owner",
            "expected one of",
        ),
        (
            'once_per     = "permanent_placement"',
            'once_per = "event"',
            'once_per = "event"',
            "deadline.once_per",
            'expected "permanent_placement"',
        ),
        (
            'plan         = "imp"\nwithin       = { days = 7 }',
            "within = { days = 7 }",
            "[[deadline]]",
            "deadline.plan",
            "is missing",
        ),
        ("[policy]", '[[rule]]\nid = "x"\n\n[policy]', "[[rule]]", "rule", "is not a key here"),
    ],
)
def test_a_mistake_is_refused_with_file_line_key_and_what_was_expected(
    old, new, needle, key, expected
):
    assert old in WA
    text = WA.replace(old, new, 1)
    problem = refusal(text)
    assert problem.source == "test.toml"
    assert problem.key == key
    assert expected in problem.expected
    nth = 1
    if needle in ('code = "WA.ALLOCATE"', 'code = "WA.RCR"'):
        nth = text.count(needle)
    assert problem.line == line_of(text, needle, nth)
    assert str(problem) == f"test.toml, line {problem.line}: {key}: {problem.expected}"


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('note_types   = ["termination_summary"]\n', "", "deadline.note_types", "is missing"),
        ('per          = "month"', 'per = "year"', "quota.per", 'one of "week", "month"'),
        ('subject      = "case"', 'subject = "prisoner"', "quota.subject", "expected one of"),
        ('subject      = "case"', 'subject = "officer"', "quota.fulfilled_by", "only for a case"),
        ('record_kind  = "caseload_list"\n', "", "quota.record_kind", "is missing"),
        ('due_day      = "month_note_due_day"', 'due_day = "note_day"', "quota.due_day", "one of"),
        ('grace        = "termination_grace_days"', 'grace = "days"', "deadline.grace", "one of"),
        ('counts_from   = "last_done"', 'counts_from = "now"', "cycle.counts_from", "one of"),
    ],
)
def test_a_mistake_in_another_shape_is_refused_too(old, new, key, expected):
    assert old in OK
    problem = refusal(OK.replace(old, new, 1))
    assert problem.key == key
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ('assumes = "x"', "expected a list"),
        ("assumes = [1]", "expected texts"),
        ('assumes = [{ text = "x", when = "often" }]', "expected one of"),
        ('assumes = [{ text = "x", where = "held" }]', "is not a key here"),
    ],
)
def test_assumptions_are_texts_or_say_when_they_bear(new, expected):
    old = 'assumes      = ["The text gives no figure, so no date is shown."]'
    assert old in OK
    problem = refusal(OK.replace(old, new, 1))
    assert expected in problem.expected
    assert problem.line == line_of(OK, old)


def test_the_second_table_of_a_kind_is_named_by_its_own_line():
    text = WA.replace("within       = { days = 14 }", "within = 14", 1)
    assert refusal(text).line == line_of(text, "within = 14")
    text = WA.replace('fulfilled_by = "plan_review"\n', "", 1)
    problem = refusal(text)
    assert problem.key == "cycle.turn.fulfilled_by"
    assert problem.line == line_of(text, "[[cycle.turn]]", 2)


def test_lines_are_right_after_texts_that_look_like_toml():
    text = WA.replace(
        'edition      = "2.0"', 'edition = """\n[deadline]\nwithin = 3\n"""', 1
    ).replace("within       = { days = 14 }", "within = 14", 1)
    assert refusal(text).line == line_of(text, "within = 14")


@pytest.mark.parametrize("text", ["[policy", 'code = "a\n', "a = 1\na = 2\n"])
def test_what_is_not_toml_is_refused_with_its_line(text):
    problem = refusal(text)
    assert "is not TOML" in problem.expected
    assert 1 <= problem.line <= text.count("\n") + 1


def test_a_policy_without_a_duty_is_refused():
    header = WA.partition("[[stage]]")[0]
    assert "expected at least one of" in refusal(header).expected


def test_years_months_and_days_make_one_span():
    cycle = shipped("WA")[0].shape("contact-cycle")
    assert isinstance(cycle, Cycle)
    assert cycle.bands[0].left_to_serve_up_to.months == 36


FED = (STANDARDS / "us-bop" / "3510.08.toml").read_text()
PRO = (STANDARDS / "us-ca-slo" / "1.17.toml").read_text()


@pytest.mark.parametrize(
    ("text", "old", "new", "key", "expected"),
    [
        (PRO, "at_least     = { days = 10 }\n", "", "deadline.at_least", "is missing"),
        (PRO, "at_least     = { days = 10 }", "at_least = { hours = 0 }", "deadline.at_least",
         "a number of hours"),
        (PRO, "at_least     = { days = 10 }", 'at_least = { days = 10 }\nafter = ["conference"]',
         "deadline.before", "either after or before"),
        (PRO, "at_least     = { days = 10 }",
         "at_least = { days = 10 }\nwithin = { days = 3 }", "deadline.at_least", "not within"),
        (FED, 'by_end_of    = "quarter"', 'by_end_of = "quarter"\nwithin = { days = 3 }',
         "deadline.by_end_of", "either within or by_end_of"),
        (PRO, "within       = { months = 6 }\n", "", "deadline.over", "within is a span"),
        (PRO, 'instrument   = "LS/CMI"\nunless', "unless", "deadline.instrument", "is missing"),
        (FED, 'record_kinds = ["cm_group"]\n', "", "deadline.record_kinds", "is missing"),
        (PRO, 'fulfilled_by = "notice_sent"', 'fulfilled_by = "note"\nnote_types = ["x"]',
         "deadline.fulfilled_by", 'expected one of "notice_sent"'),
        (FED, 'starts      = "opened"', 'starts = "permanent_placement"', "cycle.starts",
         'expected "opened"'),
        (FED, 'subject     = "facility"\n', "", "cycle.starts", 'expected "opened"'),
        (FED, 'fulfilled_by = "team_attended"', 'fulfilled_by = "meeting_held"\nrecord_kind = "x"',
         "cycle.turn", '"team_attended"'),
        (FED, "{ left_to_serve_up_to = { months = 12 }, every", "{ every", "cycle.intervals",
         "overlap"),
        (FED, 'counts_from = "last_done"', 'counts_from = "grid"', "cycle.counts_from",
         'expected "last_done"'),
        (PRO, 'when         = "residential"', 'when = "treated"', "quota.when", "expected one of"),
        (PRO, 'starts_after = { months = 6 }\n', "", "quota.starts_after", "for an enrolment"),
        (OK, "at_least     = 5", "at_least = 0", "quota.at_least", "whole number from 1"),
        (OK, 'fulfilled_by = "days_covered"', 'fulfilled_by = "meeting_held"\nrecord_kind = "x"',
         "quota.at_least", "only for days_covered"),
        (FED, "keep         = { years = 2 }\n", "", "retention.keep", "is missing"),
        (FED, 'related_source = "28 CFR 524.11"\n', "", "cycle.turn.related_source", "is missing"),
        (FED, 'jurisdiction = "FED"', 'jurisdiction = "FED"\nstrength = "MAY"',
         "policy.strength", '"SHALL", "SHOULD"'),
        (FED, 'jurisdiction = "FED"', 'jurisdiction = "FED"\nsupplements = "US-BOP/3510.08"',
         "policy.supplements", "another policy"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_later_shape_is_refused_with_its_key(text, old, new, key, expected):
    assert old in text
    problem = refusal(text.replace(old, new, 1))
    assert problem.key == key
    assert expected in problem.expected


def test_several_mistakes_are_told_at_once_by_line():
    text = WA.replace("within       = { days = 7 }", "witin = { days = 7 }")
    text = text.replace("within       = { days = 14 }", "within = 14")
    text = text.replace('title        = "Case', 'titel = "Case')
    found = problems_in(text, "test.toml", "au-wa/test")
    assert [(problem.line, problem.key) for problem in found] == [
        (1, "policy.title"),
        (line_of(text, "witin ="), "deadline.witin"),
        (line_of(text, "within = 14"), "deadline.within"),
    ]
    assert problems_in(WA, "test.toml", "au-wa/test") == ()


def test_a_policy_may_guide_instead_of_bind():
    (edition,) = shipped("TPC")
    assert {duty.strength for duty in edition.duties()} == {"SHOULD"}
    text = WA.replace('code         = "WA.IMP"', 'code = "WA.IMP"\nstrength = "SHOULD"', 1)
    assert [d.code for d in load(text).duties() if d.strength == "SHOULD"] == ["WA.IMP"]


def test_a_related_rule_is_never_shown_as_a_quotation():
    for edition in shipped():
        for duty in edition.duties():
            assert bool(duty.related) == bool(duty.related_source)
            assert duty.related != duty.quote
    codes = {d.code for e in shipped() for d in e.duties() if d.related}
    assert codes == {
        "OK.ADJUSTMENT_REVIEW", "FED.INITIAL_CLASSIFICATION", "FED.PROGRAM_REVIEW",
        "FED.TEAM_NOTICE", "PRO.LSCMI", "PRO.LSCMI_CURRENT",
    }  # fmt: skip
