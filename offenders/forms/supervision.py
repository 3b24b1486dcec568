"""Forms of terms of supervision and of custody elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day
from offenders.forms.fields import Lines, short_text
from offenders.models import BookingType, SupervisionCondition, SupervisionEnd, SupervisionKind

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TermForm(forms.Form):
    """A time under supervision with its conditions."""

    kind = forms.ChoiceField(label="Kind", choices=SupervisionKind.choices)
    court_case = short_text("Court case", required=False, max_length=100)
    from_on = Day(label="From")
    expires_on = Day(label="Expires on", required=False)
    conditions = Lines(
        label="Conditions",
        required=False,
        rows=5,
        help_text="One a line, in the words of the order.",
    )


class TermChangeForm(TermForm):
    """What may change while a term goes on."""

    ended_on = Day(label="Ended on", required=False)
    ended_how = forms.ChoiceField(
        label="How it ended", required=False, choices=[("", "Not ended"), *SupervisionEnd.choices]
    )
    ended_conditions = forms.ModelMultipleChoiceField(
        SupervisionCondition.objects.none(),
        label="Conditions that hold no more",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conditions_from = Day(
        label="From which day", required=False, help_text="For conditions added or ended here."
    )

    field_order = (
        "kind",
        "court_case",
        "from_on",
        "expires_on",
        "ended_on",
        "ended_how",
        "ended_conditions",
        "conditions",
        "conditions_from",
    )

    def __init__(self, *args: Any, held: QuerySet[SupervisionCondition], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["conditions"].label = "New conditions"
        ended = self.fields["ended_conditions"]
        assert isinstance(ended, forms.ModelMultipleChoiceField)
        ended.queryset = held
        if not held:
            del self.fields["ended_conditions"]

    def facts(self) -> dict[str, Any]:
        """What the service wants to know, once the form is valid."""
        said = dict(self.cleaned_data)
        said["new_conditions"] = said.pop("conditions")
        said.setdefault("ended_conditions", [])
        return said


class BookingForm(forms.Form):
    """Custody elsewhere while somebody is under supervision."""

    booked_on = Day(label="Booked on")
    place = short_text(
        "Where", max_length=200, error_messages={"required": "Say in which jail or prison."}
    )
    booking_type = forms.ChoiceField(
        label="Booking type", required=False, choices=[("", "Not yet known"), *BookingType.choices]
    )
    typed_on = Day(label="Type completed on", required=False)
    sentenced = forms.BooleanField(label="Serves a sentence there", required=False)
    planned_release_on = Day(label="Planned release", required=False)
    released_on = Day(label="Released on", required=False)
