"""A standard as plain English, for the standards page and for whoever checks the TOML."""

from __future__ import annotations

from collections.abc import Iterable

from scheduling.policy.dates import Per, Span
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.policy.shapes import (
    Cycle,
    Deadline,
    Duty,
    Permission,
    Quota,
    Retention,
    Shape,
    Stage,
)
from scheduling.policy.vocabulary import CycleStart, Event, QuotaWhen, Role

ROLES: dict[Role, str] = {
    "case_officer": "the officer who holds the case",
    "assessment_officer": "the Assessment Officer",
    "case_management_coordinator": "the Case Management Coordinator",
    "facility_head": "the facility head",
    "supervisor": "the supervisor",
    "unit_manager": "the unit manager",
    "transition_team": "the transition team",
}

EVENTS: dict[Event, str] = {
    "permanent_placement": "arrival at the permanent placement",
    "initial_plan_approved": "approval of the initial plan",
    "officer_allocated": "the officer's allocation",
    "case_handed_over": "the transfer, reassignment or departure",
    "pregnancy_form_received": "receipt of the form copy",
    "pregnancy_notified": "the notification",
    "case_received": "receipt of the case",
    "designated_arrival": "arrival at the designated institution",
    "team_appearance": "the team appearance",
    "enrolment_opened": "the opening of the enrolment",
    "custody_booked": "the booking into custody",
    "intake": "intake",
    "release": "release",
    "discharge": "discharge from supervision",
    "phase_begun": "the day on which each phase begins",
    "program_completed": "completion of a program",
    "plan_action_due": "the day that the plan gives",
    "application_due": "the day from which the person may apply",
    "conference": "the conference",
    "conference_held": "the conference",
    "coaching_agreed": "the day of the next check that was agreed",
    "memo_sent": "the sending of the memorandum",
    "revision_effective": "the day on which the revision takes effect",
    "meeting_held": "the meeting",
}

#: What a first interval runs from.
_STARTS: dict[CycleStart, str] = {
    "permanent_placement": "arrival at the permanent placement",
    "initial_plan_approved": "approval of the initial plan",
    "initial_classification": "the initial classification",
    "assessment": "the first assessment",
    "opened": "the day from which the place is known",
}

_PERIODS: dict[Per, str] = {
    "week": "week",
    "month": "calendar month",
    "quarter": "calendar quarter",
}

_WHEN: dict[QuotaWhen, str] = {
    "": "",
    "no_contact": " in which nobody reached the person",
    "residential": " in which the person is in residential treatment",
    "warrant": " in which a warrant is to be requested",
}


def sentence(shape: Shape, settings: Settings = DEFAULTS) -> str:
    """What the standard asks, of whom and when, in a sentence or two.

    `settings`: the agency's, for what the policy leaves to it.
    """
    if isinstance(shape, Deadline):
        return _deadline(shape, settings)
    if isinstance(shape, Quota):
        return _quota(shape, settings)
    if isinstance(shape, Stage):
        return (
            f"When the effective sentence is longer than {shape.effective_sentence_over}, "
            f"{_who(shape)} {_lower(shape.duty)}. This policy sets no date."
        )
    if isinstance(shape, Retention):
        return (
            f"For {shape.keep} after the day of the meeting, {_who(shape)} {_lower(shape.duty)}; "
            "from the day after that they may be disposed of, unless a legal hold keeps them."
        )
    if isinstance(shape, Permission):
        return (
            f"{_capital(_who(shape))} {_lower(shape.duty)}: from the day of signing through its "
            "last day, and no more from the day on which it is revoked."
        )
    return _cycle(shape, settings)


def duty_sentence(shape: Shape, duty: Duty, settings: Settings = DEFAULTS) -> str:
    """What one duty asks; for a turn of a cycle, with the interval in which its turn comes."""
    if not isinstance(shape, Cycle) or len(shape.turns) == 1:
        return sentence(shape, settings)
    return f"{_capital(_who(duty))} {_lower(duty.duty)}. {_cycle(shape, settings)}"


