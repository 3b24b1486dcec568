"""What an agency may decide where a policy is silent, each with the shipped default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from scheduling.policy.dates import Span

SwitchReading = Literal["strict", "grace", "lazy"]
ConferencePeriod = Literal["calendar_quarter", "rolling"]
MeetingRoll = Literal["last_held", "fixed"]


class BadSetting(ValueError):
    """A setting that is not known or whose value has the wrong form."""


@dataclass(frozen=True, slots=True)
class Settings:
    """An agency's readings of the silences; `DESCRIBED` says what each one means."""

    switch_reading: SwitchReading = "strict"
    early_window: Span = Span(months=1)
    primary_on_reallocation: bool = False
    primary_supersedes_regular: bool = True
    termination_grace_days: int = 0
    termination_after_death: bool = True
    month_note_due_day: int = 0
    caseload_list_due_day: int = 0
    quarter_starts_in: int = 1
    week_starts_on: int = 1
    adjustment_review: Span = Span(months=4)
    accountability_plan: Span = Span(days=30)
    working_days_only: bool = False
    holidays: tuple[date, ...] = ()
    meeting_roll: MeetingRoll = "last_held"
    conference_period: ConferencePeriod = "calendar_quarter"
    conference_evaluation: Span = Span(days=14)
    memo_discussion: Span = Span()
    enrolment_stale: Span = Span(months=6)
    lscmi_validity: Span = Span(months=12)
    case_plan_current: Span = Span(months=6)
    reassessment: Span = Span(months=12)
    reassessment_after_program: Span = Span(days=30)
    intake_assessment_days: int = 0
    omp1_grace_days: int = 0
    omp2_grace_days: int = 0
    omp3_grace_days: int = 0
    omp4_grace_days: int = 0
    inform_before_application: Span = Span(days=60)
    exemption_clear_days: int = 0
    note_similarity_warning: float = 0.5
    note_similarity_block: float = 1.0
    sample_least: int = 3
    sample_percent: int = 10
    plan_domain_minimum: int = 3
    longest_note: int = 12_000
    counting_roles: tuple[str, ...] = ()
    inquiry_working_days: int = 5
    access_request_days: int = 14
    drafts_kept_days: int = 90
    draft_warning_days: int = 14
    attachment_megabytes: int = 15
    adjustment_period_days: int = 90
    rewards_per_sanction: int = 4


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """A setting as its page shows it: a plain name, and what choosing it means."""

    name: str
    title: str
    meaning: str
    group: str


def _about(group: str, *entries: tuple[str, str, str]) -> tuple[SettingInfo, ...]:
    return tuple(SettingInfo(name, title, meaning, group) for name, title, meaning in entries)


