"""The forms of a warrant request: what the officer prepares and what the supervisor decides."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import FormKey
from casenotes.fields import LongText


class WarrantRequestForm(forms.Form):
    """The drafts of the request and of the revoking order; both are needed."""

    request_text = LongText(
        label="Request for a warrant", rows=9, empty="Write why a warrant is asked for."
    )
    order_text = LongText(label="Revoking order", rows=9, empty="Write the revoking order.")
    form_key = FormKey()


class WarrantDecisionForm(forms.Form):
    """The supervisor approves or returns it."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("approve", "Approve"), ("return", "Return to the officer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = forms.CharField(
        label="What is missing",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed when you return it.",
    )

    def clean(self) -> dict[str, Any]:
        """A return says what is missing."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "return" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Say what is missing, so that it can be put right.")
        return cleaned
