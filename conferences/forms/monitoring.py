"""Forms of the monitoring log."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day
from conferences.forms.fields import Writing
from conferences.models import MonitoringKind


class MonitoringForm(forms.Form):
    """A check, a review, an audit or a contact."""

    kind = forms.ChoiceField(label="What it was", choices=MonitoringKind.choices)
    on = Day(label="On")
    subject = forms.CharField(
        label="What was looked at, or with whom you were in contact", max_length=300
    )
    sample_size = forms.IntegerField(
        label="How many records were looked at", required=False, min_value=1, max_value=1_000_000
    )
    findings = Writing(label="What was found or agreed", rows=4)
    corrective_action = Writing(label="What is done about it", rows=3, required=False)
    reported_on = Day(label="Reported on", required=False)
    reported_to = forms.CharField(label="Reported to", max_length=200, required=False)
    recheck_on = Day(label="Look again on", required=False)


class RecheckForm(MonitoringForm):
    """The same, with what was found on looking again."""

    rechecked_on = Day(label="Looked again on", required=False)
    recurred = forms.ChoiceField(
        label="Was it there again",
        required=False,
        choices=[("", "Not looked yet"), ("no", "No"), ("yes", "Yes, it recurred")],
    )
    recheck_findings = Writing(label="What was found then", rows=3, required=False)

    def clean_recurred(self) -> bool | None:
        """True, False or not known."""
        answers: dict[str, Any] = {"yes": True, "no": False}
        return answers.get(self.cleaned_data["recurred"])
