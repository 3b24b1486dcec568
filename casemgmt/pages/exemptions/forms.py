"""Forms of exemptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Stands for every duty of the subject.
EVERY_DUTY = "every"


def _reason(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": "Say why."},
    )


class AskForm(forms.Form):
    """What is asked for. duties: names by code, those that the subject owes or will owe."""

    standards = forms.MultipleChoiceField(
        label="Which duties",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose one duty or more, or every duty."},
    )
    from_on = Day(label="From")
    until_on = Day(
        label="Until",
        required=False,
        help_text="The last day on which it holds. Empty: until somebody clears it.",
    )
    reason = _reason("Reason", "Everyone who reads the due items reads it too.")

    def __init__(self, *args: Any, duties: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = sorted(duties.items(), key=lambda entry: entry[1])
        self.fields["standards"].choices = [  # type: ignore[attr-defined]
            *((code, f"{name} ({code})") for code, name in named),
            (EVERY_DUTY, "Every duty"),
        ]

    def clean_standards(self) -> list[str]:
        """The codes; none for every duty."""
        chosen: list[str] = self.cleaned_data["standards"]
        return [] if EVERY_DUTY in chosen else chosen


class DecideForm(forms.Form):
    """Approve or refuse. wanted: who outside this system must have approved it, "" for nobody."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Approve it or refuse it."},
    )
    authority = forms.CharField(label="Approved in writing by", max_length=200, required=False)
    authority_reference = forms.CharField(
        label="Document",
        max_length=200,
        required=False,
        help_text="Where the written approval is: its number and date.",
    )
    reason = forms.CharField(
        label="Reason, if refused",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, wanted: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if wanted:
            self.fields["authority"].help_text = f"The {wanted.lower()}'s name."
        else:
            self.fields["authority"].help_text = "Only if somebody outside this system had to."


class ChangeForm(forms.Form):
    """Give it another reason or an earlier end, or clear it."""

    act = forms.ChoiceField(
        label="What to do",
        choices=[("change", "Change the reason or the last day"), ("clear", "Clear it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do."},
    )
    until_on = Day(
        label="Last day", required=False, help_text="If changed: no later than was approved."
    )
    cleared_on = Day(
        label="Counts again from", required=False, help_text="If cleared: today or later."
    )
    reason = _reason("Reason", "If changed: why the duties do not count. If cleared: why it ends.")

    def clean(self) -> dict[str, Any]:
        """Clearing needs its day."""
        cleaned = super().clean() or self.cleaned_data
        no_day = not cleaned.get("cleared_on") and "cleared_on" not in self.errors
        if cleaned.get("act") == "clear" and no_day:
            self.add_error("cleared_on", "Say from which day the duties count again.")
        return cleaned
