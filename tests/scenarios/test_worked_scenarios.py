"""The worked scenarios, facts in and obligations out, and how bad scenarios are refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scheduling.scenario_facts import Refused
from scheduling.scenarios import answer, answer_all

HERE = Path(__file__).parent
SCENARIOS = [
    scenario
    for path in sorted(HERE.glob("*.json"))
    for scenario in json.loads(path.read_text())["scenarios"]
]
STATUSES = {
    "done_on_time", "done_late", "due", "overdue", "missed", "cancelled", "superseded", "suspended",
}  # fmt: skip


def key(obligation):
    return obligation["obligation"], obligation["due_date"] or ""


def titled(scenario):
    return f"{scenario['id']} {scenario['title']}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=titled)
def test_the_dates_and_statuses_are_those_expected(scenario):
    found = [
        o for o in answer(scenario)["obligations"] if o["obligation"] in scenario["closed_for"]
    ]
    assert sorted(map(key, found)) == sorted(map(key, scenario["expected"]))
    for expected in scenario["expected"]:
        (match,) = [o for o in found if key(o) == key(expected)]
        assert {name: match.get(name) for name in expected} == expected
        assert match["status"] in STATUSES


@pytest.mark.parametrize("scenario", SCENARIOS, ids=titled)
def test_every_answer_says_why(scenario):
    for obligation in answer(scenario)["obligations"]:
        why = obligation["why"]
        assert why["clause"]["heading"]
        assert why["clause"]["quotation"]
        assert why["satisfied_by"]
        assert [s for s in why["steps"] if s["current"]][0]["on"] == obligation["due_date"]
        json.dumps(why)


GOOD = SCENARIOS[-1] | {"id": "X-1"}


def changed(jurisdiction="WA", **facts):
    base = next(s for s in SCENARIOS if s["jurisdiction"] == jurisdiction)
    return {"id": "X-1", "jurisdiction": jurisdiction, "facts": base["facts"] | facts}


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (changed(imp_aproved="2025-01-01"), "X-1: imp_aproved: unknown key; expected one of"),
        (changed(imp_approved="2025-02-30"), "X-1: imp_approved: expected a date such as"),
        (changed(imp_approved="20250203"), "X-1: imp_approved: expected a date such as"),
        (changed(imp_approved=20250203), "X-1: imp_approved: expected a date such as"),
        (changed(horizon=None), "X-1: horizon: expected a date"),
        (changed(sentence={"start": None}), "X-1: sentence.start: expected a date"),
        (changed(sentence=[]), "X-1: sentence: expected an object"),
        (changed(sentence={"start": "2025-01-01", "x": 1}), "X-1: sentence.x: unknown key"),
        (changed(placements={}), "X-1: placements: expected a list"),
        (
            changed(placements=[{"facility": "A", "arrived": "2025-01-01", "kind": "permanant"}]),
            "X-1: placements[0].kind: expected one of permanent, temporary, found 'permanant'",
        ),
        (
            changed(
                placements=[
                    {"facility": "A", "arrived": "2025-01-01", "kind": "permanent", "exempt": "no"}
                ]
            ),
            "X-1: placements[0].exempt: expected true or false",
        ),
        (
            changed(completed=[{"type": "PRIMARY"}]),
            "X-1: completed[0].date: expected a date",
        ),
        (
            changed(completed=[{"type": "RCP", "date": "2025-01-01"}]),
            "X-1: completed[0].type: expected one of IMP_REVIEW, PRIMARY, RCR, found 'RCP'",
        ),
        (changed("OK", imp_approved="2025-01-01"), "X-1: imp_approved: unknown key"),
        (
            changed("OK", events=[{"type": "banana", "date": "2025-03-01"}]),
            "X-1: events[0].type: expected one of death, discharge",
        ),
        (changed("OK", notified_at="noon"), "X-1: notified_at: expected a time"),
        (GOOD | {"jurisdiction": "NSW"}, "X-1: jurisdiction: expected an installed one (OK, WA)"),
        (GOOD | {"jurisdiction": None}, "X-1: jurisdiction: expected an installed one"),
        (GOOD | {"facts": []}, "X-1: facts: expected an object"),
        (GOOD | {"id": ""}, "scenario: id: expected a text"),
        ("WA-01", "scenario: scenario: expected an object"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_refused_with_its_id_key_and_what_was_expected(
    scenario, message
):
    with pytest.raises(Refused) as refused:
        answer(scenario)
    assert str(refused.value).startswith(message)


def test_the_others_are_still_answered():
    answers, refused = answer_all({"scenarios": [GOOD, changed(x=1), GOOD | {"id": "X-2"}]})
    assert [found["id"] for found in answers] == ["X-1", "X-2"]
    assert len(refused) == 1


@pytest.mark.parametrize(
    "event", ["case_manager_change", "case_manager_transfer", "reassignment", "officer_change"]
)
def test_any_change_that_names_the_new_case_manager_hands_the_case_over(event):
    change = {"type": event, "date": "2025-03-12", "new_case_manager": "CM-7"}
    found = answer(changed("OK", events=[change], horizon="2025-03-31"))["obligations"]
    assert [(o["due_date"], o["owner"]) for o in found if o["due_date"] > "2025-03-01"] == [
        ("2025-03-12", "CM-1"),
        ("2025-03-31", "CM-7"),
    ]


def test_from_bounds_the_answer_from_below():
    found = answer(changed("OK", **{"from": "2025-02-01"}, horizon="2025-03-31"))["obligations"]
    assert [o["due_date"] for o in found] == ["2025-02-28", "2025-03-31"]


def test_as_of_is_the_horizon_unless_it_is_given():
    statuses = {
        o["obligation"]: o["status"] for o in answer(changed(as_of="2025-02-01"))["obligations"]
    }
    assert statuses["WA.ALLOCATE"] == "due"
    statuses = {o["obligation"]: o["status"] for o in answer(changed())["obligations"]}
    assert statuses["WA.ALLOCATE"] == "done_on_time"


def run_command(path):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("due_dates", str(path), stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_the_command_prints_the_answers_as_json():
    code, out, err = run_command(HERE / "western_australia.json")
    assert (code, err) == (0, "")
    assert [found["id"] for found in json.loads(out)] == [
        s["id"] for s in SCENARIOS if s["jurisdiction"] == "WA"
    ]


def test_the_command_says_on_stderr_what_was_refused_and_exits_with_2(tmp_path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"scenarios": [changed(x=1), GOOD]}))
    code, out, err = run_command(path)
    assert code == 2
    assert [found["id"] for found in json.loads(out)] == ["X-1"]
    assert err.startswith("X-1: x: unknown key")


@pytest.mark.parametrize("text", [None, "{"])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path, text):
    path = tmp_path / "cases.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match="cases.json") as refused:
        run_command(path)
    assert refused.value.returncode == 2


def test_a_document_without_scenarios_is_refused():
    assert [str(r) for r in answer_all({"cases": []})[1]] == [
        'the file: scenarios: expected {"scenarios": [...]}'
    ]
