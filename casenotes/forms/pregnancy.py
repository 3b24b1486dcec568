"""The forms of the pregnancy notification: receipt, call, filing, withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.forms.happened import HappenedMixin

if TYPE_CHECKING:
    from agency.models import Facility


class ReceiptForm(forms.Form):
    """The day on which the form copy was received."""

    received_on = Day(
        label="Form copy received",
        help_text="The thirty days count from this day.",
        error_messages={"required": "Say on which day you received it."},
    )
    form_key = FormKey()


class CallForm(HappenedMixin):
    """The call as it was made. It shows nothing of the record: the operator may be told four
    things only, and the housing location is none of them."""

    day_field = "called_on"
    time_field = "called_time"
    in_the_future = "This lies in the future. Record the call when it has been made."

    called_on = Day(label="Called on", error_messages={"required": "Say on which day."})
    called_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    operator_name = forms.CharField(
        label="Operator's name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={"required": "Ask the operator for their name."},
    )
    housing_location = forms.CharField(
        label="Current housing location",
        max_length=400,
        required=False,
        help_text="For the case note, not for the operator. Empty: taken from the record.",
    )
    filed_today = forms.BooleanField(label="The form copy is filed today", required=False)
    form_key = FormKey()

    def __init__(self, *args: Any, place: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.clocks_of = place


class FilingForm(forms.Form):
    """The day on which the form copy was filed."""

    filed_on = Day(label="Filed on", error_messages={"required": "Say on which day."})


class WithdrawalForm(forms.Form):
    """Why a receipt is taken back."""

    withdrawal_reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=400,
        help_text="For example: the form was of another person. It stays on record.",
        error_messages={"required": "Say why the receipt is withdrawn."},
    )
