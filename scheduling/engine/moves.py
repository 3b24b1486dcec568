"""What would move a date or end a duty: the kinds of facts that bear on it, in plain words."""

from __future__ import annotations

from datetime import date

from scheduling.engine.context import Run
from scheduling.engine.results import Obligation
from scheduling.policy.dates import spoken
from scheduling.policy.english import EVENTS
from scheduling.policy.shapes import (
    Cycle,
    Deadline,
    Duty,
    Edition,
    Permission,
    Quota,
    Retention,
    Shape,
)

LEAVING = "Leaving custody, which cancels what is due on or after that day."

#: What ends a duty that is owed only in some months.
_ENDS: dict[str, str] = {
    "no_contact": "Contact with the person in that month, which ends the duty.",
    "residential": "The end of residential treatment before the month's last day.",
    "warrant": "A decision on the request before that month.",
}

#: Labels that say a rule rather than name a record which could be corrected.
_NOT_RECORDS = frozenset(
    {
        "Permanent placement",
        "Exempted from",
        "Next meeting",
        "The week begins",
        "The month begins",
        "The quarter begins",
    }
)


def would_change(edition: Edition, duty: Duty, obligation: Obligation, run: Run) -> tuple[str, ...]:
    """What, if it happened or were corrected, would move the date or end the duty."""
    shape = edition.shape_of(duty.code)
    if shape is None:
        return ()
    found = [
        f"A correction of {_inner(fact.label)} ({spoken(fact.on)})."
        for fact in obligation.facts_used
        if fact.on is not None
        and not (fact.label in _NOT_RECORDS and (isinstance(shape, Cycle) or not fact.ref))
        and fact.label != "Exempted from"
    ]
    found += _by_shape(shape, obligation, run)
    if any(fact.label == "Exempted from" for fact in obligation.facts_used):
        found.append(
            "The end of the exemption: what fell due while it ran is due then; what was overdue "
            "before it stays overdue."
        )
    return tuple(dict.fromkeys(found))


def _by_shape(shape: Shape, obligation: Obligation, run: Run) -> list[str]:
    if isinstance(shape, Cycle):
        return _cycle(shape, obligation, run)
    if isinstance(shape, Deadline):
        return _deadline(shape, obligation)
    if isinstance(shape, Quota):
        if shape.when:
            return [_ENDS[shape.when], _passes_on(shape)]
        if shape.subject == "case":
            return [_passes_on(shape)]
        if shape.subject == "enrolment":
            return ["Closing the enrolment, which ends the duty."]
        if shape.subject == "officer":
            return ["The officer's caseload ending before the last day, which ends the duty."]
        return _of_a_place(shape)
    if isinstance(shape, Retention):
        return ["A legal hold, which keeps the record whatever the date."]
    if isinstance(shape, Permission):
        return ["A consent that is signed or revoked, or that expires."]
    return []


def _of_a_place(quota: Quota) -> list[str]:
    """What moves or meets a duty that a place has in each period."""
    ends = "The place closing before the last day, which ends the duty."
    if quota.fulfilled_by == "days_covered":
        return [f"A day that is added to the roster of that {quota.per}, or taken off it.", ends]
    return [f"A meeting of this kind that is recorded or corrected in that {quota.per}.", ends]


def _passes_on(quota: Quota) -> str:
    return f"Another officer holding the case on the {quota.per}'s last day: the duty passes on."


def _cycle(cycle: Cycle, obligation: Obligation, run: Run) -> list[str]:
    found: list[str] = []
    if cycle.counts_from == "grid":
        found += _release_date(cycle, obligation, run)
        if cycle.restarts_on_marked_review:
            found.append("A review marked as restarting the cycle.")
        found.append("A permanent transfer or a move to an exempt place.")
        return [*found, LEAVING]
    if len(cycle.bands) > 1:
        short = cycle.bands[0]
        found.append(
            f"A new release date: within {short.left_to_serve_up_to} of it the interval is "
            f"{short.every}."
        )
    found.append("One that is held earlier: the next interval runs from that day.")
    return [*found, LEAVING] if cycle.subject == "case" else found


def _release_date(cycle: Cycle, obligation: Obligation, run: Run) -> list[str]:
    """From which release date on the interval would be another one."""
    if len(cycle.bands) == 1:
        return []
    due_on = obligation.due_on
    if due_on is not None and due_on <= run.as_of:
        return ["A new release date, for later dates only."]
    limit = run.release_limits.get(obligation.occurrence)
    if limit is None or run.settings.switch_reading != "strict":
        return ["A new release date, from the next date on."]
    if limit[1]:
        return [f"A release date after {spoken(limit[0])}, which would make this date later."]
    return [f"A release date before {spoken(limit[0])}, which would bring this date forward."]


def _deadline(deadline: Deadline, obligation: Obligation) -> list[str]:
    found: list[str] = []
    if deadline.once_per == "permanent_placement":
        found.append("A permanent transfer, which begins a new one.")
    if deadline.before is not None:
        found.append(f"Another day for {EVENTS[deadline.before]}: the date moves with it.")
        in_time = _in_time(deadline, obligation)
        if in_time is not None:
            found.append(
                f"{_capital(EVENTS[deadline.before])} on or after {spoken(in_time)}: what was "
                "done is in time for it."
            )
    elif deadline.event in ("release", "discharge"):
        found.append(f"A new day for {EVENTS[deadline.event]}: the date moves with it.")
    if deadline.on_departure == "bring_forward":
        found.append("Leaving custody earlier, which brings the date forward.")
    if deadline.on_departure == "close":
        found.append(LEAVING)
    return found


def _in_time(deadline: Deadline, obligation: Obligation) -> date | None:
    """For what was done too late: the earliest event for which it would have been in time."""
    done_on, due_on = obligation.fulfilled_on, obligation.due_on
    if done_on is None or due_on is None or done_on <= due_on or deadline.at_least is None:
        return None
    return deadline.at_least.after(done_on)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inner(label: str) -> str:
    """A label within a sentence; IMP and the like keep their capitals."""
    word = label.split(" ")[0]
    return label if len(word) > 1 and word[1:2].isupper() else label[:1].lower() + label[1:]


def limit_of(cycle: Cycle, due_on: date, short: bool) -> tuple[date, bool] | None:
    """The release date on the other side of which a slot's date is another, and whether it is
    the later side: on the short interval only a later one moves it (R7)."""
    limit = cycle.bands[0].left_to_serve_up_to
    if limit is None or len(cycle.bands) == 1:
        return None
    return limit.after(due_on), short
