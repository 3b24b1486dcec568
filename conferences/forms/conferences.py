"""Forms of conferences. Each part of a conference is a short form of its own."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day, TimeOfDay
from agency.forms import PersonField
from agency.models import User
from conferences.models import (
    CASE_QUESTIONS,
    CONFERENCE_ITEMS,
    STAGE_TARGETS,
    CoachingArea,
    CoachingResource,
    Rating,
    StageOfChange,
)

LONGEST = 4000


def _words(label: str, *, required: bool = True, rows: int = 3, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class WhenForm(forms.Form):
    """Day, time, length and place of a conference."""

    on = Day(label="Day")
    at = TimeOfDay(label="Time", error_messages={"required": "Say at what time."})
    minutes = forms.IntegerField(label="Minutes", min_value=10, max_value=480, initial=60)
    place = forms.CharField(
        label="Where",
        max_length=200,
        required=False,
        help_text="Empty: at the facility. It goes into the e-mail, so name nobody.",
    )


class ScheduleForm(WhenForm):
    """A new conference."""

    officer = PersonField(User.objects.none(), label="Officer", empty_label="Choose")
    field_order = ("officer", "on", "at", "minutes", "place")

    def __init__(self, *args: Any, officers: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is called off, withdrawn or replaced."""

    reason = forms.CharField(label="Reason", max_length=400)


class HeldForm(forms.Form):
    """When a conference took place."""

    on = Day(label="Held on")
    at = TimeOfDay(label="Began at", error_messages={"required": "Say at what time."})


class PeriodForm(forms.Form):
    """The period of a standards review."""

    from_on = Day(label="From")
    until_on = Day(label="Until", help_text="Both days are included.")


class DrawForm(forms.Form):
    """Nothing is asked for: the seed is made when it is drawn."""


class EvaluationForm(forms.Form):
    """What is done well and what needs improvement."""

    done_well = _words("Done well", required=False, rows=5)
    to_improve = _words("Needs improvement", required=False, rows=5)


class AcknowledgeForm(forms.Form):
    """The officer has read the evaluation."""

    comment = _words("Your comment", required=False, hint="It may be empty. It is kept as it is.")


class CoachingForm(forms.Form):
    """Coaching to agree on."""

    area = forms.ChoiceField(label="Area", choices=CoachingArea.choices)
    what = forms.CharField(
        label="What exactly",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The officer reads it. Name nobody under supervision.",
    )
    resource = forms.ChoiceField(label="Help", choices=CoachingResource.choices)
    next_check_on = Day(label="Next check", help_text="On that day it is due for a look.")


class CoachingCheckForm(forms.Form):
    """How coaching goes; it stays open with a next check, or is closed."""

    checked_on = Day(label="Looked at on")
    finding = _words("What you found")
    next_check_on = Day(
        label="Next check", required=False, help_text="Empty only when you close it."
    )
    close = forms.BooleanField(label="Close it: no more coaching is needed", required=False)


class StatisticsForm(forms.Form):
    """A month's figures, reviewed."""

    month = forms.ChoiceField(label="Month")
    comment = _words("Comment", required=False)

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months  # type: ignore[attr-defined]


class RatedForm(forms.Form):
    """Questions with a rating and a comment each; all may stay open until they are closed."""

    questions: dict[str, str] = {}
    targets: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, words in self.questions.items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=Rating.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{name}_comment"] = forms.CharField(
                label="Comment", max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
            )
        for name, words in self.targets.items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=[("", "Choose"), *StageOfChange.choices], required=False
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """(question, comment) as bound fields, in order."""
        return [(self[name], self[f"{name}_comment"]) for name in self.questions]

    def target_fields(self) -> list[Any]:
        """The stages of change as bound fields."""
        return [self[name] for name in self.targets]

    def answers(self) -> dict[str, str]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in (*self.questions, *self.targets)}

    def comments(self) -> dict[str, str]:
        """By the name of the question, those that say something."""
        return {
            name: self.cleaned_data[f"{name}_comment"]
            for name in self.questions
            if self.cleaned_data[f"{name}_comment"]
        }

    @classmethod
    def initial_from(cls, review: Any) -> dict[str, str]:
        """What is kept already."""
        if review is None:
            return {}
        kept = {name: getattr(review, name) for name in (*cls.questions, *cls.targets)}
        return kept | {f"{name}_comment": words for name, words in review.comments.items()}


class ItemsForm(RatedForm):
    """The six items of a conference."""

    questions = CONFERENCE_ITEMS


class CaseReviewForm(RatedForm):
    """The nine questions about a sampled case, and the four stages of change."""

    questions = CASE_QUESTIONS
    targets = STAGE_TARGETS
    notes = forms.MultipleChoiceField(
        label="Notes looked at", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, notes: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["notes"].choices = notes  # type: ignore[attr-defined]


class CasesForm(forms.Form):
    """What was resolved about each case to discuss. `cases`: (id, words for the label)."""

    def __init__(self, *args: Any, cases: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cases = cases
        for pk, words in cases:
            self.fields[f"resolution_{pk}"] = forms.CharField(
                label=words,
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"by_{pk}"] = Day(label="To be done by", required=False)

    def rows(self) -> list[tuple[Any, Any]]:
        """(resolution, day) as bound fields, in order."""
        return [(self[f"resolution_{pk}"], self[f"by_{pk}"]) for pk, _ in self.cases]
