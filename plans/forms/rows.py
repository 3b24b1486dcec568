"""The rows of a plan: needs, goals, interventions, actions. An empty row is no row."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day
from plans.forms.fields import Prose
from plans.models import NeedSource, OwnerParty, ReentryItem


class RowForm(forms.Form):
    """One row. `main`: the field that makes it one; `beside`: fields that are filled anyway."""

    main = ""
    beside: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def has_row(self) -> bool:
        """Whether there is a row to keep; after `is_valid`."""
        return bool(str(self.cleaned_data.get(self.main) or "").strip())

    def clean(self) -> dict[str, Any]:
        """Refuse a row with words but without its main field."""
        cleaned = super().clean() or self.cleaned_data
        others = [name for name in self.fields if name != self.main and name not in self.beside]
        if self.main in cleaned and not self.has_row() and any(cleaned.get(n) for n in others):
            self.add_error(self.main, "Fill this in, or empty the whole row to take it out.")
        return cleaned


class PlaceField(forms.TypedChoiceField):
    """The place of another row, from 1; None for none."""

    def __init__(self, **kwargs: Any):
        super().__init__(coerce=int, empty_value=None, **kwargs)


class NeedForm(RowForm):
    """A need, and whether it is the driver."""

    main = "domain"
    beside = ("source",)
    domain = forms.CharField(label="Need", max_length=100)
    level = forms.CharField(label="Level", max_length=40)
    source = forms.ChoiceField(
        label="Known from", choices=NeedSource, initial=NeedSource.JUDGEMENT.value
    )
    driver = forms.BooleanField(label="Driver: leads to the others")
    note = forms.CharField(label="Remark", max_length=1000)


class GoalForm(RowForm):
    """A goal in the agency's words and in the person's own."""

    main = "goal"
    goal = Prose(label="Goal", rows=2, max_length=4000)
    own_words = Prose(label="In the person’s own words", rows=2, max_length=4000)
    need = PlaceField(label="Answers need")


class InterventionForm(RowForm):
    """What, when, where and by whom."""

    main = "name"
    name = forms.CharField(label="Program or service", max_length=200)
    when = forms.CharField(label="When", max_length=200)
    where = forms.CharField(label="Where", max_length=200)
    by_whom = forms.CharField(label="By whom", max_length=200)
    need = PlaceField(label="Answers need")


class ActionRowForm(RowForm):
    """An action with its owner and its day."""

    main = "what"
    beside = ("owner_party", "of")
    what = forms.CharField(label="Action", max_length=400)
    due_on = Day(label="Due")
    owner_party = forms.ChoiceField(label="Owed by", choices=OwnerParty)
    owner = forms.TypedChoiceField(label="Member of staff", coerce=int, empty_value=None)
    owner_name = forms.CharField(
        label="Or a name",
        max_length=200,
        help_text="For somebody who does not sign in here.",
    )
    goal = PlaceField(label="Serves goal")
    reentry = forms.ChoiceField(
        label="Prepares for release", choices=[("", "No"), *ReentryItem.choices]
    )
    of = forms.TypedChoiceField(coerce=int, empty_value=None, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An action has a day and one owner."""
        cleaned = super().clean()
        if self.main in cleaned and self.has_row():
            if not cleaned.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", "Say by which day.")
            if cleaned.get("owner") and cleaned.get("owner_name"):
                self.add_error("owner_name", "Choose a member of staff or write a name, not both.")
            elif cleaned.get("owner") and cleaned.get("owner_party") == OwnerParty.PERSON:
                self.add_error(
                    "owner_party", "A member of staff owes it: say on whose side, not the person’s."
                )
        return cleaned
