"""Recording that a plan was approved or reviewed."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day
from plans.models import PlanKind, ReviewKind


class PlanReviewForm(forms.Form):
    """What was done to which plan, and when."""

    plan = forms.ChoiceField(label="Plan", choices=PlanKind)
    kind = forms.ChoiceField(label="What was done", choices=ReviewKind, widget=forms.RadioSelect)
    done_on = Day(label="On", error_messages={"required": "Say on which day."})
    resets_cycle = forms.BooleanField(
        label="Starts the contact cycle anew",
        required=False,
        help_text="Only for a review that was not scheduled: the next contact report is then "
        "counted from its day.",
    )

    def __init__(self, *args: Any, plans: list[str] | None = None, **kwargs: Any):
        """plans: the codes of the plans that the reader may record; None for all."""
        super().__init__(*args, **kwargs)
        if plans is not None:
            self.fields["plan"].choices = [  # type: ignore[attr-defined]
                choice for choice in PlanKind.choices if choice[0] in plans
            ]

    def clean(self) -> dict[str, Any]:
        """Only a review can start the cycle anew."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("resets_cycle") and cleaned.get("kind") == ReviewKind.APPROVED:
            self.add_error("resets_cycle", "Only a review can start the cycle anew.")
        return cleaned
