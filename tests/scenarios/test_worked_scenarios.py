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
    "allow", "deny",
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
        (match,) = [
            o
            for o in found
            if key(o) == key(expected) and expected.get("subject") in (None, o.get("subject"))
        ]
        assert {name: match.get(name) for name in expected} == expected
        assert match["status"] in STATUSES


@pytest.mark.parametrize("scenario", SCENARIOS, ids=titled)
def test_every_answer_says_why(scenario):
    for obligation in answer(scenario)["obligations"]:
        why = obligation["why"]
        assert why["clause"]["heading"]
        assert why["clause"]["quotation"]
        assert why["satisfied_by"]
        assert [s for s in why["steps"] if s["current"]][0]["on"] == (
            obligation["due_date"] and obligation["due_date"][:10]
        )
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
        (
            GOOD | {"jurisdiction": "NSW"},
            "X-1: jurisdiction: expected an installed one (FED, OK, PRO, TPC, WA)",
        ),
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
    notes = [o["due_date"] for o in found if o["obligation"] == "OK.MONTHLY_NOTE"]
    assert notes == ["2025-02-28", "2025-03-31"]


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


@pytest.mark.parametrize(
    ("jurisdiction", "facts", "message"),
    [
        ("FED", {"kind": "party", "held": ["2025-01-08"]}, "kind: expected one of cm_group"),
        ("FED", {"units": "A", "horizon": "2025-12-31"}, "units: expected a list of units"),
        ("FED", {"team_at": "noon"}, "team_at: expected a time"),
        ("FED", {}, "as_of: expected a date"),
        ("PRO", {"month": "2025-4", "contacts": 0}, "month: expected a month such as"),
        ("PRO", {"month": "2025-04", "contacts": -1}, "contacts: expected a whole number"),
        ("PRO", {"month": "2025-04", "contacts": True}, "contacts: expected a whole number"),
        ("PRO", {"in_custody": True}, "booked: expected a date"),
        ("PRO", {"intake": "2025-01-01"}, "intake: unknown key"),
        ("TPC", {"completed": [{"type": "OMP5", "date": "2025-01-01"}]}, "completed[0].type"),
        ("TPC", {"consent": {"expires_on": "2025-01-01"}}, "consent.signed_on: expected a date"),
        ("TPC", {"outcome": "revoked"}, "released: expected the date"),
    ],
)
def test_a_scenario_of_a_later_policy_is_refused_as_strictly(jurisdiction, facts, message):
    with pytest.raises(Refused) as refused:
        answer({"id": "X-1", "jurisdiction": jurisdiction, "facts": facts})
    assert str(refused.value).startswith(f"X-1: {message}")


def test_what_was_held_is_what_the_scenario_asks_about_unless_it_says():
    facts = {"held": ["2025-02-10"], "from": "2025-02-01", "horizon": "2025-02-28"}
    support = {"id": "X-1", "jurisdiction": "FED", "closed_for": ["FED.SUPPORT_MEETING"]}
    (found,) = [
        o
        for o in answer(support | {"facts": facts})["obligations"]
        if o["obligation"] == "FED.SUPPORT_MEETING"
    ]
    assert found["status"] == "done_on_time"
    group = answer(support | {"facts": facts | {"kind": "cm_group"}})["obligations"]
    assert [o["status"] for o in group if o["obligation"] == "FED.SUPPORT_MEETING"] == ["due"]


def test_a_duty_that_counts_in_hours_answers_with_the_time():
    facts = {"team_at": "2025-03-31T13:00", "notice_at": "2025-03-29T13:01"}
    (found,) = [
        o
        for o in answer({"id": "X-1", "jurisdiction": "FED", "facts": facts})["obligations"]
        if o["obligation"] == "FED.TEAM_NOTICE"
    ]
    assert (found["due_date"], found["status"]) == ("2025-03-29T13:00", "done_late")
