"""A standard as plain English, for the standards page and for whoever checks the TOML."""

from __future__ import annotations

from scheduling.policy.dates import Span
from scheduling.policy.shapes import Cycle, Deadline, Event, Quota, Role, Shape, Stage

ROLES: dict[Role, str] = {
    "case_officer": "the officer who holds the case",
    "assessment_officer": "the Assessment Officer",
    "case_management_coordinator": "the Case Management Coordinator",
    "facility_head": "the facility head",
}

EVENTS: dict[Event, str] = {
    "permanent_placement": "arrival at the permanent placement",
    "initial_plan_approved": "approval of the initial plan",
    "officer_allocated": "the officer's allocation",
    "case_handed_over": "the transfer, reassignment or departure",
    "pregnancy_form_received": "receipt of the form copy",
    "pregnancy_notified": "the notification",
}


def sentence(shape: Shape) -> str:
    """What the standard asks, of whom and when, in a sentence or two."""
    if isinstance(shape, Deadline):
        return f"{_timing(shape)}, {ROLES[shape.owner]} must {_lower(shape.duty)}{_repeat(shape)}."
    if isinstance(shape, Quota):
        when = {"month": "calendar month", "quarter": "calendar quarter"}[shape.per]
        text = f"Once in each {when}, {ROLES[shape.owner]} must {_lower(shape.duty)}."
        if shape.long_absence is not None:
            text += (
                f" When the person has been away for more than {_one(shape.long_absence)},"
                " the note reflects the continued absence."
            )
        return text
    if isinstance(shape, Stage):
        return (
            f"When the effective sentence is longer than {shape.effective_sentence_over}, "
            f"{ROLES[shape.owner]} must {_lower(shape.duty)}. This policy sets no date."
        )
    return _cycle(shape)


def _cycle(cycle: Cycle) -> str:
    names = " and ".join(_with_article(turn.name) for turn in cycle.turns)
    how = f"{names} in turn" if len(cycle.turns) > 1 else names
    start = EVENTS[cycle.starts]
    if cycle.counts_from == "last_done":
        first = how[:1].upper() + how[1:]
        return f"{first} every {cycle.bands[0].every} from the last one; first from {start}."
    long = f"every {cycle.bands[-1].every}"
    if len(cycle.bands) == 1:
        return f"From {start}: {how}, {long}."
    short = cycle.bands[0]
    return (
        f"From {start}: {how}, {long}; every {short.every} while no more than "
        f"{short.left_to_serve_up_to} of the effective sentence is left."
    )


def _timing(deadline: Deadline) -> str:
    events = " and ".join(EVENTS[event] for event in deadline.after)
    if deadline.within is None:
        return f"After {events}, without a date in the policy"
    if deadline.within == Span():
        return f"On the day of {events}"
    later = "the later of " if len(deadline.after) > 1 else ""
    return f"Within {deadline.within} of {later}{events}"


def _repeat(deadline: Deadline) -> str:
    return ", once for each permanent placement" if deadline.once_per != "event" else ""


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIO' else 'a'} {name}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _one(span: Span) -> str:
    text = str(span)
    return "a " + text[2:] if text.startswith("1 ") else text
