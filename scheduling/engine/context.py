"""One run of the engine for one subject: what is asked, and what has been found so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scheduling.engine import holds
from scheduling.engine.facts import Exemption
from scheduling.engine.holds import Exempt
from scheduling.engine.results import Closed, FactUsed, Finding, Obligation
from scheduling.engine.status import Status, status_of
from scheduling.policy.dates import add_days, spoken
from scheduling.policy.select import Version
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Duty
from scheduling.policy.vocabulary import Situation


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic behind a date, for people."""

    label: str
    arithmetic: str
    on: date | None = None
    status: Status | None = None
    current: bool = False


@dataclass(slots=True)
class Outcome:
    """How an obligation ended, whenever that was or will be by the facts given."""

    fulfilled_on: date | None = None
    fulfilled_by: str = ""
    closed: Closed = ""
    closed_on: date | None = None
    closed_by: str = ""
    by_review: bool = False


class Run:
    """Collects obligations, findings and the days on which time alone could change them.

    Facts are taken as given whatever their day; `as_of` only judges. An outcome dated after
    `as_of` has not happened yet: it is left out, and its day is remembered for `recheck_on`.
    """

    __slots__ = (
        "as_of",
        "bearing",
        "exempt",
        "findings",
        "horizon",
        "obligations",
        "quotes",
        "recheck_on",
        "release_limits",
        "settings",
        "since",
        "steps",
    )

    def __init__(
        self,
        as_of: date,
        horizon: date | None,
        since: date | None,
        settings: Settings,
        explain: bool,
        exemptions: tuple[Exemption, ...] = (),
    ) -> None:
        self.exempt: tuple[Exempt, ...] = holds.counting(exemptions) if exemptions else ()
        self.as_of = as_of
        self.horizon = horizon
        self.since = since
        self.settings = settings
        self.obligations: list[Obligation] = []
        self.findings: list[Finding] = []
        self.recheck_on: date | None = None
        self.steps: dict[str, tuple[Step, ...]] | None = {} if explain else None
        self.quotes: dict[str, str] = {}
        self.bearing: dict[str, set[Situation]] = {}
        self.release_limits: dict[str, tuple[date, bool]] = {}

    @property
    def until(self) -> date:
        """The last day to which recurring duties are followed before "and the next"."""
        return max(self.as_of, self.horizon) if self.horizon is not None else self.as_of

    def changes_on(self, day: date | None) -> None:
        """Remember a day from which the answer may differ."""
        if (
            day is not None
            and day > self.as_of
            and (self.recheck_on is None or day < self.recheck_on)
        ):
            self.recheck_on = day

    def wants(self, due_on: date | None) -> bool:
        """Whether an obligation due then is asked for; one without a date always is."""
        if due_on is None:
            return True
        return (self.horizon is None or due_on <= self.horizon) and (
            self.since is None or due_on >= self.since
        )

    def find(self, code: str, text: str, *refs: str) -> None:
        """Report a contradiction or a gap."""
        self.findings.append(Finding(code, text, refs))

    def emit(
        self,
        duty: Duty,
        version: Version,
        *,
        occurrence: str,
        subject: str,
        due_on: date | None,
        opens_on: date | None = None,
        outcome: Outcome,
        kind: str = "",
        officer: str = "",
        facility: str = "",
        hold: tuple[date, date | None, str] | None = None,
        facts_used: tuple[FactUsed, ...] = (),
        steps: tuple[Step, ...] = (),
        due_at: datetime | None = None,
        fulfilled_at: datetime | None = None,
    ) -> None:
        """Add an obligation as it stands on `as_of`, on hold where an exemption says so."""
        if self.exempt:
            due_on, outcome, hold, facts_used, steps = self._held(
                duty, due_on, outcome, hold, facts_used, steps
            )
        if not self.wants(due_on):
            return
        if due_at is not None and due_at.date() != due_on:
            due_at = None  # an exemption moved the day: it counts to its end
        done_on, closed_on = outcome.fulfilled_on, outcome.closed_on
        done = done_on is not None and done_on <= self.as_of
        closed = closed_on is not None and closed_on <= self.as_of and not done
        if not done:
            self.changes_on(done_on)
        if not closed:
            self.changes_on(closed_on)
        obligation = Obligation(
            occurrence=occurrence,
            standard=duty.code,
            edition=version.edition.key,
            subject=subject,
            owner_role=duty.owner,
            due_on=due_on,
            opens_on=opens_on,
            kind=kind,
            officer=officer,
            facility=facility,
            fulfilled_on=done_on if done else None,
            fulfilled_by=outcome.fulfilled_by if done else "",
            closed=outcome.closed if closed else "",
            closed_on=closed_on if closed else None,
            closed_by=outcome.closed_by if closed else "",
            on_hold=hold is not None,
            hold_from=hold[0] if hold else None,
            hold_until=hold[1] if hold else None,
            hold_reason=hold[2] if hold else "",
            facts_used=facts_used,
            due_at=due_at,
            fulfilled_at=fulfilled_at if done else None,
        )
        self.obligations.append(obligation)
        if self.steps is not None:
            self.steps[occurrence] = steps

    def _held(
        self,
        duty: Duty,
        due_on: date | None,
        outcome: Outcome,
        hold: holds.Hold | None,
        facts_used: tuple[FactUsed, ...],
        steps: tuple[Step, ...],
    ) -> tuple[date | None, Outcome, holds.Hold | None, tuple[FactUsed, ...], tuple[Step, ...]]:
        """What the subject's exemptions make of an item before it is added."""
        missed_on = outcome.closed_on if outcome.closed == "missed" else None
        held = holds.applied(
            self.exempt,
            duty.code,
            due_on,
            missed_on,
            self.as_of,
            self.settings.exemption_clear_days,
        )
        if not held.by:
            return due_on, outcome, hold, facts_used, steps
        for exempt in held.by:
            self.changes_on(exempt.from_on)
            if exempt.until_on is not None:
                self.changes_on(add_days(exempt.until_on, 1))
        if held.not_required and held.moved_by is not None:
            outcome = Outcome(closed="cancelled", closed_on=missed_on, closed_by=held.moved_by.ref)
        over = outcome.fulfilled_on is not None and outcome.fulfilled_on <= self.as_of
        over = over or (outcome.closed_on is not None and outcome.closed_on <= self.as_of)
        if hold is None and not over:
            hold = held.hold
        facts_used = (
            *facts_used,
            *(FactUsed("Exempted from", exempt.from_on, exempt.ref) for exempt in held.by),
        )
        moved = held.due_on != due_on and held.moved_by is not None
        if self.steps is not None and moved and held.moved_by is not None:
            until = held.moved_by.until_on
            days = self.settings.exemption_clear_days
            counted = f"the exemption held until {spoken(until)}" if until is not None else ""
            if days:
                counted += f"; {days} days after that"
            steps = (
                *(_past(step) for step in steps),
                Step(duty.name, counted, held.due_on, None, True),
            )
        return held.due_on, outcome, hold, facts_used, steps


def _past(step: Step) -> Step:
    return Step(step.label, step.arithmetic, step.on, step.status)


def status_on(obligation: Obligation, as_of: date) -> Status:
    """The obligation's status on a day; one due at a time of day is late from the next minute."""
    done_at, due_at = obligation.fulfilled_at, obligation.due_at
    if done_at is not None and due_at is not None and done_at > due_at:
        return "done late"
    return status_of(
        due_on=obligation.due_on,
        opens_on=obligation.opens_on,
        fulfilled_on=obligation.fulfilled_on,
        closed=obligation.closed,
        on_hold=obligation.on_hold,
        as_of=as_of,
    )


def closed_by_leaving(due_on: date | None, left_on: date, left_by: str) -> Outcome:
    """Not yet due on the day of leaving is cancelled; earlier is missed (R11, R14)."""
    missed = due_on is not None and due_on < left_on
    return Outcome(closed="missed" if missed else "cancelled", closed_on=left_on, closed_by=left_by)


def day_before(day: date) -> date:
    """The day before."""
    return add_days(day, -1)
