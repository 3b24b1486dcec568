"""A facility's own procedure replaces the duties that it names, there and then only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduling.engine.facts import Placement
from scheduling.engine.obligations import assess
from scheduling.policy.load import (
    STANDARDS,
    edition_from_text,
    load_edition,
    problems_of_supplement,
)
from scheduling.policy.select import InForce, Policies
from tests.engine.cases import case, day, due, monthly

BASE = load_edition(STANDARDS / "au-wa" / "copp-10.3.toml")
TEXT = (STANDARDS / "au-wa" / "copp-10.3.toml").read_text()
OK_BASE = load_edition(STANDARDS / "us-ok" / "op-060101.toml")
OK_TEXT = (STANDARDS / "us-ok" / "op-060101.toml").read_text()


def part(text, start, end):
    return text[text.index(start) : text.index(end)]


ALLOCATE = part(TEXT, "[[deadline]]", '[[deadline]]\nid           = "primary')
PRIMARY = part(TEXT, '[[deadline]]\nid           = "primary', "[[cycle]]")


def supplement(*parts, **changes):
    head = """[policy]
jurisdiction = "WA"
code = "AU-WA/B-LOCAL"
supplements = "AU-WA/COPP-10.3"
title = "Local procedure"
short_title = "Local"
edition = "1"
effective = 2025-01-01

"""
    text = head + "".join(parts)
    for old, new in changes.items():
        text = text.replace(f"days = {old[1:]} }}", f"days = {new} }}")
    return edition_from_text(text, "local.toml", "au-wa/b-local")


def dates(policies, facts, code):
    answer = assess(policies, facts, day("2025-12-31"), horizon=day("2025-12-31"))
    return due([o for o in answer.obligations if o.standard == code])


FACTS = case(at=("2025-02-10 A", "2025-06-16 B"), officers=("2025-02-12 CO-1", "2025-06-20 CO-9"))


def test_the_named_duty_is_replaced_there_and_the_others_stand():
    local = InForce(supplement(ALLOCATE, d7=10), day("2025-01-01"), None, "B")
    policies = Policies([InForce(BASE, BASE.effective_on), local])
    assert dates(policies, FACTS, "WA.ALLOCATE") == ["2025-02-17", "2025-06-26"]
    alone = Policies.of([BASE])
    for code in ("WA.PRIMARY", "WA.RCR", "WA.IMP_REVIEW"):
        assert dates(policies, FACTS, code) == dates(alone, FACTS, code) != []


def test_each_item_names_the_edition_that_made_its_date():
    local = InForce(supplement(ALLOCATE, d7=10), day("2025-01-01"), None, "B")
    policies = Policies([InForce(BASE, BASE.effective_on), local])
    answer = assess(policies, FACTS, day("2025-12-31"))
    editions = {(o.standard, o.facility): o.edition for o in answer.obligations}
    assert editions["WA.ALLOCATE", "A"] == "au-wa/copp-10.3@2.0"
    assert editions["WA.ALLOCATE", "B"] == "au-wa/b-local@1"
    assert editions["WA.PRIMARY", "B"] == "au-wa/copp-10.3@2.0"


@pytest.mark.parametrize(
    ("from_on", "until_on", "second"),
    [
        ("2025-06-16", None, "2025-06-26"),
        ("2025-06-17", None, "2025-06-23"),
        ("2025-01-01", "2025-06-16", "2025-06-26"),
        ("2025-01-01", "2025-06-15", "2025-06-23"),
    ],
)
def test_it_governs_intervals_that_begin_while_it_is_in_force(from_on, until_on, second):
    local = InForce(
        supplement(ALLOCATE, d7=10), day(from_on), day(until_on) if until_on else None, "B"
    )
    policies = Policies([InForce(BASE, BASE.effective_on), local])
    assert dates(policies, FACTS, "WA.ALLOCATE") == ["2025-02-17", second]


def test_an_exempt_place_stays_exempt_whatever_a_supplement_says():
    facts = case(at=("2025-02-10 A", "2025-06-16 B exempt"), officers=())
    local = InForce(supplement(ALLOCATE, d7=10), day("2025-01-01"), None, "B")
    policies = Policies([InForce(BASE, BASE.effective_on), local])
    assert dates(policies, facts, "WA.ALLOCATE") == ["2025-02-17"]


def test_a_monthly_duty_can_be_replaced_at_a_place():
    quota = part(OK_TEXT, "[[quota]]", "[[deadline]]")
    head = """[policy]
jurisdiction = "OK"
code = "US-OK/F-LOCAL"
supplements = "US-OK/OP-060101"
title = "Local"
short_title = "Local"
edition = "1"
effective = 2025-01-01

"""
    local = edition_from_text(head + quota, "local.toml", "us-ok/f-local")
    policies = Policies(
        [InForce(OK_BASE, OK_BASE.effective_on), InForce(local, day("2025-01-01"), None, "A")]
    )
    there = replace(monthly(), placements=(Placement("movement:1", "A", day("2025-01-06")),))
    elsewhere = replace(monthly(), placements=(Placement("movement:1", "B", day("2025-01-06")),))
    editions = {
        facts: [
            o.edition
            for o in assess(policies, facts, day("2025-03-10")).obligations
            if o.standard == "OK.MONTHLY_NOTE" and o.due_on > day("2025-02-01")
        ]
        for facts in (there, elsewhere)
    }
    assert editions[there] == ["us-ok/f-local@1"] * 2
    assert editions[elsewhere] == ["us-ok/op-060101@07/02/2014"] * 2


def test_a_supplement_is_never_in_force_for_the_whole_agency():
    with pytest.raises(ValueError, match="at a facility or in a unit"):
        Policies(
            [InForce(BASE, BASE.effective_on), InForce(supplement(ALLOCATE), day("2025-01-01"))]
        )


def test_a_supplement_may_name_a_duty_of_the_policy_that_it_supplements():
    assert supplement(PRIMARY).duty("WA.PRIMARY").supersedes == ("WA.RCR",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id           = "case-allocation"', 'id = "allocation"', "no duty there has this id"),
        ('code         = "WA.ALLOCATE"', 'code = "WA.NAMED"', "expected the code WA.ALLOCATE"),
        ('id           = "case-allocation"', 'id = "contact-cycle"', "expected a [[cycle]]"),
    ],
)
def test_what_does_not_fit_the_policy_is_said(old, new, said):
    assert problems_of_supplement(supplement(ALLOCATE), BASE) == ()
    (problem,) = problems_of_supplement(supplement(ALLOCATE.replace(old, new)), BASE)
    assert said in problem


def test_a_supplement_to_another_policy_is_said():
    assert problems_of_supplement(supplement(ALLOCATE), OK_BASE)[0].startswith("supplements: ")
