"""Fields that the forms of a case's records share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.models import User

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


def short_text(label: str, **kwargs: Any) -> forms.CharField:
    """One line of words, without a browser's suggestions."""
    kwargs.setdefault("max_length", 400)
    kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
    return forms.CharField(label=label, **kwargs)


def long_text(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Several lines of words."""
    kwargs.setdefault("max_length", 10_000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class Lines(forms.CharField):
    """Short texts, one a line; cleaned to a list without empty lines."""

    def __init__(self, *, rows: int = 4, longest: int = 400, **kwargs: Any):
        self.longest = longest
        kwargs.setdefault("max_length", 10_000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The lines, each short enough."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        for line in lines:
            if len(line) > self.longest:
                raise forms.ValidationError(
                    f"A line has at most {self.longest} characters; “{line[:40]}…” is longer."
                )
        return [line for line in lines if line]


class Score(forms.DecimalField):
    """A score, zero or more."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_digits", 7)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("widget", forms.NumberInput(attrs={"step": "any"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Write a number."


class Person(forms.ModelChoiceField):
    """One account, family name first."""

    def label_from_instance(self, obj: Model) -> str:
        """As in lists."""
        assert isinstance(obj, User)
        return obj.sort_name


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a choice of the form be one of `rows`."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
