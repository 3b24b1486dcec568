"""The form of an orientation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import Acknowledgement, OrientationLevel

if TYPE_CHECKING:
    from agency.models import Facility


class OrientationForm(HappenedMixin):
    """What was explained to somebody newly assigned, and how they acknowledged it."""

    level = forms.ChoiceField(
        label="Orientation", choices=OrientationLevel, widget=forms.RadioSelect
    )
    occurred_on = Day(label="Held", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    programs = forms.CharField(
        label="Programs explained",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line.",
        error_messages={"required": "Name at least one program that was explained."},
    )
    acknowledgement = forms.ChoiceField(
        label="Acknowledgement", choices=Acknowledgement, widget=forms.RadioSelect
    )
    refusal_reason = forms.CharField(label="Why they refused", max_length=400, required=False)
    text = LongText(label="Anything else", rows=3, required=False)
    form_key = FormKey()

    def __init__(self, *args: Any, place: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.clocks_of = place

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        cleaned = super().clean()
        refused = cleaned.get("acknowledgement") == Acknowledgement.REFUSED
        if refused and not (cleaned.get("refusal_reason") or "").strip():
            self.add_error("refusal_reason", "Say why the person refused to sign.")
        return cleaned
