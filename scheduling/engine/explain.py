"""Why a date is what it is: made from an obligation, its edition and the facts, when asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from scheduling.engine.context import Run, Step, status_on
from scheduling.engine.facts import Facts
from scheduling.engine.obligations import run_for
from scheduling.engine.results import FactUsed, Obligation
from scheduling.engine.status import Status
from scheduling.policy.dates import spoken
from scheduling.policy.select import Policies
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.policy.shapes import Deadline, Duty, Edition


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the duty stands."""

    policy: str
    title: str
    edition: str
    in_force_since: date
    heading: str
    quotation: str


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
        ),
        facts=obligation.facts_used,
        steps=steps,
        assumptions=_assumptions(duty, obligation, run),
        satisfied_by=_satisfied_by(duty, obligation),
        would_change=_would_change(edition, duty, obligation),
        action=duty.action,
    )


def _assumptions(duty: Duty, obligation: Obligation, run: Run) -> tuple[str, ...]:
    """Those that bear on this item; the standards page has them all."""
    bearing: set[str] = {"", *run.bearing.get(obligation.occurrence, ())}
    bearing.add("held" if obligation.on_hold else obligation.closed)
    pairs = zip(duty.assumes, duty.bears_when, strict=True)
    return tuple(text for text, when in pairs if when in bearing)


def _headline(duty: Duty, obligation: Obligation) -> str:
    if obligation.due_on is None:
        return f"{duty.duty}. The policy gives no date."
    return f"{duty.duty} by the end of {obligation.due_on:%A} {spoken(obligation.due_on)}."


def _satisfied_by(duty: Duty, obligation: Obligation) -> str:
    text = duty.satisfied_by.rstrip(".")
    if obligation.kind == "continued_absence":
        text += ", saying where the person is and why"
    due_on, opens_on = obligation.due_on, obligation.opens_on
    if opens_on is None:
        return f"{text}."
    if due_on is not None and opens_on.day == 1 and opens_on + timedelta(days=27) <= due_on:
        same_month = (opens_on.year, opens_on.month) == (due_on.year, due_on.month)
        if same_month:
            return f"{text}: any day of {opens_on:%B} {opens_on.year}."
    return f"{text} on or after {spoken(opens_on)}."


def _would_change(edition: Edition, duty: Duty, obligation: Obligation) -> tuple[str, ...]:
    """What, if it happened or were corrected, would move the date or end the duty."""
    shape = next((s for s in edition.shapes if s.id == duty.id), None)
    is_turn = shape is None
    found = [
        f"A correction of {_inner(fact.label)} ({spoken(fact.on)})."
        for fact in obligation.facts_used
        if fact.on is not None and not (is_turn and fact.label == "Permanent placement")
    ]
    if shape is None:
        found.append("A new release date, from the next date on.")
        found.append("A review marked as restarting the cycle.")
        found.append("A permanent transfer or a move to an exempt place.")
    elif isinstance(shape, Deadline) and shape.once_per == "permanent_placement":
        found.append("A permanent transfer, which begins a new one.")
    elif isinstance(shape, Deadline):
        if shape.on_departure == "bring_forward":
            found.append("Leaving custody earlier, which brings the date forward.")
    elif obligation.kind:
        found.append("Another officer holding the case on the last day: the duty passes on.")
    if shape is None or (isinstance(shape, Deadline) and shape.on_departure == "close"):
        found.append("Leaving custody, which cancels what is due on or after that day.")
    return tuple(found)


def _inner(label: str) -> str:
    """A label within a sentence; IMP and the like keep their capitals."""
    word = label.split(" ")[0]
    return label if len(word) > 1 and word[1:2].isupper() else label[:1].lower() + label[1:]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
