"""Made-up cases, written as facts in JSON, answered by the same engine as the product's cases.

The form is strict: an unknown key, a malformed date or a jurisdiction that is not installed is
refused with the scenario's id, the key and what was expected. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from scheduling.engine.context import status_on
from scheduling.engine.explain import explain_all
from scheduling.engine.keeping import ALLOW, DENY
from scheduling.engine.months import REASONS
from scheduling.engine.obligations import assess
from scheduling.engine.results import Obligation
from scheduling.engine.status import Status
from scheduling.policy.load import shipped
from scheduling.policy.select import Policies
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.scenario_facts import Refused, question_from

__all__ = ["Refused", "answer", "answer_all", "policies_of"]


def answer_all(
    document: Any, settings: Settings = DEFAULTS
) -> tuple[list[dict[str, Any]], list[Refused]]:
    """Answers to every scenario of a document that can be read, and what was refused."""
    scenarios = document.get("scenarios") if isinstance(document, Mapping) else document
    if not isinstance(scenarios, list):
        refusal = Refused("the file", "scenarios", 'expected {"scenarios": [...]}')
        return [], [refusal]
    answers: list[dict[str, Any]] = []
    refused: list[Refused] = []
    for position, scenario in enumerate(scenarios, start=1):
        try:
            answers.append(answer(scenario, settings, f"scenario {position}"))
        except Refused as refusal:
            refused.append(refusal)
    return answers, refused


def answer(
    scenario: Any,
    settings: Settings = DEFAULTS,
    name: str = "scenario",
    policies: Policies | None = None,
) -> dict[str, Any]:
    """What is owed in one scenario, by default under the shipped standards. Raises Refused."""
    question = question_from(scenario, name)
    policies = policies or policies_of(question.jurisdiction)
    found: list[dict[str, Any]] = []
    for subject in question.subjects:
        assessment = assess(
            policies,
            subject,
            question.as_of,
            horizon=question.horizon,
            since=question.since,
            settings=settings,
        )
        reasons = explain_all(policies, subject, question.as_of, assessment.obligations, settings)
        found.extend(
            _answered(obligation, question.as_of, reasons[obligation.occurrence].as_json())
            for obligation in assessment.obligations
        )
    return {"id": question.scenario, "obligations": found}


def policies_of(jurisdiction: str) -> Policies:
    """The shipped standards of a jurisdiction, each in force from its effective date."""
    if jurisdiction not in _PREPARED:
        _PREPARED[jurisdiction] = Policies.of(shipped(jurisdiction))
    return _PREPARED[jurisdiction]


_PREPARED: dict[str, Policies] = {}

#: The contract's words for a status; an item on hold says so however it ended.
_WORDS: dict[Status, str] = {
    "upcoming": "due",
    "due": "due",
    "overdue": "overdue",
    "done": "done_on_time",
    "done late": "done_late",
    "missed": "missed",
    "on hold": "suspended",
    "cancelled": "cancelled",
    "superseded": "superseded",
}


def _answered(obligation: Obligation, as_of: date, reason: dict[str, Any]) -> dict[str, Any]:
    status = _WORDS[status_on(obligation, as_of)]
    if obligation.on_hold and obligation.fulfilled_on is None:
        status = "suspended"
    if obligation.kind in (ALLOW, DENY):
        status = obligation.kind
    due_on, done_on, due_at = obligation.due_on, obligation.fulfilled_on, obligation.due_at
    due = due_on.isoformat() if due_on is not None else None
    answered: dict[str, Any] = {
        "obligation": obligation.standard,
        "due_date": due_at.isoformat(timespec="minutes") if due_at is not None else due,
        "status": status,
    }
    if status == "done_late" and due_on is not None and done_on is not None:
        answered["days_late"] = (done_on - due_on).days
    if obligation.kind in REASONS:
        answered["reason"] = obligation.kind
    elif obligation.kind and obligation.kind not in (ALLOW, DENY):
        answered["kind"] = obligation.kind
    if not obligation.subject.startswith("offender:"):
        answered["subject"] = obligation.subject
    if obligation.officer:
        answered["owner"] = obligation.officer
    answered["why"] = reason
    return answered
