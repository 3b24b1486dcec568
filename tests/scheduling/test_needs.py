"""Only facts that a duty in force reads are gathered; leaving out the others changes nothing."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from scheduling.engine.obligations import assess
from scheduling.needs import ALWAYS, sources_read
from scheduling.policy.load import shipped
from scheduling.policy.select import Policies
from scheduling.scenario_facts import question_from

SCENARIOS = [
    scenario
    for path in sorted((Path(__file__).parents[1] / "scenarios").glob("*.json"))
    for scenario in json.loads(path.read_text(encoding="utf-8"))["scenarios"]
]

#: Fields of facts that are put together from sources of other names.
MADE_OF = {
    "placements": {"stays"},
    "exempt_spans": {"stays"},
    "submissions": {"submissions", "statistical_reviews"},
}

#: Facts of worked examples of which the product keeps no record with duties.
NOT_KEPT = ("consents", "access_attempts")

#: Fields that every subject has, whatever the duties.
ALWAYS_GIVEN = {
    "ref",
    "facility",
    "supervisor",
    "holds_cases_from",
    "holds_cases_until",
    "open_from",
    "open_until",
}


def as_gathered(facts, read):
    """The facts with only what the sources read would fill."""
    left_out = {}
    for field in fields(facts):
        sources = MADE_OF.get(field.name, {field.name})
        if field.name not in ALWAYS_GIVEN and not sources & read:
            left_out[field.name] = "" if field.name == "legal_status" else ()
    return replace(facts, **left_out)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["id"])
def test_facts_that_are_not_gathered_change_no_date(scenario) -> None:
    question = question_from(scenario)
    policies = Policies.of(shipped(question.jurisdiction))
    read = sources_read(policies)
    assert read is not None, "A shape calls facts by a name that scheduling.needs does not know."
    for subject in question.subjects:
        kept = {name: () for name in NOT_KEPT if hasattr(subject, name)}
        whole = assess(policies, replace(subject, **kept), question.as_of)
        part = assess(policies, as_gathered(subject, read), question.as_of)
        assert part.obligations == whole.obligations


def test_a_western_australian_agency_reads_nothing_of_probation() -> None:
    read = sources_read(Policies.of(shipped("WA")))
    assert read is not None
    assert not read & {
        "supervisions",
        "bookings",
        "enrolments",
        "conferences",
        "no_contact_reasons",
    }
    assert read >= ALWAYS


def test_a_name_that_nobody_knows_asks_for_everything() -> None:
    (edition, *_) = shipped("WA")
    shape = next(shape for shape in edition.shapes if hasattr(shape, "after"))
    unknown = replace(edition, shapes=(replace(shape, after=("something_new",)),))
    assert sources_read(Policies.of([unknown])) is None
