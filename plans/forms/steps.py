"""The short forms around a version: begin, decide, answer, hand over, settle an action."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day
from plans.forms.fields import Prose
from plans.models import Answer, HowSaid, PlanKind, PlanReview, VersionReason


class StartPlanForm(forms.Form):
    """Which plan to begin."""

    kind = forms.ChoiceField(
        label="Plan",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a plan."},
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any):
        """kinds: the codes of those that may be begun."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in PlanKind.choices if choice[0] in kinds
        ]


class NewVersionForm(forms.Form):
    """Why there is to be a new version."""

    reason = forms.ChoiceField(
        label="Why",
        choices=[choice for choice in VersionReason.choices if choice[0] != "first"],
        widget=forms.RadioSelect,
        error_messages={"required": "Say why."},
    )
    event_on = Day(
        label="Day of the event",
        required=False,
        help_text="For slow progress or a step back: the plan is changed swiftly after it.",
    )
    reason_note = forms.CharField(label="In a few words", max_length=400, required=False)
    prompted_by = forms.ModelChoiceField(
        PlanReview.objects.none(), label="The review that asks for it", required=False
    )


class DecideForm(forms.Form):
    """Approve a version, or send it back."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("approve", "Approve"), ("send_back", "Send back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    approved_on = Day(label="Approved on", required=False)
    because = forms.CharField(
        label="What is to be changed",
        max_length=400,
        required=False,
        help_text="For a plan that is sent back.",
    )

    def clean(self) -> dict[str, Any]:
        """An approval has its day, a plan sent back the reason."""
        cleaned = super().clean() or self.cleaned_data
        decision = cleaned.get("decision")
        if decision == "approve" and not cleaned.get("approved_on") and not self.errors:
            self.add_error("approved_on", "Say on which day.")
        if decision == "send_back" and not cleaned.get("because"):
            self.add_error("because", "Say what is to be changed.")
        return cleaned


class AgreementForm(forms.Form):
    """What the person says to the plan."""

    answer = forms.ChoiceField(
        label="The person",
        choices=Answer,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    on = Day(label="On")
    how = forms.ChoiceField(
        label="On record",
        choices=HowSaid,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the answer is on record."},
    )
    witness = forms.CharField(label="Witness", max_length=200, required=False)
    reason = forms.CharField(
        label="Reason", max_length=1000, required=False, help_text="A refusal says why."
    )


class HandoverForm(forms.Form):
    """Two teams met over the plan."""

    met_on = Day(label="Met on")
    from_team = forms.CharField(label="From", max_length=200)
    to_team = forms.CharField(label="To", max_length=200)
    agreed = Prose(label="What was agreed")


class ActionForm(forms.Form):
    """What became of an action."""

    result = forms.ChoiceField(
        label="It",
        choices=[("done", "Was done"), ("dropped", "Is dropped")],
        widget=forms.RadioSelect,
        initial="done",
        error_messages={"required": "Choose one of the two."},
    )
    done_on = Day(label="On")
    outcome = forms.CharField(label="Outcome, or why it is dropped", max_length=400, required=False)
