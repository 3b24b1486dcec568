"""Forms of classifications, packets and the levels of a facility."""

from __future__ import annotations

from django import forms

from agency.form_fields import Day
from offenders.forms.fields import short_text
from offenders.models import ClassificationDecision, ClassificationKind


class ClassificationForm(forms.Form):
    """A classification event or a transfer packet, and what came of it."""

    kind = forms.ChoiceField(label="What it is", choices=ClassificationKind.choices)
    on = Day(label="On")
    instrument = short_text("Form or procedure", required=False, max_length=100)
    security_level = short_text("Security level", required=False, max_length=40)
    eligible_on = Day(label="Eligible from", required=False)
    submitted_on = Day(label="Packet submitted on", required=False)
    decision = forms.ChoiceField(
        label="Decision",
        required=False,
        choices=[("", "Not yet decided"), *ClassificationDecision.choices],
    )
    decided_on = Day(label="Decided on", required=False)
    note = short_text("Note", required=False, max_length=400)


class LevelsForm(forms.Form):
    """The levels for which a facility is meant."""

    levels = forms.CharField(
        label="Levels for which this facility is meant",
        required=False,
        max_length=400,
        help_text="With commas between them: minimum, low. Empty: nothing is flagged.",
    )

    def clean_levels(self) -> list[str]:
        """One by one."""
        return [part.strip() for part in self.cleaned_data["levels"].split(",")]
