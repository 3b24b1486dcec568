"""Every kind of duty of every policy says all that the panel "Why this date" is for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from django.template.loader import render_to_string

from scheduling.engine.explain import explain_all
from scheduling.engine.obligations import assess
from scheduling.policy.load import load_edition
from scheduling.presentation import as_read, record_address
from scheduling.scenario_facts import question_from
from scheduling.scenario_tables import all_standards, tables_of
from scheduling.scenarios import policies_of

DUTIES = [duty.code for path in all_standards() for duty in load_edition(path).duties()]


@cache
def explained():
    """By code: what the panel shows in each of the made-up cases in which the duty is owed."""
    found = {}
    for row in (row for path in all_standards() for row in tables_of(path)):
        asked = question_from(
            {"id": row.case, "jurisdiction": row.jurisdiction, "facts": row.facts}, row.name
        )
        policies = policies_of(row.jurisdiction)
        for subject in asked.subjects:
            answer = assess(
                policies, subject, asked.as_of, horizon=asked.horizon, since=asked.since
            )
            reasons = explain_all(policies, subject, asked.as_of, answer.obligations)
            for told in reasons.values():
                if told.standard in row.codes:
                    assumed = [(text, "", None) for text in told.assumptions]
                    facts = tuple(replace(fact, ref="") for fact in told.facts)  # no rows here
                    shown = as_read(replace(told, facts=facts), 1, assumed)
                    found.setdefault(told.standard, []).append(shown)
    return found


@pytest.mark.parametrize("code", DUTIES)
def test_no_part_of_the_panel_is_empty(code):
    cases = explained()[code]
    for why in cases:
        page = render_to_string("components/why.html", {"why": why, "today": date(2026, 11, 23)})
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        assert why.sentence.strip(". ")
        assert len(why.quote) > 20
        assert why.clause
        assert why.edition
        assert why.edition in text
        assert all(label for label, *_ in why.facts)
        assert all(how or on or status for _, how, on, status, _ in why.steps)
        assert sum(current for *_, current in why.steps) == 1
        for heading in (
            "Policy",
            "Facts used",
            "Arithmetic",
            "What would satisfy it",
            "What would change it",
        ):
            _, _, after = text.partition(heading)
            assert re.match(r"\s+\S", after), heading
    assert any(why.assumptions for why in cases) or not _always_assumed(code)


def _always_assumed(code):
    duty = next(
        d for path in all_standards() for d in load_edition(path).duties() if d.code == code
    )
    return [text for text, when in zip(duty.assumes, duty.bears_when, strict=True) if not when]


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("note:7", "/case/1#note-7"),
        ("assessment:7", "/case/1/assessments"),
        ("enrolment:7", "/case/1/programs"),
        ("booking:7", "/case/1/supervision"),
        ("plan_action:7", "/case/1/plans"),
        ("team_appearance:7", "/case/1#team-appearances"),
        ("warrant_request:7", "/case/1#contact"),
        ("meeting:7", "/meetings/7"),
        ("memo:7", "/memos/7"),
        ("revision:7", "/procedures/7"),
        ("user:7", ""),
        ("", ""),
    ],
)
def test_a_fact_leads_to_its_record_where_one_has_a_page(reference, address):
    assert record_address(1, reference) == address
