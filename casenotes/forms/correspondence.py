"""Forms of correspondence for a signature."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day, FormKey
from casenotes.fields import LongText
from casenotes.models import LetterAct, Signatory
from casenotes.services.correspondence import LONGEST_REMARK


def _line(label: str, asked: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": asked},
        **kwargs,
    )


class LetterForm(forms.Form):
    """A new letter with its first text."""

    subject = _line("About", "Say what it is about.")
    addressed_to = _line("To", "Say to whom it goes.")
    signatory = forms.ChoiceField(label="For the signature of", choices=Signatory)
    delegated = forms.BooleanField(
        label="Decided by delegated authority",
        required=False,
        help_text="It is controlled all the same.",
    )
    text = LongText(label="Text", rows=14, empty="Write the letter.")
    form_key = FormKey()


class VersionForm(forms.Form):
    """Another text. seen: the number of the version before the writer."""

    text = LongText(label="Text", rows=14, empty="Write the letter.")
    seen = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)


class StepForm(forms.Form):
    """One act on the newest version; which fields it needs, its service says."""

    act = forms.ChoiceField(choices=LetterAct, widget=forms.HiddenInput)
    remark = forms.CharField(
        label="Remarks",
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignatureForm(StepForm):
    """That it was signed on paper, by whom and when."""

    signed_by = _line("Signed by", "Say who signed it.")
    signed_on = Day(label="On", error_messages={"required": "Say on which day it was signed."})
