"""An agency's settings are typed and refuse what does not fit."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from scheduling.policy.dates import Span
from scheduling.policy.settings import (
    DEFAULTS,
    BadSetting,
    Settings,
    settings_from,
)
from scheduling.policy.settings_described import DESCRIBED


def test_what_is_left_out_keeps_its_default():
    assert settings_from({}) == DEFAULTS
    assert DEFAULTS.switch_reading == "strict"
    assert DEFAULTS.early_window == Span(months=1)


def test_settings_are_read_from_plain_values():
    read = settings_from(
        {
            "switch_reading": "lazy",
            "early_window": {"days": 14},
            "primary_on_reallocation": True,
            "month_note_due_day": 25,
            "adjustment_review": {"days": 120},
        }
    )
    assert (read.switch_reading, read.month_note_due_day) == ("lazy", 25)
    assert (read.early_window, read.adjustment_review) == (Span(days=14), Span(days=120))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("switch", "strict", "switch: not a setting"),
        ("switch_reading", "soft", 'expected one of "strict", "grace", "lazy"'),
        ("early_window", 1, "expected {"),
        ("early_window", {}, "expected {"),
        ("early_window", {"weeks": 2}, "expected {"),
        ("early_window", {"days": -1}, "expected {"),
        ("primary_on_reallocation", 1, "expected true or false"),
        ("quarter_starts_in", 0, "expected 1 to 12"),
        ("quarter_starts_in", 13, "expected 1 to 12"),
        ("month_note_due_day", 32, "expected 0 to 31"),
        ("month_note_due_day", True, "expected 0 to 31"),
        ("termination_grace_days", "3", "expected 0 to 365"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(name, value, said):
    with pytest.raises(BadSetting) as bad:
        settings_from({name: value})
    assert name in str(bad.value)
    assert said in str(bad.value)


def test_every_setting_is_described_once_for_its_page():
    names = [info.name for info in DESCRIBED]
    assert sorted(names) == sorted(field.name for field in fields(Settings))
    assert all(info.title and info.meaning.endswith(".") for info in DESCRIBED)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("week_starts_on", 0, "expected 1 to 7"),
        ("note_similarity_warning", 1.5, "from 0 to 1"),
        ("meeting_roll", "weekly", '"last_held", "fixed"'),
        ("holidays", ["2026-13-01"], "a list of dates"),
        ("holidays", "2026-12-25", "a list of dates"),
        ("lscmi_validity", {"months": 0}, "more than nothing"),
    ],
)
def test_a_later_setting_that_does_not_fit_is_refused_by_name(name, value, said):
    with pytest.raises(BadSetting) as bad:
        settings_from({name: value})
    assert name in str(bad.value)
    assert said in str(bad.value)


def test_later_settings_are_read():
    read = settings_from({"holidays": ["2026-12-25"], "note_similarity_warning": 1,
                          "memo_discussion": {"days": 0}})  # fmt: skip
    assert read.holidays == (date(2026, 12, 25),)
    assert read.note_similarity_warning == 1.0
    assert read.memo_discussion == Span()