def reach(shape: Shape, settings: Settings = DEFAULTS) -> str:
    """Which cases, officers or places a standard reaches: what has to be so for it to be owed."""
    if isinstance(shape, Deadline):
        return _reach_of_deadline(shape)
    if isinstance(shape, Cycle):
        return _reach_of_cycle(shape)
    if isinstance(shape, Quota):
        return _reach_of_quota(shape, settings)
    if isinstance(shape, Stage):
        return (
            "Cases whose effective sentence is longer than "
            f"{shape.effective_sentence_over} and that have no such plan yet."
        )
    if isinstance(shape, Retention):
        return f"The minutes of each {_either(_MEETINGS[kind] for kind in shape.record_kinds)}."
    return "Each time that a partner asks for a case."


def _reach_of_deadline(deadline: Deadline) -> str:
    if deadline.event in OF_STAFF:
        kinds = _either(_MEETINGS[kind] for kind in deadline.record_kinds)
        return f"{OF_STAFF[deadline.event]}{f' of {kinds}' if kinds else ''}."
    events = [deadline.before] if deadline.before is not None else list(deadline.after)
    named = _listed([EVENTS[event] for event in [*events, *deadline.requires]])
    text = f"Cases for which there is a record of {named}"
    if deadline.instrument:
        text += f", assessed with the {deadline.instrument}"
    if deadline.once_per == "permanent_placement":
        text += ", at each permanent placement where no exemption holds"
    if deadline.unless_status:
        text += f", except {' and '.join(deadline.unless_status)} cases"
    return text + "."


def _reach_of_cycle(cycle: Cycle) -> str:
    if cycle.subject != "case":
        return "Every facility." if cycle.subject == "facility" else "Every unit that has a team."
    text = f"Cases for which there is a record of {_STARTS[cycle.starts]}, while in custody"
    if cycle.starts == "assessment":
        text = "Cases that were assessed"
        if cycle.turns[0].instrument:
            text += f" with the {cycle.turns[0].instrument}"
    return text + "."


def _reach_of_quota(quota: Quota, settings: Settings) -> str:
    if quota.subject == "officer":
        return "Officers who hold cases."
    if quota.subject == "facility":
        return "Every facility."
    if quota.subject == "enrolment":
        return (
            f"Cases with an enrolment that has been open for more than {settings.enrolment_stale}."
        )
    months = _WHEN[quota.when].replace(" in which", ", in months in which")
    return f"Cases that an officer holds{months}."


#: Events that are of staff and places, as what they reach.
OF_STAFF: dict[str, str] = {
    "conference": "Conferences that are set with an officer",
    "conference_held": "Conferences that were held",
    "coaching_agreed": "Coaching that was agreed on with an officer",
    "memo_sent": "Performance memoranda that were sent",
    "revision_effective": "Staff who have to read a procedure that is revised",
    "meeting_held": "Meetings",
}

#: What meetings are called, by their kind.
_MEETINGS = {
    "cm_group": "meeting with the case managers",
    "unit_support": "meeting with the unit support staff",
    "case_management_staff": "meeting with case management staff",
}


def _listed(words: list[str]) -> str:
    return " and of ".join(words)


def _either(words: Iterable[str]) -> str:
    return " and each ".join(words)


def _who(duty: Duty) -> str:
    verb = "should" if duty.strength == "SHOULD" else "must"
    return f"{ROLES[duty.owner]} {verb}"


def _deadline(deadline: Deadline, settings: Settings) -> str:
    text = f"{_timing(deadline, settings)}, {_who(deadline)} {_lower(deadline.duty)}"
    text += ", once for each permanent placement" if deadline.once_per != "event" else ""
    if deadline.unless_assessed_within is not None:
        text += (
            f", unless the last assessment is no older than {deadline.unless_assessed_within} "
            "on that day"
        )
    if deadline.unless_status:
        text += f"; this leaves out {' and '.join(deadline.unless_status)} cases"
    return text + "."


