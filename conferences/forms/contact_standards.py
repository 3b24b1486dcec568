"""Forms of the agency's contact standards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from conferences.models import ContactType, Per

if TYPE_CHECKING:
    from collections.abc import Iterable


class NumbersForm(forms.Form):
    """How many contacts are asked for, and from when: what replaces an earlier number."""

    minimum = forms.IntegerField(label="At least", min_value=1, max_value=99)
    per = forms.ChoiceField(label="In each", choices=Per.choices, initial=Per.MONTH)
    modes = forms.MultipleChoiceField(
        label="Only contacts made",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none for any.",
    )
    person_seen = forms.BooleanField(
        label="Only where the person was reached", required=False, initial=True
    )
    substitutable = forms.IntegerField(
        label="Of these, another kind of contact may stand in for",
        min_value=0,
        max_value=99,
        initial=0,
    )
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The last day; empty: it goes on.")

    def __init__(self, *args: Any, modes: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["modes"].choices = list(modes)  # type: ignore[attr-defined]


class ContactStandardForm(NumbersForm):
    """A number for a level and a kind of contact that has none yet."""

    risk_level = forms.ChoiceField(label="Risk level")
    contact_type = forms.ChoiceField(label="Contacts", choices=ContactType.choices)

    field_order = ("risk_level", "contact_type")

    def __init__(self, *args: Any, levels: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["risk_level"].choices = [(level, level) for level in levels]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of a number."""

    until_on = Day(label="Last day")
