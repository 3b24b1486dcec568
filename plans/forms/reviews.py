"""Recording that a plan was approved or reviewed, and what was said at the review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import User
from plans.forms.fields import Prose
from plans.models import OMP_STAGES, Answer, HowSaid, PlanKind, ReviewDecision, ReviewKind
from plans.services import ReviewDetails

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What is looked at when a plan of each kind is reviewed, beside what all reviews have.
#: COPP 10.3, Regular contact reports; OP-060101, II.A and III.A.1.
LOOKED_AT: dict[str, tuple[str, ...]] = {
    PlanKind.IMP: ("assessment_officer", "case_officer", "progress", "participation", "behaviour"),
    PlanKind.ACCOUNTABILITY: (
        "period_from_on",
        "behaviour",
        "participation",
        "living",
        "level_now",
        "level_recommended",
        "progress",
        "committee",
    ),
    **dict.fromkeys(
        (*OMP_STAGES, PlanKind.CASE_PLAN), ("period_from_on", "progress", "participation")
    ),
}

_SAID_AT_EVERY_REVIEW = (
    "own_comment",
    "decision",
    "decision_note",
    "answer",
    "answered_on",
    "how",
    "witness",
    "answer_reason",
)


class PlanReviewForm(forms.Form):
    """What was done to which plan, and when; for a review, what was said."""

    plan = forms.ChoiceField(label="Plan", choices=PlanKind, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="What was done", choices=ReviewKind, widget=forms.HiddenInput)
    done_on = Day(label="On", error_messages={"required": "Say on which day."})
    resets_cycle = forms.BooleanField(
        label="Starts the contact cycle anew",
        required=False,
        help_text="Only for a review that was not scheduled: the next contact report is then "
        "counted from its day.",
    )
    assessment_officer = forms.ModelChoiceField(
        User.objects.none(), label="Assessment Officer", required=False, empty_label="Choose"
    )
    case_officer = forms.ModelChoiceField(
        User.objects.none(), label="Case Officer", required=False, empty_label="Choose"
    )
    period_from_on = Day(label="Looks back to", required=False)
    behaviour = Prose(label="Behaviour")
    participation = Prose(label="Programs, work and education")
    living = Prose(label="Hygiene and housing")
    level_now = forms.CharField(label="Class or credit level now", max_length=40, required=False)
    level_recommended = forms.CharField(label="Recommended level", max_length=40, required=False)
    progress = Prose(label="Progress with needs and goals")
    own_comment = Prose(label="The person’s own comment")
    committee = forms.CharField(label="Members of the committee", max_length=400, required=False)
    decision = forms.ChoiceField(
        label="Decision",
        choices=ReviewDecision,
        widget=forms.RadioSelect,
        required=False,
        initial=ReviewDecision.CONTINUE.value,
    )
    decision_note = Prose(label="What is to be changed, or the outcome", rows=2)
    answer = forms.ChoiceField(
        label="The person",
        choices=[("", "Was not asked yet"), *Answer.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text="A review that is refused was still held, and counts.",
    )
    answered_on = Day(label="Answered on", required=False)
    how = forms.ChoiceField(
        label="On record", choices=[("", "Not said"), *HowSaid.choices], required=False
    )
    witness = forms.CharField(label="Witness", max_length=200, required=False)
    answer_reason = forms.CharField(label="Reason for refusing", max_length=1000, required=False)

    def __init__(
        self,
        *args: Any,
        shown: str,
        kind: str,
        plans: Iterable[str],
        assessment_officers: Any = None,
        case_officers: Any = None,
        **kwargs: Any,
    ):
        """shown: the plan whose fields there are; kind: approved or reviewed; plans: the codes
        of the plans that the reader may record."""
        super().__init__(*args, **kwargs)
        allowed = set(plans)
        fields: Any = self.fields
        fields["plan"].choices = [choice for choice in PlanKind.choices if choice[0] in allowed]
        fields["assessment_officer"].queryset = assessment_officers or User.objects.none()
        fields["case_officer"].queryset = case_officers or User.objects.none()
        kept = {"plan", "kind", "done_on"}
        if kind == ReviewKind.REVIEWED:
            kept |= {"resets_cycle", *LOOKED_AT[shown], *_SAID_AT_EVERY_REVIEW}
        for name in set(self.fields) - kept:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Only a review can start the cycle anew."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == ReviewKind.APPROVED and self.data.get("resets_cycle"):
            self.add_error(None, "Only a review can start the cycle anew.")
        return cleaned

    def details(self) -> ReviewDetails | None:
        """What was said at a review; None for an approval."""
        if self.cleaned_data["kind"] != ReviewKind.REVIEWED:
            return None
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in ReviewDetails.__dataclass_fields__
        }
        said["decision"] = said.get("decision") or ReviewDecision.CONTINUE
        if said.get("answer") and not said.get("answered_on"):
            said["answered_on"] = self.cleaned_data["done_on"]
        return ReviewDetails(**said)


class ReviewDecisionForm(forms.Form):
    """Approve a review that was held, or say that it never was."""

    decision = forms.ChoiceField(
        label="This review",
        choices=[("approve", "Is approved"), ("withdraw", "Was recorded by mistake")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    approved_on = Day(label="Approved on", required=False)

    def clean(self) -> dict[str, Any]:
        """An approval has its day."""
        cleaned = super().clean() or self.cleaned_data
        approving = cleaned.get("decision") == "approve"
        if approving and not cleaned.get("approved_on") and not self.errors:
            self.add_error("approved_on", "Say on which day.")
        return cleaned
