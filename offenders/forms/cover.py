"""The form by which a colleague is recorded as standing in for an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import User


class CoverForm(forms.Form):
    """Who stands in for whom, from when until when, and why."""

    officer: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Stand in for", empty_label="Choose an officer"
    )
    colleague: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Colleague who stands in", empty_label="Choose a colleague"
    )
    from_on = Day(label="First day")
    until_on = Day(label="Last day")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        help_text="For example leave, training or illness.",
        error_messages={"required": "Say why, for example leave or training."},
    )

    def __init__(
        self, *args: Any, officers: QuerySet[User], colleagues: QuerySet[User], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        for name, people in (("officer", officers), ("colleague", colleagues)):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = lambda user: user.sort_name  # type: ignore[attr-defined]
