"""The forms of notes, termination summaries, contact reports and amendments.

A form reads and checks; `casenotes.services` decides and writes.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock
from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS, ReportItem
from casenotes.fields import LongText
from casenotes.models import AmendmentKind, ContactMode, Facet, NoteType, ReportKind
from casenotes.services import Answer
from casenotes.services.notes import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from agency.models import Facility

YES_OR_NO = [("yes", "Yes"), ("no", "No")]


class HappenedMixin(forms.Form):
    """A day and a time on the wall of `place`, joined into `happened_at` (aware).

    place: the facility whose clocks are meant, None for the agency's.
    """

    place: Facility | None = None
    day_field = "occurred_on"
    time_field = "occurred_time"
    in_the_future = "This lies in the future. A note is about what has happened."

    def clean(self) -> dict[str, Any]:
        """Join day and time, and refuse what lies ahead."""
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get(self.day_field)
        at = cleaned.get(self.time_field)
        if day is None or (at is None and self.time_field in self.errors):
            return cleaned
        try:
            moment = clock.local_moment(day, at or time(0), self.place)
        except ValueError:
            self.add_error(
                self.time_field, "The clocks went forward over this time. Write the time after it."
            )
            return cleaned
        if moment > clock.now():
            self.add_error(self.day_field, self.in_the_future)
        cleaned["happened_at"] = moment
        return cleaned


def now_on_the_wall(place: Facility | None) -> datetime:
    """The present minute at `place`."""
    return clock.now().astimezone(clock.zone(place)).replace(second=0, microsecond=0)


class NoteTypeSelect(forms.Select):
    """Marks the types whose notes are confidential without being asked, so that the page can say
    who reads them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One type."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if getattr(getattr(value, "instance", None), "confidential", False):
            option["attrs"]["data-confidential"] = True
        return option


class NoteForm(HappenedMixin):
    """One case note. `may_be_confidential` asks the question, once; otherwise it is not there."""

    type = forms.ModelChoiceField(
        NoteType.objects.none(),
        label="Type",
        empty_label=None,
        widget=NoteTypeSelect,
        error_messages={
            "required": "Choose a type.",
            "invalid_choice": "Notes of this type are not made here. Choose another.",
        },
    )
    occurred_on = Day(label="Happened", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    contact_mode = forms.ChoiceField(label="Contact", choices=ContactMode)
    facets = forms.MultipleChoiceField(
        label="About", choices=Facet, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = LongText(label="What happened", rows=5)
    confidential = forms.BooleanField(label="Confidential: fewer people read it", required=False)
    form_key = FormKey()

    def __init__(
        self,
        *args: Any,
        place: Facility | None = None,
        may_be_confidential: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.place = place
        types = NoteType.objects.filter(selectable=True).exclude(code=TERMINATION_SUMMARY)
        if not may_be_confidential:
            types = types.filter(confidential=False)
            del self.fields["confidential"]
        self.fields["type"].queryset = types  # type: ignore[attr-defined]
        self.order_fields(["type", "occurred_on", "occurred_time", "contact_mode"])
        self.fields["text"].widget.attrs["autofocus"] = True


class SummaryForm(HappenedMixin):
    """The closing note of an officer, by the headings of OP-060101, III.A.2."""

    HEADINGS = (
        ("progress", "Progress"),
        ("problems", "Problems"),
        ("concerns", "Concerns"),
        ("recent", "Recent developments"),
    )

    occurred_on = Day(label="Written for", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    progress = LongText(label="Progress", rows=4, required=False)
    problems = LongText(label="Problems", rows=4, required=False)
    concerns = LongText(label="Concerns", rows=4, required=False)
    recent = LongText(label="Recent developments", rows=4, required=False)
    form_key = FormKey()

    def __init__(self, *args: Any, place: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.place = place

    def clean(self) -> dict[str, Any]:
        """Every heading says something, if only that there is nothing."""
        cleaned = super().clean()
        for name, heading in self.HEADINGS:
            if name not in self.errors and not str(cleaned.get(name, "")).strip():
                self.add_error(name, f"{heading} is empty. Write “none” if there is none.")
        return cleaned

    def text(self) -> str:
        """The four parts under their headings, as the note keeps them."""
        return "\n\n".join(
            f"{heading}\n{str(self.cleaned_data[name]).strip()}" for name, heading in self.HEADINGS
        )


class AmendmentForm(forms.Form):
    """An addition to something signed."""

    kind = forms.ChoiceField(
        label="What do you add?", choices=AmendmentKind, widget=forms.RadioSelect
    )
    text = LongText(label="Text", rows=5, empty="Write what is to be added.")
    form_key = FormKey()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (AmendmentKind.MORE_DETAILS, "More details"),
            (AmendmentKind.ERROR_REPORTED, "An error in it"),
        ]
        self.fields["text"].widget.attrs["autofocus"] = True


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
        self.place = place
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
