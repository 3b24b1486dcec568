"""Why a date is what it is: made from an obligation, its edition and the facts, when asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from scheduling.engine.context import Run, Step, day_before, status_on
from scheduling.engine.facts import Facts
from scheduling.engine.moves import would_change
from scheduling.engine.obligations import run_for
from scheduling.engine.results import FactUsed, Obligation
from scheduling.engine.status import Status
from scheduling.policy.dates import spoken
from scheduling.policy.select import Policies
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.policy.shapes import Duty, Permission, Retention


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the duty stands. `strength`: whether the policy binds or guides. `related_source`,
    `related`: another rule that gives the figure, in our words and not as a quotation."""

    policy: str
    title: str
    edition: str
    in_force_since: date
    heading: str
    quotation: str
    strength: str = "SHALL"
    related_source: str = ""
    related: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that an officer may ask of a due date, in plain words and plain values."""

    occurrence: str
    standard: str
    name: str
    headline: str
    status: Status
    due_on: date | None
    opens_on: date | None
    clause: Clause
    facts: tuple[FactUsed, ...]
    steps: tuple[Step, ...]
    assumptions: tuple[str, ...]
    satisfied_by: str
    would_change: tuple[str, ...]
    action: str

    def as_json(self) -> dict[str, Any]:
        """The same as dictionaries, lists and texts; dates as ISO 8601."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def why(
    policies: Policies,
    obligation: Obligation,
    facts: Facts,
    as_of: date,
    settings: Settings = DEFAULTS,
) -> Why:
    """Explain one obligation. Raises KeyError where the facts no longer make it owed."""
    return explain_all(policies, facts, as_of, (obligation,), settings)[obligation.occurrence]


def explain_all(
    policies: Policies,
    facts: Facts,
    as_of: date,
    obligations: tuple[Obligation, ...],
    settings: Settings = DEFAULTS,
) -> dict[str, Why]:
    """Explain several obligations of one subject in one run. Raises KeyError as `why` does."""
    dated = [o.due_on for o in obligations if o.due_on is not None]
    horizon = max([as_of, *dated])
    since: date | None = min([as_of, *dated])
    if facts.exemptions:
        since = None  # An exemption may have moved a date from long before.
    run = run_for(policies, facts, as_of, horizon, since, settings, explain=True)
    steps = run.steps or {}
    return {o.occurrence: _one(policies, o, run, steps[o.occurrence]) for o in obligations}


def _one(policies: Policies, obligation: Obligation, run: Run, steps: tuple[Step, ...]) -> Why:
    edition = policies.edition(obligation.edition)
    duty = edition.duty(obligation.standard)
    if duty is None:
        raise KeyError(obligation.standard)
    return Why(
        occurrence=obligation.occurrence,
        standard=obligation.standard,
        name=duty.name,
        headline=_headline(duty, obligation),
        status=status_on(obligation, run.as_of),
        due_on=obligation.due_on,
        opens_on=obligation.opens_on,
        clause=Clause(
            edition.short_title,
            edition.title,
            edition.edition,
            edition.effective_on,
            duty.cite,
            run.quotes.get(obligation.occurrence, duty.quote),
            duty.strength,
            duty.related_source,
            duty.related,
        ),
        facts=obligation.facts_used,
        steps=steps,
        assumptions=_assumptions(duty, obligation, run),
        satisfied_by=_satisfied_by(duty, obligation),
        would_change=would_change(edition, duty, obligation, run),
        action=duty.action,
    )


def _assumptions(duty: Duty, obligation: Obligation, run: Run) -> tuple[str, ...]:
    """Those that bear on this item; the standards page has them all."""
    bearing: set[str] = {"", *run.bearing.get(obligation.occurrence, ())}
    bearing.add("held" if obligation.on_hold else obligation.closed)
    pairs = zip(duty.assumes, duty.bears_when, strict=True)
    return tuple(text for text, when in pairs if when in bearing)


def _headline(duty: Duty, obligation: Obligation) -> str:
    due_on, due_at = obligation.due_on, obligation.due_at
    if due_on is None:
        return f"{duty.duty}. The policy gives no date."
    if isinstance(duty, Retention):
        return (
            f"{duty.duty} through {spoken(day_before(due_on))}; they may be disposed of from "
            f"{due_on:%A} {spoken(due_on)}."
        )
    if isinstance(duty, Permission):
        return f"{duty.duty}: asked on {due_on:%A} {spoken(due_on)}."
    if due_at is not None:
        return f"{duty.duty} by {due_at:%H:%M} on {due_on:%A} {spoken(due_on)}."
    return f"{duty.duty} by the end of {due_on:%A} {spoken(due_on)}."


def _satisfied_by(duty: Duty, obligation: Obligation) -> str:
    text = duty.satisfied_by.rstrip(".")
    if obligation.kind == "continued_absence":
        text += ", saying where the person is and why"
    due_on, opens_on = obligation.due_on, obligation.opens_on
    if opens_on is None or isinstance(duty, Retention):
        return f"{text}."
    if due_on is not None and opens_on.day == 1 and opens_on + timedelta(days=27) <= due_on:
        same_month = (opens_on.year, opens_on.month) == (due_on.year, due_on.month)
        if same_month:
            return f"{text}: any day of {opens_on:%B} {opens_on.year}."
    return f"{text} on or after {spoken(opens_on)}."


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
