"""The form of an assessment: made for one instrument, with a field for each of its domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import User
from offenders.forms.fields import Lines, Person, Score, long_text, offer, short_text
from offenders.models import AssessmentReason, Finding, Instrument, InstrumentKind, OverrideKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from offenders.models import Assessment, InstrumentDomain


class AssessmentForm(forms.Form):
    """Scores, levels and dates; never the questions of an instrument."""

    assessed_on = Day(label="Assessed on")
    assessor = Person(User.objects.none(), label="Assessor", required=False, empty_label="Myself")
    reason = forms.ChoiceField(
        label="Why", choices=[("", "Choose"), *AssessmentReason.choices], required=False
    )
    score = Score(
        label="Total", required=False, help_text="Empty: the sum of the domains, if all are given."
    )
    level = forms.ChoiceField(label="Level", required=False)
    finding = forms.ChoiceField(
        label="What it came to", choices=Finding.choices, widget=forms.RadioSelect
    )
    summary = long_text("Summary", required=False)
    strengths = Lines(
        label="Strengths",
        required=False,
        rows=3,
        help_text="One a line: what the person can build on.",
    )
    environment = long_text(
        "Environment",
        required=False,
        rows=2,
        help_text="Home, neighbourhood, supports: what around the person bears on it.",
    )
    override_level = forms.ChoiceField(label="Overridden to", required=False)
    override_kind = forms.ChoiceField(
        label="Kind of override", choices=[("", "None"), *OverrideKind.choices], required=False
    )
    override_reason = short_text("Why it is overridden", required=False)
    override_until_on = Day(
        label="Until", required=False, help_text="The last day. A temporary override needs one."
    )
    unqualified_reason = short_text(
        "If the assessor has no qualification for it on record: why it stands all the same",
        required=False,
    )
    correction_reason = short_text("What was wrong")

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        assessors: QuerySet[User],
        levels: Iterable[str],
        previous: Assessment | None = None,
        corrects: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.previous = previous
        self.domains: list[InstrumentDomain] = list(instrument.domains.all())
        offer(self, "assessor", assessors)
        self._levels(list(levels))
        self._domains()
        if instrument.kind == InstrumentKind.SCREENING:
            self._drop("environment", "override_level", "override_kind")
            self._drop("override_reason", "override_until_on", "level")
            if not self.domains:
                self._drop("score")
        else:
            self._drop("finding")
        if not instrument.needs_qualification:
            self._drop("unqualified_reason")
        if not corrects:
            self._drop("correction_reason")
        if previous is not None:
            self.fields["reason"].label = "Why again"

    def _drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _levels(self, levels: list[str]) -> None:
        named = [(level, level.capitalize()) for level in levels]
        field, overridden = self.fields["level"], self.fields["override_level"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(overridden, forms.ChoiceField)
        field.choices = [("", "By the score"), *named]
        overridden.choices = [("", "Not overridden"), *named]
        if not named:
            self.fields["level"] = short_text("Level", required=False, max_length=40)
            self.fields["override_level"] = short_text(
                "Overridden to", required=False, max_length=40
            )

    def _domains(self) -> None:
        for domain in self.domains:
            self.fields[f"domain_{domain.code}"] = Score(
                label=domain.name,
                required=False,
                max_value=domain.maximum,
                help_text=f"0 to {domain.maximum.normalize():f}"
                + ("" if domain.dynamic else ", static"),
            )

    def clean(self) -> dict[str, Any]:
        """A reassessment says why there is one."""
        said = super().clean() or self.cleaned_data
        on = said.get("assessed_on")
        again = self.previous is not None and on is not None and on > self.previous.assessed_on
        if again and not said.get("reason"):
            self.add_error("reason", "Say why the person is reassessed.")
        return said

    def domain_fields(self) -> list[forms.BoundField]:
        """The fields of the domains, in their order."""
        return [self[f"domain_{domain.code}"] for domain in self.domains]

    def facts(self) -> dict[str, Any]:
        """What the services want to know, once the form is valid."""
        said = dict(self.cleaned_data)
        scores = {d.code: said.pop(f"domain_{d.code}") for d in self.domains}
        said["domain_scores"] = {code: score for code, score in scores.items() if score is not None}
        return said


def typed_of(assessment: Assessment) -> dict[str, Any]:
    """How a form starts that corrects `assessment`."""
    names = (
        "assessed_on",
        "reason",
        "score",
        "level",
        "finding",
        "summary",
        "environment",
        "override_level",
        "override_kind",
        "override_reason",
        "override_until_on",
        "unqualified_reason",
    )
    typed: dict[str, Any] = {name: getattr(assessment, name) for name in names}
    typed["assessor"] = assessment.assessor_id
    typed["strengths"] = "\n".join(strength.text for strength in assessment.strengths.all())
    typed |= {f"domain_{code}": score for code, score in assessment.domain_scores.items()}
    return typed
