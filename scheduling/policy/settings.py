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
    """An agency's readings of the silences; `settings_described` says what each one means."""

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
