"""The form of a contact report, built from its checks or focus points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS, ReportItem
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import ContactMode, ReportKind
from casenotes.services import Answer

if TYPE_CHECKING:
    from agency.models import Facility

YES_OR_NO = [("yes", "Yes"), ("no", "No")]


class ReportForm(HappenedMixin):
    """A contact report: the interview, then its checks or focus points.

    Each item of `casenotes.checklists` has its own fields, named by its code.
    """

    day_field = "interview_on"
    time_field = "interview_time"
    in_the_future = "The interview lies in the future."

    interview_on = Day(label="Interview held", error_messages={"required": "Say on which day."})
    interview_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    contact_mode = forms.ChoiceField(
        label="How", choices=[choice for choice in ContactMode.choices if choice[0] != "none"]
    )
    others_present = forms.CharField(label="Others present", max_length=400, required=False)
    form_key = FormKey()

    def __init__(self, *args: Any, kind: str, place: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.clocks_of = place
        for item in self.items:
            if kind == ReportKind.PRIMARY:
                self._add_check(item)
            else:
                self.fields[f"{item.code}_comment"] = LongText(
                    label=item.name, rows=4, empty="Write “nothing to report” if so."
                )
        if kind == ReportKind.REGULAR:
            self.fields["summary"] = LongText(label="Anything else", rows=3, required=False)

    @property
    def items(self) -> tuple[ReportItem, ...]:
        """What the report asks, in order."""
        return PRIMARY_CHECKS if self.kind == ReportKind.PRIMARY else FOCUS_POINTS

    def _add_check(self, item: ReportItem) -> None:
        self.fields[f"{item.code}_answer"] = forms.ChoiceField(
            label=item.name,
            choices=YES_OR_NO,
            widget=forms.RadioSelect,
            error_messages={"required": "Answer yes or no."},
        )
        self.fields[f"{item.code}_comment"] = LongText(
            label="What you found", rows=2, required=False
        )
        self.fields[f"{item.code}_action"] = forms.CharField(
            label="Action", max_length=400, required=False
        )
        self.fields[f"{item.code}_by"] = forms.CharField(
            label="By whom", max_length=200, required=False
        )
        self.fields[f"{item.code}_due"] = Day(label="By when", required=False)

    def clean(self) -> dict[str, Any]:
        """A "no" carries what is wrong, what is done, by whom and by when."""
        cleaned = super().clean()
        if self.kind == ReportKind.PRIMARY:
            for item in self.items:
                if cleaned.get(f"{item.code}_answer") == "no":
                    self._require_action(item, cleaned)
        return cleaned

    def _require_action(self, item: ReportItem, cleaned: dict[str, Any]) -> None:
        asked = {
            "comment": "A “no” needs what is wrong.",
            "action": "A “no” needs an action.",
            "by": "Say who does it.",
            "due": "Say by when.",
        }
        for part, words in asked.items():
            name = f"{item.code}_{part}"
            if name not in self.errors and not str(cleaned.get(name) or "").strip():
                self.add_error(name, words)

    def parts_of(self, item: ReportItem) -> dict[str, forms.BoundField]:
        """The bound fields of one item: answer, comment, action, by, due."""
        return {
            part: self[f"{item.code}_{part}"]
            for part in ("answer", "comment", "action", "by", "due")
            if f"{item.code}_{part}" in self.fields
        }

    def parts_of_code(self, code: str) -> list[str]:
        """The names of the fields of the item `code`, the most telling one first."""
        return [name for name in self.fields if name.rpartition("_")[0] == code]

    def answers(self) -> dict[str, Answer]:
        """What was answered, as `sign_report` takes it."""
        said = self.cleaned_data
        return {
            item.code: Answer(
                yes={"yes": True, "no": False}.get(said.get(f"{item.code}_answer", "")),
                comment=said.get(f"{item.code}_comment") or "",
                action=said.get(f"{item.code}_action") or "",
                action_by=said.get(f"{item.code}_by") or "",
                action_due_on=said.get(f"{item.code}_due"),
            )
            for item in self.items
        }
