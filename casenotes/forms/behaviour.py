"""Forms of behaviour under supervision, of its responses and of the levels of response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey
from agency.models import User
from casenotes.fields import LongText
from casenotes.models import (
    BehaviourKind,
    BehaviourNature,
    ResponseKind,
    ResponseLevel,
    Severity,
)
from casenotes.services.behaviour import BehaviourFacts, ResponseFacts

if TYPE_CHECKING:
    from collections.abc import Iterable


class BehaviourForm(forms.Form):
    """What a person did. needs: the needs of the plan by their names, the driver first."""

    kind = forms.ChoiceField(
        label="What it was", choices=BehaviourKind.choices, widget=forms.RadioSelect
    )
    occurred_on = Day(label="Happened")
    learned_on = Day(label="Learned of", error_messages={"required": "Say when you learned of it."})
    severity = forms.ChoiceField(label="Weight", choices=Severity.choices)
    nature = forms.ChoiceField(
        label="Nature of a violation",
        choices=[("", "Choose for a violation"), *BehaviourNature.choices],
        required=False,
        help_text="Adjustment to life outside is answered otherwise than a risk to others.",
    )
    need = forms.ChoiceField(label="Need or driver of the plan", required=False)
    what = LongText(label="What happened", rows=4)
    form_key = FormKey()

    def __init__(self, *args: Any, needs: Iterable[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = list(dict.fromkeys(needs))
        was = self.initial.get("need", "")
        if was and was not in names:
            names.append(was)
        choices = [("", "None of them"), *((name, name) for name in names)]
        self.fields["need"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> BehaviourFacts:
        """What the service takes."""
        said = self.cleaned_data
        return BehaviourFacts(
            kind=said["kind"],
            occurred_on=said["occurred_on"],
            learned_on=said["learned_on"],
            severity=said["severity"],
            nature=said["nature"],
            need=said["need"],
            what=said["what"],
        )


class LevelChoice(forms.ModelChoiceField):
    """A level with its step: "2. Written assignment"."""

    def label_from_instance(self, obj: Any) -> str:
        """Says whether somebody has to agree."""
        return f"{obj.step}. {obj.name}{' (somebody agrees)' if obj.needs_approval else ''}"


class Approver(forms.ModelChoiceField):
    """Somebody who may agree, family name first."""

    def label_from_instance(self, obj: Any) -> str:
        """Family name first."""
        return str(obj.sort_name)


class ResponseForm(forms.Form):
    """How a behaviour was answered. kind: a reward or a sanction, as the behaviour asks."""

    level = LevelChoice(
        ResponseLevel.objects.none(),
        label="Level",
        empty_label="Choose a level",
        error_messages={"required": "Choose a level."},
    )
    imposed_on = Day(label="Given or imposed")
    rationale = LongText(label="Why this answers it", rows=3, empty="Say why this answers it.")
    above_lowest_reason = forms.CharField(
        label="Why a lower level would not do",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for a level above the lowest that comes next.",
    )
    approver = Approver(
        User.objects.none(), label="Agreed by", required=False, empty_label="Nobody"
    )
    form_key = FormKey()

    def __init__(self, *args: Any, kind: str, approvers: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        levels = ResponseLevel.objects.filter(kind=kind, in_use=True)
        was = self.initial.get("level")
        if isinstance(was, int):
            levels = levels | ResponseLevel.objects.filter(pk=was)
        self.fields["level"].queryset = levels  # type: ignore[attr-defined]
        self.fields["approver"].queryset = approvers  # type: ignore[attr-defined]
        if kind == ResponseKind.REWARD:
            del self.fields["above_lowest_reason"]

    def facts(self) -> ResponseFacts:
        """What the service takes."""
        said = self.cleaned_data
        return ResponseFacts(
            level=said["level"],
            imposed_on=said["imposed_on"],
            rationale=said["rationale"],
            above_lowest_reason=said.get("above_lowest_reason", ""),
            approver=said["approver"],
        )


class CorrectionReason(forms.Form):
    """Asked with every correction, and alone when something is struck."""

    reason = forms.CharField(
        label="What was wrong", max_length=400, error_messages={"required": "Say what was wrong."}
    )
    form_key = FormKey()


class CorrectBehaviourForm(BehaviourForm):
    """The same with what was wrong before."""

    reason = forms.CharField(
        label="What was wrong", max_length=400, error_messages={"required": "Say what was wrong."}
    )


class CorrectResponseForm(ResponseForm):
    """The same with what was wrong before."""

    reason = forms.CharField(
        label="What was wrong", max_length=400, error_messages={"required": "Say what was wrong."}
    )


class LevelForm(forms.Form):
    """One level of the agency's graduated responses."""

    kind = forms.ChoiceField(label="Kind", choices=ResponseKind.choices)
    step = forms.IntegerField(label="Step", min_value=1, max_value=20, help_text="1 is the lowest.")
    name = forms.CharField(label="Name", max_length=100)
    needs_approval = forms.BooleanField(label="Somebody else has to agree", required=False)
    in_use = forms.BooleanField(label="May be chosen", required=False, initial=True)