#: Every setting, in the order of the page.
DESCRIBED: tuple[SettingInfo, ...] = (
    *_about(
        "Calendar",
        (
            "week_starts_on",
            "First day of the week",
            "1 is Monday, 7 is Sunday. Days of coverage are counted from this day.",
        ),
        (
            "quarter_starts_in",
            "A month in which a quarter starts",
            "1 is January: January to March, April to June and so on. 2 shifts every quarter by "
            "a month.",
        ),
        (
            "working_days_only",
            "Due dates on working days only",
            "When on, a deadline that is counted in days and ends on a Saturday, a Sunday or a "
            "holiday ends on the next working day. When off, no date moves.",
        ),
        ("holidays", "Holidays", "Days that are no working days, where that setting is on."),
    ),
    *_about(
        "Notes and lists",
        (
            "month_note_due_day",
            "Day of the month for the monthly note",
            "0 is the last day of the month.",
        ),
        (
            "caseload_list_due_day",
            "Day of the month for the caseload list",
            "0 is the last day of the month.",
        ),
        (
            "termination_grace_days",
            "Days for the termination summary",
            "Days after the transfer or departure; 0 is the same day.",
        ),
        (
            "termination_after_death",
            "Termination summary after a death",
            "When off, nobody owes one for a person who died. It never holds anything up.",
        ),
        (
            "note_similarity_warning",
            "Likeness from which a note is questioned",
            "From 0 to 1: how much of a note's substance stands already in an earlier one. A note "
            "at least this much like an earlier one is shown beside it before it is saved, needs "
            "a reason and is listed for the supervisor.",
        ),
        (
            "note_similarity_block",
            "Likeness from which a note does not count",
            "From 0 to 1. A note at least this much like an earlier one of the person does not "
            "fulfil the month, whatever the reason. 1 is an identical text: it never does.",
        ),
        (
            "longest_note",
            "Longest note",
            "In characters; a line break counts as one. Notes signed before stay as they are.",
        ),
        (
            "counting_roles",
            "Roles whose notes count for the officer's duties",
            "The officer in charge and a recorded cover always count. Notes signed from now on by "
            "somebody in a role that is ticked here count as well.",
        ),
        (
            "inquiry_working_days",
            "Working days to answer an inquiry",
            "A target that the product shows beside each inquiry; no policy sets it.",
        ),
        (
            "access_request_days",
            "Days to answer a request to see a record",
            "A target that the product shows; no policy sets it.",
        ),
        (
            "drafts_kept_days",
            "Days that an untouched draft is kept",
            "Counted from the last time somebody wrote in it; its owner is warned before. 0 keeps "
            "drafts until their owners discard them.",
        ),
        (
            "draft_warning_days",
            "Days of warning before a draft is discarded",
            "No draft is discarded before its owner was warned for so long.",
        ),
        (
            "attachment_megabytes",
            "Largest file with a note",
            "In megabytes, for each file: scanned forms, photographs, dictated text.",
        ),
    ),
    *_about(
        "Behaviour and responses",
        (
            "adjustment_period_days",
            "Days of adjustment after a release",
            "A violation within these days is marked as one in the time of adjustment. 0 marks "
            "none.",
        ),
        (
            "rewards_per_sanction",
            "Rewards for each sanction",
            "The goal that stands beside the ratio of rewards to sanctions; 0 shows none.",
        ),
    ),
    *_about(
        "Contact cycle",
        (
            "switch_reading",
            "Change to the shorter interval",
            "strict: the later of the short interval after the last date and the day on which "
            "the final part begins. grace: one short interval after that day. lazy: when the "
            "running long interval ends. Never later than the long interval.",
        ),
        (
            "early_window",
            "How early a report counts",
            "A report completed earlier than this before its date is an additional contact.",
        ),
        (
            "primary_on_reallocation",
            "First report on a change of officer",
            "When on, a new officer at the same place owes a first report too.",
        ),
        (
            "primary_supersedes_regular",
            "First report replaces a regular one near it",
            "When on, a first report takes the place of a regular one due up to its own date.",
        ),
        (
            "inform_before_application",
            "When to tell the person what an application needs",
            "So long before the day from which the person may apply.",
        ),
    ),
    *_about(
        "Plans and reviews",
        (
            "accountability_plan",
            "Time for the first accountability plan",
            "Counted from the day on which the case was received.",
        ),
        (
            "adjustment_review",
            "Time between adjustment reviews",
            "Four months follows the statute; the agency has also published 120 days.",
        ),
        (
            "case_plan_current",
            "How long a case plan is current",
            "A plan that was not looked at for so long is due for review.",
        ),
        (
            "plan_domain_minimum",
            "Areas that a case plan must take up",
            "How many of the highest areas of the assessment; all of them where there are fewer.",
        ),
        (
            "omp1_grace_days",
            "Days for the Prison Programming Plan",
            "Days after intake; 0 is the day of intake.",
        ),
        (
            "omp2_grace_days",
            "Days for the Parole and Reentry Plan",
            "Days added to the day before release.",
        ),
        (
            "omp3_grace_days",
            "Days for the Treatment and Supervision Plan",
            "Days after release; 0 is the day of release.",
        ),
        (
            "omp4_grace_days",
            "Days for the Discharge and Aftercare Plan",
            "Days added to the day before discharge.",
        ),
    ),
    *_about(
        "Assessments and programs",
        (
            "intake_assessment_days",
            "Days for the assessment at intake",
            "Days after intake; 0 is the day of intake.",
        ),
        (
            "lscmi_validity",
            "How long an assessment is current",
            "A new one is due when the last one is this old.",
        ),
        (
            "reassessment",
            "Time between assessments in reentry",
            "Counted from the last assessment.",
        ),
        (
            "reassessment_after_program",
            "Time for an assessment after a program",
            "Counted from the day on which the program was completed.",
        ),
        (
            "enrolment_stale",
            "When an enrolment must be checked",
            "An enrolment open for longer than this is checked, then once each quarter.",
        ),
    ),
    *_about(
        "Supervision of officers",
        (
            "conference_period",
            "How often conferences are held",
            "calendar_quarter: one in each quarter. rolling: three months after the last one.",
        ),
        (
            "conference_evaluation",
            "Time for the evaluation of a conference",
            "Counted from the day of the conference.",
        ),
        (
            "sample_least",
            "Smallest sample of cases",
            "At least so many cases are looked at in depth, or all where there are fewer.",
        ),
        (
            "sample_percent",
            "Share of cases in the sample",
            "In percent of the high and medium-high cases.",
        ),
        (
            "memo_discussion",
            "Time to discuss a performance memo",
            "Counted from the day it was sent; 0 days is the end of that quarter.",
        ),
        (
            "meeting_roll",
            "Two-weekly and six-monthly dates",
            "last_held: counted from the last one held. fixed: counted from the first one, so "
            "that a late one moves nothing.",
        ),
    ),
    *_about(
        "Exemptions",
        (
            "exemption_clear_days",
            "Days after an exemption ends",
            "What fell due while an exemption ran is due so many days after the day on which it "
            "no longer holds; 0 is that day.",
        ),
    ),
)

