"""Who owes an obligation, and which facility answers for it (R6, R11, M1)."""

from __future__ import annotations

from datetime import date

from scheduling.engine.context import Outcome, Run, day_before
from scheduling.engine.custody import Custody, Stay
from scheduling.engine.timeline import Timeline
from scheduling.policy.vocabulary import Role

#: Roles whose duties fall to whoever holds the case; others are answered by the role itself.
HELD_WITH_THE_CASE: frozenset[Role] = frozenset(
    {"case_officer", "assessment_officer", "transition_team"}
)


def officer_for(
    run: Run,
    timeline: Timeline,
    role: Role,
    due_on: date | None,
    outcome: Outcome,
    stay: Stay | None,
) -> str:
    """The officer who owes it, "" if nobody holds the case.

    Open: whoever holds the case when it is due, or now if that is later: a change of officer
    moves the owner, not the date. What fell due before the person left stays with the sending
    place. Ended: whoever held the case then.
    """
    if role not in HELD_WITH_THE_CASE:
        return ""
    as_of = run.as_of
    if outcome.fulfilled_on is not None and outcome.fulfilled_on <= as_of:
        day = outcome.fulfilled_on
    elif outcome.closed_on is not None and outcome.closed_on <= as_of:
        superseded = outcome.closed == "superseded" and due_on is not None
        day = due_on if superseded and due_on is not None else day_before(outcome.closed_on)
    elif due_on is None or due_on < as_of:
        day = as_of
        for change in timeline.changes_of_holder():
            run.changes_on(change)
    else:
        day = due_on
        run.changes_on(date.fromordinal(due_on.toordinal() + 1) if due_on < date.max else None)
    if stay is not None and stay.left_on is not None and day >= stay.left_on:
        day = day_before(stay.left_on)
    holder = timeline.holder_on(day)
    if holder is None and day > as_of:
        holder = timeline.holder_on(as_of)
        for change in timeline.changes_of_holder():
            run.changes_on(change)
    return holder.officer if holder is not None else ""


def place_for(custody: Custody, day: date | None) -> str:
    """The facility that answers for an item due on that day: the permanent placement's, before
    the first one wherever the person was held."""
    if day is None:
        stay = custody.stays[-1] if custody.stays else None
    else:
        stay = custody.stay_on(day) or _last_before(custody, day)
    if stay is not None:
        return stay.facility
    place = custody.place_on(day) if day is not None else None
    place = place or (custody.places[0] if custody.places else None)
    return place.facility if place is not None else ""


def _last_before(custody: Custody, day: date) -> Stay | None:
    """After the last stay has ended its place still answers."""
    return next((stay for stay in reversed(custody.stays) if stay.arrived_on <= day), None)
