"""Meetings and their minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from agency.models import User
from conferences.forms.fields import People, Person, Writing, offer
from conferences.models import Meeting, MeetingKind, MeetingTopic
from conferences.services.meetings import MeetingContent, Training

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How many pieces of training a form has room for.
TRAININGS = 3


class MeetingForm(forms.Form):
    """A meeting that was held. Every member of staff of the facility can be ticked; names of
    others are written one to a line."""

    kind = forms.ChoiceField(label="Who met", choices=MeetingKind)
    held_on = Day(label="Held on")
    chair = Person(User.objects.none(), label="Chair", empty_label="Choose")
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=MeetingTopic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    discussed = Writing(label="What was discussed", rows=4, required=False)
    attendees = People(User.objects.none(), label="Present", required=False)
    others_present = Writing(
        label="Others present", rows=2, required=False, help_text="One name on a line."
    )

    def __init__(self, *args: Any, staff: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "chair", staff)
        offer(self, "attendees", staff)
        for n in range(1, TRAININGS + 1):
            self.fields[f"training_{n}"] = forms.CharField(
                label=f"Training {n}", max_length=200, required=False
            )
            self.fields[f"training_{n}_by"] = Person(
                staff, label="Given by", required=False, empty_label="Somebody else"
            )
            self.fields[f"training_{n}_name"] = forms.CharField(
                label="Their name", max_length=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A trainer belongs to a training."""
        cleaned = super().clean() or self.cleaned_data
        for n in range(1, TRAININGS + 1):
            by = cleaned.get(f"training_{n}_by") or cleaned.get(f"training_{n}_name")
            if by and not cleaned.get(f"training_{n}"):
                self.add_error(f"training_{n}", "Say what the training was about.")
        return cleaned

    @property
    def trainings(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows for training: subject, member of staff, name."""
        return [
            (self[f"training_{n}"], self[f"training_{n}_by"], self[f"training_{n}_name"])
            for n in range(1, TRAININGS + 1)
        ]

    def content(self) -> MeetingContent:
        """What was said, as the services take it."""
        said = self.cleaned_data
        return MeetingContent(
            kind=said["kind"],
            held_on=said["held_on"],
            chair=said["chair"],
            attendees=list(said["attendees"]),
            others_present=said["others_present"],
            topics=said["topics"],
            discussed=said["discussed"],
            trainings=[
                Training(
                    said[f"training_{n}"], said[f"training_{n}_by"], said[f"training_{n}_name"]
                )
                for n in range(1, TRAININGS + 1)
                if said[f"training_{n}"]
            ],
        )


def as_initial(meeting: Meeting) -> dict[str, Any]:
    """A recorded meeting as the form shows it."""
    shown: dict[str, Any] = {
        name: getattr(meeting, name)
        for name in ("kind", "held_on", "topics", "discussed", "others_present")
    }
    shown["chair"] = meeting.chair_id
    shown["attendees"] = list(meeting.attendances.values_list("staff_id", flat=True))
    for n, training in enumerate(meeting.trainings.all()[:TRAININGS], start=1):
        shown[f"training_{n}"] = training.subject
        shown[f"training_{n}_by"] = training.given_by_id
        shown[f"training_{n}_name"] = training.given_by_name
    return shown


class MinutesForm(forms.Form):
    """The minutes, or where they lie."""

    prepared_on = Day(label="Prepared on")
    text = Writing(label="Minutes", rows=14, required=False)
    reference = forms.CharField(
        label="Or where they lie",
        max_length=200,
        required=False,
        help_text="For minutes that are on paper or in another system.",
    )


class ForwardForm(forms.Form):
    """Minutes went to the regional office."""

    to = forms.CharField(label="To", max_length=200)
    on = Day(label="On")


class HoldForm(forms.Form):
    """Why a legal hold begins or ends."""

    reason = forms.CharField(label="Reason", max_length=400)


class DisposalForm(forms.Form):
    """The confirmation that cannot be taken back."""

    sure = forms.BooleanField(
        label="The text is removed for good. I am sure.",
        error_messages={"required": "Tick this to dispose of the minutes."},
    )


class WithdrawForm(forms.Form):
    """Why a record is taken back."""

    because = forms.CharField(
        label="Why", max_length=400, help_text="The record stays, marked, with this reason."
    )