def _timing(deadline: Deadline, settings: Settings) -> str:
    chosen: Span | None = (
        getattr(settings, deadline.within_setting) if deadline.within_setting else None
    )
    grace = getattr(settings, deadline.grace) if deadline.grace else 0
    added = f" and {_days(grace)} of grace" if grace else ""
    if deadline.before is not None:
        event = EVENTS[deadline.before]
        if deadline.at_least_hours:
            return f"At least {deadline.at_least_hours} hours before {event}"
        span = chosen or deadline.at_least or Span()
        if span == Span(days=1):
            return f"No later than the day before {event}{added}"
        return f"At least {span} before {event}{added}"
    events = " and ".join(EVENTS[event] for event in deadline.after)
    if deadline.by_end_of is not None and not (chosen is not None and chosen != Span()):
        return f"By the end of the {_PERIODS[deadline.by_end_of]} of {events}"
    within = chosen or deadline.within
    if within is None:
        return f"After {events}, without a date in the policy"
    if deadline.over:
        return f"Once more than {within} have passed since {events}"
    if grace:
        within = Span(within.months, within.days + grace)
    if within == Span():
        return f"On {events}" if events.startswith("the day") else f"On the day of {events}"
    later = "the later of " if len(deadline.after) > 1 else ""
    text = f"Within {within} of {later}{events}"
    return text + ", and before the next one of its kind" if deadline.by_next else text


def _quota(quota: Quota, settings: Settings) -> str:
    when = _PERIODS[quota.per]
    condition = _WHEN[quota.when]
    if quota.fulfilled_by == "days_covered":
        return f"In each {when}, on at least {_days(quota.at_least)}, {_who(quota)} " + (
            f"{_lower(quota.duty)}."
        )
    if quota.subject == "enrolment":
        return (
            f"Once in each {when} after that in which an enrolment became older than "
            f"{settings.enrolment_stale}, {_who(quota)} {_lower(quota.duty)}."
        )
    text = f"Once in each {when}{condition}, {_who(quota)} {_lower(quota.duty)}."
    day = getattr(settings, quota.due_day) if quota.due_day else 0
    if day:
        text = text[:-1] + f", by day {day} of the month."
    if quota.fulfilled_by == "conference_held" and settings.conference_period == "rolling":
        text = f"Every 3 months from the last one, {_who(quota)} {_lower(quota.duty)}."
    if quota.long_absence is not None:
        text += (
            f" When the person has been away for more than {_one(quota.long_absence)},"
            " the note reflects the continued absence."
        )
    return text


def _cycle(cycle: Cycle, settings: Settings) -> str:
    names = " and ".join(with_article(turn.name) for turn in cycle.turns)
    how = f"{names} in turn" if len(cycle.turns) > 1 else names
    start = _STARTS[cycle.starts]
    every = cycle.bands[-1].every
    if cycle.every_setting:
        every = getattr(settings, cycle.every_setting)
    short = cycle.bands[0]
    shorter = ""
    if len(cycle.bands) > 1:
        left = "of the effective sentence is left"
        if cycle.counts_from == "last_done":
            left = "is left before the projected release"
        shorter = f"; every {short.every} while no more than {short.left_to_serve_up_to} {left}"
    if cycle.counts_from == "last_done":
        turn = cycle.turns[0]
        counted = "counted from the first one, so that a late one moves nothing"
        if cycle.subject == "case" or settings.meeting_roll == "last_held":
            counted = "counted from the last one"
        text = f"Every {every}, {counted}, {_who(turn)} {_lower(turn.duty)}{shorter}"
        if cycle.starts == "assessment" and turn.fulfilled_by == "assessment":
            return text + "."
        return f"{text}; the first time from {start}."
    return f"From {start}: {how}, every {every}{shorter}."


def with_article(name: str) -> str:
    """ "an IMP Review", "a Regular Contact Report"."""
    return f"{'an' if name[:1] in 'AEIO' else 'a'} {name}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _one(span: Span) -> str:
    text = str(span)
    return "a " + text[2:] if text.startswith("1 ") else text
