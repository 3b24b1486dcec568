"""The forms of an inquiry and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency.form_fields import Day, FormKey, TimeOfDay
from casenotes.fields import LongText
from casenotes.forms.happened import HappenedMixin
from casenotes.models import Asker, Basis, Channel, ContactMode

if TYPE_CHECKING:
    from agency.models import Facility
    from casenotes.models import Inquiry


class InquiryForm(HappenedMixin):
    """Who asked what, when and how."""

    day_field, time_field = "received_on", "received_time"
    in_the_future = "This lies in the future. Say when it came."

    asker = forms.ChoiceField(
        label="Who asked", choices=Asker.choices, error_messages={"required": "Say who asked."}
    )
    from_whom = forms.CharField(
        label="Name", max_length=200, required=False, help_text="Not needed for the person."
    )
    channel = forms.ChoiceField(label="How it came", choices=Channel.choices)
    received_on = Day(label="Came on", error_messages={"required": "Say on which day."})
    received_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    question = LongText(label="What was asked", rows=4, empty="Write what was asked.")
    form_key = FormKey()

    def __init__(self, *args: Any, place: Facility | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.clocks_of = place

    def clean(self) -> dict[str, Any]:
        """Everybody but the person has a name."""
        cleaned = super().clean()
        named = (cleaned.get("from_whom") or "").strip()
        if cleaned.get("asker") != Asker.PERSON and not named and "asker" not in self.errors:
            self.add_error("from_whom", "Write the name of who asked.")
        return cleaned


class AnswerForm(HappenedMixin):
    """What was answered, and on what basis an outside party was told."""

    occurred_on = Day(label="Answered on", error_messages={"required": "Say on which day."})
    occurred_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    answer = LongText(label="Answer", rows=5, empty="Write what was answered.")
    told = forms.TypedChoiceField(
        label="Was anything about the person told?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anything about the person was told."},
    )
    basis = forms.ChoiceField(
        label="On what basis",
        choices=[("", "Choose a basis"), *Basis.choices],
        required=False,
        help_text="Asked for whenever an outside party is told something. It goes into the "
        "dissemination log.",
    )
    contact_mode = forms.ChoiceField(
        label="How the person was told", choices=ContactMode.choices, required=False
    )
    confidential = forms.BooleanField(label="Confidential: fewer people read it", required=False)
    form_key = FormKey()

    def __init__(
        self,
        *args: Any,
        inquiry: Inquiry,
        place: Facility | None = None,
        may_be_confidential: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.clocks_of = place
        self.outside = inquiry.is_outside
        if not self.outside:
            del self.fields["basis"]
        if inquiry.asker != Asker.PERSON:
            del self.fields["contact_mode"]
        if not may_be_confidential:
            del self.fields["confidential"]

    def clean(self) -> dict[str, Any]:
        """No outside party is told anything without a basis."""
        cleaned = super().clean()
        if self.outside and cleaned.get("told") and not cleaned.get("basis"):
            self.add_error(
                "basis",
                "Say on what basis an outside party may be told, or say that nothing was told.",
            )
        return cleaned
