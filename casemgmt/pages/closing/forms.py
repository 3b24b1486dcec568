"""Why a charge is closed though its termination summary is missing."""

from __future__ import annotations

from typing import Any

from django import forms

from casenotes.models import WhyWithout
from casenotes.services.closing import LONGEST_REASON
from offenders.closing import WithoutSummary
from offenders.forms import EndAssignmentForm, OfficerForm

REASONS = [(code, name) for code, name in WhyWithout.choices if code != WhyWithout.HAPPENED]


class WithoutFields(forms.Form):
    """Two fields beside those of a form that closes a charge. asks: whether a summary is missing;
    where none is they are not there."""

    without_why = forms.ChoiceField(
        label="No termination summary because", choices=[("", "Choose"), *REASONS], required=False
    )
    without_reason = forms.CharField(
        label="Say more",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="It stays with the case, with your name. The officer still owes the summary.",
    )

    def __init__(self, *args: Any, asks: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["without_why"], self.fields["without_reason"]

    def clean(self) -> dict[str, Any]:
        """`without`: both together as a service takes them, None for neither."""
        cleaned = super().clean() or {}
        why, reason = cleaned.pop("without_why", ""), cleaned.pop("without_reason", "")
        if reason and not why and "without_why" in self.fields:
            self.add_error("without_why", "Choose why there is no summary.")
        cleaned["without"] = WithoutSummary(why, reason) if why else None
        return cleaned


class PassOnForm(WithoutFields, OfficerForm):
    """Another officer, and why without a summary."""


class EndChargeForm(WithoutFields, EndAssignmentForm):
    """The end of a charge, and why without a summary."""


class LetCloseForm(WithoutFields):
    """Letting one charge be closed without its summary, beforehand."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, asks=True, **kwargs)
        for name in ("without_why", "without_reason"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Say why."


class HandOverForm(forms.Form):
    """To whom outside a summary was handed; empty for one's own reading."""

    handed_to = forms.CharField(
        label="Handed to",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Name and office of the probation and parole officer, if you gave it to one.",
    )
