"""The forms of notes, termination summaries and additions.

A form reads and checks; `casenotes.services` decides and writes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock
from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import (
    AmendmentKind,
    Behaviour,
    Collateral,
    ContactMode,
    ContactOutcome,
    Facet,
    MeetingPlace,
    NoContact,
    NoteType,
)
from casenotes.models.note_types import MADE_ELSEWHERE
from casenotes.text import characters_too_long, longest_note

if TYPE_CHECKING:
    from agency.models import Facility


class NoteTypeSelect(forms.Select):
    """Marks the types whose notes are confidential without being asked, so that the page can say
    who reads them, what each asks for, and of which types a part has to be chosen."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One type."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        type_ = getattr(value, "instance", None)
        if isinstance(type_, NoteType):
            attrs = option["attrs"]
            if type_.confidential:
                attrs["data-confidential"] = True
            if type_.behaviour:
                attrs[f"data-{type_.behaviour.replace('_', '-')}"] = True
            if type_.parent_id:
                attrs["data-of"] = type_.parent_id
            if type_.facets:
                attrs["data-facets"] = " ".join(type_.facets)
        return option


class PartChoiceField(forms.ModelChoiceField):
    """A part of a type, named after its type where no script shows those of one type alone."""

    def label_from_instance(self, obj: Any) -> str:
        """ "Discipline: Outcome"."""
        return f"{obj.parent.name}: {obj.name}"


class NoteForm(HappenedMixin):
    """One case note. `may_be_confidential` asks the question, once; otherwise it is not there."""

    type = forms.ModelChoiceField(
        NoteType.objects.none(),
        label="Type",
        empty_label=None,
        widget=NoteTypeSelect,
        error_messages={
            "required": "Choose a type.",
            "invalid_choice": "Notes of this type are not made here, or not for this day. "
            "Choose another.",
        },
    )
    subtype = PartChoiceField(
        NoteType.objects.none(),
        label="Which kind",
        required=False,
        empty_label="Not said",
        widget=NoteTypeSelect,
        error_messages={"invalid_choice": "This is not chosen for this day. Choose another."},
    )
    occurred_on = Day(label="Happened", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    contact_mode = forms.ChoiceField(label="Contact", choices=ContactMode)
    place = forms.ChoiceField(
        label="Place", choices=[("", "Not said"), *MeetingPlace.choices], required=False
    )
    no_contact_reason = forms.ChoiceField(
        label="Why nobody was reached",
        choices=[("", "Choose a reason"), *NoContact.choices],
        required=False,
        help_text="Goes with the type for no contact. It holds for the month of the note only.",
    )
    absent_at = forms.CharField(
        label="Where the person is",
        required=False,
        max_length=200,
        help_text="Goes with the type for absence.",
    )
    absent_because = forms.CharField(label="Why", required=False, max_length=400)
    contact = forms.ChoiceField(
        label="The person was",
        choices=[
            ("", "Reached, if contact was made"),
            (ContactOutcome.ATTEMPTED, "Tried and not reached"),
            (ContactOutcome.COMPLETED, "Reached, and others too"),
            (ContactOutcome.NONE, "Not meant to be reached"),
        ],
        required=False,
    )
    collateral = forms.ChoiceField(
        label="Others who were reached",
        choices=[("", "Nobody else"), *Collateral.choices],
        required=False,
    )
    participants = forms.CharField(
        label="Who else took part",
        required=False,
        max_length=400,
        help_text="Names, or what they are to the person.",
    )
    facets = forms.MultipleChoiceField(
        label="About", choices=Facet, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = LongText(label="What happened", rows=5)
    confidential = forms.BooleanField(label="Confidential: fewer people read it", required=False)
    copy_reason = LongText(
        label="Why you keep these words",
        rows=2,
        required=False,
        help_text="Only for a note that is much like an earlier one. Your supervisor reads it.",
    )
    form_key = FormKey()

    #: Where the note is much like an earlier one: the two beside one another, for the page.
    likely_copy: Any = None

    #: What is folded away under "An attempt, others who took part".
    FOLDED = ("contact", "collateral", "participants")

    def __init__(
        self,
        *args: Any,
        place: Facility | None = None,
        may_be_confidential: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.clocks_of = place
        types = NoteType.objects.all()
        if not may_be_confidential:
            types = types.filter(confidential=False)
            del self.fields["confidential"]
        days = self._days_in_question()
        offered = types.in_force_on(days.pop())
        for day in days:
            offered = offered | types.in_force_on(day)
        offered = offered.exclude(behaviour__in=MADE_ELSEWHERE)
        self.fields["type"].queryset = offered.tops()  # type: ignore[attr-defined]
        self.fields["subtype"].queryset = (  # type: ignore[attr-defined]
            offered.exclude(parent=None)
            .select_related("parent")
            .order_by("parent__order", "parent__name", "order", "name")
        )
        self.order_fields(["type", "subtype", "occurred_on", "occurred_time", "contact_mode"])
        self.fields["text"].widget.attrs["autofocus"] = True

    def _days_in_question(self) -> set[date]:
        """Today, and the day that was typed: a type that has ended is chosen for its own days."""
        days = {clock.today(self.clocks_of)}
        with suppress(ValueError):
            days.add(date.fromisoformat(str(self["occurred_on"].value() or "")))
        return days

    @property
    def says_more(self) -> bool:
        """Whether a field that is folded away holds something or is wrong."""
        return any(self[name].value() or self[name].errors for name in self.FOLDED)

    def clean(self) -> dict[str, Any]:
        """What the type asks for is there."""
        cleaned = super().clean()
        type_ = cleaned.get("type")
        if type_ is None:
            return cleaned
        if type_.behaviour == Behaviour.NO_CONTACT and not cleaned.get("no_contact_reason"):
            self.add_error("no_contact_reason", "Say why the person could not be reached.")
        if type_.behaviour == Behaviour.ABSENCE:
            if not cleaned.get("absent_at"):
                self.add_error("absent_at", "Say where the person is.")
            if not cleaned.get("absent_because"):
                self.add_error("absent_because", "Say why the person is away.")
        return cleaned


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
        self.clocks_of = place

    def clean(self) -> dict[str, Any]:
        """Every heading says something, if only that there is nothing."""
        cleaned = super().clean()
        for name, heading in self.HEADINGS:
            if name not in self.errors and not str(cleaned.get(name, "")).strip():
                self.add_error(name, f"{heading} is empty. Write “none” if there is none.")
        over = 0 if self.errors else len(self.text()) - longest_note()
        if over > 0:
            raise forms.ValidationError(
                f"The four parts are one note. {characters_too_long(over)}; {longest_note():,} is "
                "the most for all of them, with their headings. Nothing was lost: shorten one, or "
                "put what is left into an addition once this is signed."
            )
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
            (AmendmentKind.ERROR_REPORTED, "What is right, where a minor thing in it is wrong"),
        ]
        self.fields["text"].widget.attrs["autofocus"] = True
