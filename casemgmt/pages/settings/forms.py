"""Forms made from the settings themselves, so that a new setting has its field."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms

from agency.models import Agency
from agency.roles import Role
from scheduling.policy.dates import Span
from scheduling.policy.settings import (
    DEFAULTS,
    Settings,
    choices_of,
    several_of,
)
from scheduling.policy.settings_described import DESCRIBED, SettingInfo

UNITS = (("months", "months"), ("days", "days"))


class SpanWidget(forms.MultiWidget):
    """A number and its unit."""

    template_name = "pages/settings/span.html"

    def __init__(self) -> None:
        super().__init__(
            [
                forms.NumberInput(attrs={"min": 0, "max": 3650, "aria-label": "How many"}),
                forms.Select(choices=UNITS, attrs={"aria-label": "Unit"}),
            ]
        )

    def decompress(self, value: Span | None) -> list[Any]:
        """Shipped spans are in one unit."""
        if value is None:
            return [None, "months"]
        return [value.months, "months"] if value.months else [value.days, "days"]


class SpanField(forms.MultiValueField):
    """So many months or days, as settings keep them: {"months": 4}."""

    widget = SpanWidget

    def __init__(self, **more: Any):
        super().__init__(
            fields=(
                forms.IntegerField(
                    min_value=0,
                    max_value=3650,
                    error_messages={"invalid": "Write a whole number."},
                ),
                forms.ChoiceField(choices=UNITS),
            ),
            error_messages={"required": "Say how many months or days."},
            **more,
        )

    def compress(self, data_list: list[Any]) -> dict[str, int]:
        """One unit, one number."""
        number, unit = data_list
        return {unit: number}


class DaysField(forms.CharField):
    """Dates, one on each line."""

    def __init__(self, **more: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **more)

    def prepare_value(self, value: Any) -> Any:
        """Dates as lines; what was typed stays as it was typed."""
        if isinstance(value, tuple):
            return "\n".join(day.isoformat() for day in value)
        return value

    def clean(self, value: Any) -> Any:
        """A list of ISO dates."""
        found = []
        for line in str(super().clean(value)).split():
            try:
                found.append(date.fromisoformat(line).isoformat())
            except ValueError:
                raise forms.ValidationError(
                    f"“{line}” is not a date. Write one on each line, like 2026-12-25."
                ) from None
        return found


class PolicySettingsForm(forms.Form):
    """Every setting of `Settings`, with the agency's present choice."""

    def __init__(self, *args: Any, now: Settings, **more: Any):
        super().__init__(*args, **more)
        for info in DESCRIBED:
            self.fields[info.name] = _field(info)
            self.initial[info.name] = getattr(now, info.name)

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The fields under the headings of the page, each with whether it differs from what is
        shipped."""
        found: dict[str, list[dict[str, Any]]] = {}
        for info in DESCRIBED:
            found.setdefault(info.group, []).append(
                {
                    "field": self[info.name],
                    "own": self.initial[info.name] != getattr(DEFAULTS, info.name),
                    "default": in_words(getattr(DEFAULTS, info.name)),
                }
            )
        return list(found.items())


def _field(info: SettingInfo) -> forms.Field:
    default = getattr(DEFAULTS, info.name)
    about: dict[str, Any] = {"label": info.title, "help_text": info.meaning}
    allowed = choices_of(info.name)
    if several := several_of(info.name):
        return forms.MultipleChoiceField(
            choices=[(word, word.replace("_", " ")) for word in several],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **about,
        )
    if isinstance(default, Span):
        return SpanField(**about)
    if isinstance(default, bool):
        return forms.BooleanField(required=False, **about)
    if isinstance(default, int):
        return forms.IntegerField(error_messages={"invalid": "Write a whole number."}, **about)
    if isinstance(default, float):
        return forms.FloatField(
            error_messages={"invalid": "Write a number from 0 to 1, like 0.85."},
            widget=forms.NumberInput(attrs={"step": "0.01", "min": 0, "max": 1}),
            **about,
        )
    if allowed:
        return forms.ChoiceField(
            choices=[(word, word.replace("_", " ")) for word in allowed], **about
        )
    return DaysField(**about)


def in_words(value: Any) -> str:
    """A shipped default as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        words = (str(part).replace("_", " ") for part in value)
        return ", ".join(words) or "none"
    return str(value).replace("_", " ") or "0 days"


#: The words that an agency may choose: our name for the thing, and what it says by itself.
WORDS = (
    ("offender", "person"),
    ("offender_plural", "people"),
    *((role.value, role.label.lower()) for role in Role),
)


class WordsForm(forms.Form):
    """The agency's own words. An empty one falls back to ours."""

    def __init__(self, *args: Any, agency: Agency, **more: Any):
        super().__init__(*args, **more)
        for name, ours in WORDS:
            label = name.replace("_plural", ", several").replace("_", " ").capitalize()
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=60,
                help_text=f"Without a word of yours: {ours}.",
            )
            self.initial[name] = agency.terms.get(name, "")

    def terms(self) -> dict[str, str]:
        """The words that were given."""
        return {name: word for name, _ in WORDS if (word := self.cleaned_data[name].strip())}


assert {info.name for info in DESCRIBED} == {field.name for field in fields(Settings)}
