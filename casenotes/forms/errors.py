"""Forms of errors in signed records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import FormKey
from casenotes.models import ErrorKind, ErrorOutcome, ErrorReport
from casenotes.services.errors import LONGEST_REASON, OUTCOMES
from offenders.models import Offender

if TYPE_CHECKING:
    from offenders.querysets import OffenderQuerySet


def _why(label: str, asked: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": asked},
    )


class PersonByNumber(forms.CharField):
    """One person, named by the exact number; `people` are those who may be named."""

    people: OffenderQuerySet = Offender.objects.none()

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The person, or None for nobody."""
        number = super().clean(value)
        if not number:
            return None
        found = self.people.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(
                "Nobody whom you may name has this number. Leave it empty if you do not know it."
            )
        return found


class ErrorForm(forms.Form):
    """What is wrong with a record. people: those whom the reporter knows."""

    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=ErrorKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what is wrong."},
    )
    right_person = PersonByNumber(
        label="Number of the right person",
        help_text="Only where it is about another person. Whoever decides can name one too.",
    )
    reason = _why("How do you know?", "Say what is wrong.")
    form_key = FormKey()

    def __init__(self, *args: Any, people: OffenderQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["right_person"].people = people  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What is to become of a reported record. people: those whom the one who decides reaches."""

    outcome = forms.ChoiceField(
        label="What is to become of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is to become of it."},
    )
    right_person = PersonByNumber(label="Number of the right person")
    remark = _why("Why", "Say why you decide so.")

    def __init__(self, *args: Any, error: ErrorReport, people: OffenderQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = ErrorKind(error.kind)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome, ErrorOutcome(outcome).label) for outcome in OUTCOMES[kind]
        ]
        if kind == ErrorKind.WRONG_CONTENT:
            del self.fields["right_person"]
        else:
            self.fields["right_person"].people = people  # type: ignore[attr-defined]
        self.order_fields(["outcome", "right_person", "remark"])

    def clean(self) -> dict[str, Any]:
        """Where it is moved, to whom; a person outside one's reach is for somebody else to take."""
        cleaned = super().clean() or {}
        moved = cleaned.get("outcome") == ErrorOutcome.MOVED
        if moved and "right_person" not in self.errors and cleaned.get("right_person") is None:
            self.add_error(
                "right_person",
                "Say on whom it is to be entered. Somebody outside your reach: leave the report "
                "to whoever reaches both files.",
            )
        if not moved:
            cleaned["right_person"] = None
        return cleaned
