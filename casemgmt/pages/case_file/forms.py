"""The forms of alerts and reasons for access on the case file."""

from __future__ import annotations

from django import forms

from agency.form_fields import Day

SHORTEST_REASON = 20


class AlertForm(forms.Form):
    """A warning in words, shown wherever the person is shown."""

    label = forms.CharField(
        label="In lists", max_length=40, help_text="One or two words: Separation, Interpreter."
    )
    text = forms.CharField(
        label="In full",
        max_length=400,
        help_text="What to do or to avoid, so that a stranger understands it.",
    )
    from_on = Day(label="From", error_messages={"required": "Say from which day."})
    until_on = Day(label="Until", required=False, help_text="The last day. Empty: until ended.")


class EndAlertForm(forms.Form):
    """The last day on which an alert holds."""

    until_on = Day(label="Last day", error_messages={"required": "Say on which day."})


class ReasonForm(forms.Form):
    """Why an auditor opens one record."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"At least {SHORTEST_REASON} characters. It is kept in the audit log.",
    )

    def clean_reason(self) -> str:
        """The reason in one line, long enough to be understood later."""
        reason: str = " ".join(self.cleaned_data["reason"].split())
        if len(reason) < SHORTEST_REASON:
            raise forms.ValidationError(
                f"Say a little more: at least {SHORTEST_REASON} characters, so that somebody who "
                "reviews this understands it."
            )
        return reason