_LIMITS: dict[str, tuple[int, int]] = {
    "month_note_due_day": (0, 31),
    "caseload_list_due_day": (0, 31),
    "quarter_starts_in": (1, 12),
    "week_starts_on": (1, 7),
    "sample_least": (1, 100),
    "sample_percent": (0, 100),
    "plan_domain_minimum": (0, 8),
    "longest_note": (1000, 100_000),
    "inquiry_working_days": (1, 60),
    "drafts_kept_days": (0, 3650),
    "draft_warning_days": (1, 60),
    "attachment_megabytes": (1, 50),
    "rewards_per_sanction": (0, 20),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "switch_reading": ("strict", "grace", "lazy"),
    "conference_period": ("calendar_quarter", "rolling"),
    "meeting_roll": ("last_held", "fixed"),
}
#: Settings that are any number of these words.
_SEVERAL: dict[str, tuple[str, ...]] = {
    "counting_roles": (
        "contributor",
        "assessment_officer",
        "coordinator",
        "unit_manager",
        "supervisor",
    ),
}
#: Spans that may be nothing; every other one must be longer than that.
_MAY_BE_NOTHING = frozenset({"early_window", "memo_discussion"})


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Settings from an agency's stored values, spans written as {"months": 4}.

    Keys that are left out keep their defaults. Raises BadSetting, naming the key and what was
    expected.
    """
    known = {field.name for field in fields(Settings)}
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise BadSetting(f"{name}: not a setting; expected one of {', '.join(sorted(known))}.")
        read[name] = _checked(name, value, getattr(DEFAULTS, name))
    return Settings(**read)


def _checked(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, Span):
        return _span(name, value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise BadSetting(f"{name}: expected true or false, found {value!r}.")
        return value
    if isinstance(default, int):
        lowest, highest = _LIMITS.get(name, (0, 365))
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise BadSetting(f"{name}: expected {lowest} to {highest}, found {value!r}.")
        return value
    if isinstance(default, float):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise BadSetting(f"{name}: expected a number from 0 to 1, found {value!r}.")
        return float(value)
    if name in _SEVERAL:
        return _several(name, value)
    if isinstance(default, tuple):
        return _days(name, value)
    allowed = _CHOICES[name]
    if value not in allowed:
        words = ", ".join(f'"{word}"' for word in allowed)
        raise BadSetting(f"{name}: expected one of {words}, found {value!r}.")
    return value


def _several(name: str, value: Any) -> tuple[str, ...]:
    allowed = _SEVERAL[name]
    if not isinstance(value, (list, tuple)) or not set(value) <= set(allowed):
        words = ", ".join(f'"{word}"' for word in allowed)
        raise BadSetting(f"{name}: expected any of {words}, found {value!r}.")
    return tuple(word for word in allowed if word in value)


def _days(name: str, value: Any) -> tuple[date, ...]:
    try:
        if not isinstance(value, (list, tuple)):
            raise TypeError
        return tuple(sorted(date.fromisoformat(entry) for entry in value))
    except (TypeError, ValueError):
        raise BadSetting(
            f"{name}: expected a list of dates such as 2026-12-25, found {value!r}."
        ) from None


def _span(name: str, value: Any) -> Span:
    whole = (
        isinstance(value, Mapping)
        and value
        and set(value) <= {"months", "days"}
        and all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values())
    )
    if not whole:
        raise BadSetting(f'{name}: expected {{"months": n}} or {{"days": n}}, found {value!r}.')
    span = Span(**value)
    if span == Span() and name not in _MAY_BE_NOTHING:
        raise BadSetting(f"{name}: expected more than nothing, found {value!r}.")
    return span


def choices_of(name: str) -> tuple[str, ...]:
    """The words among which that setting chooses; none for numbers, spans, days and switches."""
    return _CHOICES.get(name, ())


def several_of(name: str) -> tuple[str, ...]:
    """The words of which that setting may be any number; none for every other setting."""
    return _SEVERAL.get(name, ())
