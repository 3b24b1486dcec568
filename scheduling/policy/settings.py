"""What an agency may decide where a policy is silent, each with the shipped default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from scheduling.policy.dates import Span

SwitchReading = Literal["strict", "grace", "lazy"]


class BadSetting(ValueError):
    """A setting that is not known or whose value has the wrong form."""


@dataclass(frozen=True, slots=True)
class Settings:
    """An agency's readings of the silences.

    `switch_reading`: when the shorter interval begins (R7). strict: the later of the short
    interval after the last slot and the day the final years begin; grace: one short interval
    after that day; lazy: after the running long interval. Never later than the long interval.
    `early_window`: how long before its due date a report counts (R8).
    `primary_on_reallocation`: a change of officer at the same place owes a first report too (R6).
    `primary_supersedes_regular`: a first report takes the place of a regular one near it (R11).
    `termination_grace_days`: added to the event's date (M2).
    `month_note_due_day`, `caseload_list_due_day`: day of the month; 0 is the last.
    `quarter_starts_in`: a month in which a quarter starts (M4).
    `adjustment_review`: time from one adjustment review to the next.
    """

    switch_reading: SwitchReading = "strict"
    early_window: Span = Span(months=1)
    primary_on_reallocation: bool = False
    primary_supersedes_regular: bool = True
    termination_grace_days: int = 0
    month_note_due_day: int = 0
    caseload_list_due_day: int = 0
    quarter_starts_in: int = 1
    adjustment_review: Span = Span(months=4)


DEFAULTS = Settings()

_HIGHEST = {
    "termination_grace_days": 365,
    "month_note_due_day": 31,
    "caseload_list_due_day": 31,
    "quarter_starts_in": 12,
}


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
        lowest = 1 if name == "quarter_starts_in" else 0
        highest = _HIGHEST[name]
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise BadSetting(f"{name}: expected {lowest} to {highest}, found {value!r}.")
        return value
    if value not in ("strict", "grace", "lazy"):
        raise BadSetting(f'{name}: expected "strict", "grace" or "lazy", found {value!r}.')
    return value


def _span(name: str, value: Any) -> Span:
    whole = (
        isinstance(value, Mapping)
        and value
        and set(value) <= {"months", "days"}
        and all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values())
    )
    if not whole:
        raise BadSetting(f'{name}: expected {{"months": n}} or {{"days": n}}, found {value!r}.')
    return Span(**value)
