"""The form of a kind of note."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day
from casenotes.models import Behaviour, Facet, NoteType


class NoteTypeForm(forms.Form):
    """What a type, or a part of one, is called, asks for, and when it is chosen."""

    name = forms.CharField(
        label="Name", max_length=100, error_messages={"required": "Give it a name."}
    )
    parent = forms.ModelChoiceField(
        NoteType.objects.none(),
        label="Part of",
        required=False,
        empty_label="Nothing: it is a type",
        help_text="Chosen once, when it is added.",
    )
    after = forms.ModelChoiceField(
        NoteType.objects.none(),
        label="Stands after",
        required=False,
        empty_label="Nothing: it stands first",
    )
    from_on = Day(label="First day", required=False, help_text="Empty: always.")
    until_on = Day(
        label="Last day",
        required=False,
        help_text="Empty: until further notice. Its notes stay readable afterwards, and it is "
        "chosen only for days before.",
    )
    confidential = forms.BooleanField(
        label="Its notes are confidential",
        required=False,
        help_text="Later ones, without a question.",
    )
    is_contact = forms.BooleanField(label="Records contact with the person", required=False)
    subtype_required = forms.BooleanField(label="A part has to be chosen", required=False)
    behaviour = forms.ChoiceField(
        label="Asks for, besides the text", choices=Behaviour.choices, required=False
    )
    facets = forms.MultipleChoiceField(
        label="May be marked as about",
        choices=Facet.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all of them.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        tops = NoteType.objects.tops()
        self.fields["parent"].queryset = tops  # type: ignore[attr-defined]
        neighbours = NoteType.objects.select_related("parent").order_by(
            "parent__order", "order", "name"
        )
        self.fields["after"] = _Neighbour(
            neighbours,
            label=self.fields["after"].label,
            required=False,
            empty_label="Nothing: it stands first",
        )
        self.order_fields(["name", "parent", "after"])


class _Neighbour(forms.ModelChoiceField):
    """Types and parts, each part named with its type."""

    def label_from_instance(self, obj: Any) -> str:
        """ "Discipline: Outcome"."""
        return f"{obj.parent.name}: {obj.name}" if obj.parent_id else obj.name


def neighbour_before(type_: NoteType) -> NoteType | None:
    """What stands before a type now."""
    earlier = NoteType.objects.filter(parent=type_.parent_id).exclude(pk=type_.pk)
    return earlier.filter(order__lte=type_.order).order_by("-order", "-name").first()


def last_of(parent: NoteType | None = None) -> NoteType | None:
    """What stands last among types, or among the parts of one."""
    return NoteType.objects.filter(parent=parent).order_by("-order", "-name").first()
