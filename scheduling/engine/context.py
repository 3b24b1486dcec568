"""One run of the engine for one subject: what is asked, and what has been found so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.engine.results import Closed, FactUsed, Finding, Obligation
from scheduling.engine.status import Status, status_of
from scheduling.policy.dates import add_days
from scheduling.policy.select import Version
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Duty, Situation


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
        "findings",
        "horizon",
        "obligations",
        "quotes",
        "recheck_on",
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
    ) -> None:
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
    ) -> None:
        """Add an obligation as it stands on `as_of`."""
        if not self.wants(due_on):
            return
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
        )
        self.obligations.append(obligation)
        if self.steps is not None:
            self.steps[occurrence] = steps


def status_on(obligation: Obligation, as_of: date) -> Status:
    """The obligation's status on a day."""
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
