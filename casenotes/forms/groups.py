"""The form of a group session: what all have in common. The lines are read beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock
from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import ContactMode, Facet, MeetingPlace, NoteType
from casenotes.models.note_types import Behaviour

if TYPE_CHECKING:
    from agency.models import Facility


class GroupForm(HappenedMixin):
    """Type, moment, place and the text for everybody. Confidential types are no group's."""

    type = forms.ModelChoiceField(
        NoteType.objects.none(),
        label="Type",
        empty_label=None,
        error_messages={"required": "Choose a type.", "invalid_choice": "Choose another type."},
    )
    occurred_on = Day(label="Happened", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    contact_mode = forms.ChoiceField(
        label="Contact",
        choices=[
            (mode.value, mode.label) for mode in (ContactMode.FACE_TO_FACE, ContactMode.VIDEO)
        ],
    )
    place = forms.ChoiceField(
        label="Place", choices=[("", "Not said"), *MeetingPlace.choices], required=False
    )
    facets = forms.MultipleChoiceField(
        label="About", choices=Facet, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = LongText(
        label="What all of them did",
        rows=4,
        empty="Write what the session was about.",
        help_text="Stands in the note of everybody. It names nobody of the group.",
    )
    copy_reason = LongText(
        label="Why you keep these words",
        rows=2,
        required=False,
        help_text="Kept with each of the notes that is much like an earlier one. Your supervisor "
        "reads it.",
    )
    no_names = forms.BooleanField(
        label="These words are no names of people in the group", required=False
    )
    form_key = FormKey()

    def __init__(self, *args: Any, facility: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.clocks_of = facility
        types = NoteType.objects.in_force_on(clock.today(facility)).tops()
        self.fields["type"].queryset = types.filter(  # type: ignore[attr-defined]
            confidential=False, behaviour=Behaviour.PLAIN
        )
