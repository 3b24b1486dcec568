"""The forms of notes, termination summaries and additions.

A form reads and checks; `casenotes.services` decides and writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import (
    AmendmentKind,
    Collateral,
    ContactMode,
    ContactOutcome,
    Facet,
    NoContact,
    NoteType,
)
from casenotes.services.no_contact import NO_CONTACT
from casenotes.services.notes import TERMINATION_SUMMARY
from casenotes.services.pregnancy import NOTE_TYPE as PREGNANCY

if TYPE_CHECKING:
    from agency.models import Facility

#: Types of note that a form of their own makes, with what belongs to them.
FORMS_OF_THEIR_OWN = (
    TERMINATION_SUMMARY,
    PREGNANCY,
    "orientation_facility",
    "orientation_unit",
)


class NoteTypeSelect(forms.Select):
    """Marks the types whose notes are confidential without being asked, so that the page can say
    who reads them, and the one that asks why nobody was reached."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One type."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        type_ = getattr(value, "instance", None)
        if getattr(type_, "confidential", False):
            option["attrs"]["data-confidential"] = True
        if getattr(type_, "code", "") == NO_CONTACT:
            option["attrs"]["data-no-contact"] = True
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
    no_contact_reason = forms.ChoiceField(
        label="Why nobody was reached",
        choices=[("", "Choose a reason"), *NoContact.choices],
        required=False,
        help_text="Goes with the type for no contact. It holds for the month of the note only.",
    )
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
        types = NoteType.objects.filter(selectable=True).exclude(code__in=FORMS_OF_THEIR_OWN)
        if not may_be_confidential:
            types = types.filter(confidential=False)
            del self.fields["confidential"]
        self.fields["type"].queryset = types  # type: ignore[attr-defined]
        self.order_fields(["type", "occurred_on", "occurred_time", "contact_mode"])
        self.fields["text"].widget.attrs["autofocus"] = True

    @property
    def says_more(self) -> bool:
        """Whether a field that is folded away holds something or is wrong."""
        return any(self[name].value() or self[name].errors for name in ("contact", "collateral"))

    def clean(self) -> dict[str, Any]:
        """A note without contact says why."""
        cleaned = super().clean()
        type_ = cleaned.get("type")
        if type_ is not None and type_.code == NO_CONTACT and not cleaned.get("no_contact_reason"):
            self.add_error("no_contact_reason", "Say why the person could not be reached.")
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
