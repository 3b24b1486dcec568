"""Forms of referrals and enrolments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from agency.form_fields import Day
from offenders.forms.fields import offer, short_text
from offenders.models import (
    EnrolmentResult,
    InstrumentDomain,
    Program,
    ProgramKind,
    ReferralStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import Model


class ProgramField(forms.ModelChoiceField):
    """One program, with what it is and who provides it."""

    def label_from_instance(self, obj: Model) -> str:
        """ "Thinking for a Change, cognitive behavioural"."""
        assert isinstance(obj, Program)
        return f"{obj.name}, {obj.get_kind_display().lower()}"


class ReferralForm(forms.Form):
    """A place in a program is asked for."""

    program = ProgramField(
        Program.objects.none(),
        label="Program",
        empty_label="Choose",
        error_messages={"required": "Choose a program."},
    )
    domain = forms.ModelChoiceField(
        InstrumentDomain.objects.none(), label="For the need", required=False, empty_label="None"
    )
    need = short_text("The need in words", required=False)
    referred_on = Day(label="Referred on")

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "program", Program.objects.filter(Q(retired_on=None) | Q(retired_on__gte=on)))
        offer(self, "domain", InstrumentDomain.objects.select_related("instrument"))


class StepForm(forms.Form):
    """What became of a referral."""

    status = forms.ChoiceField(label="What became of it", widget=forms.RadioSelect)
    on = Day(label="On")
    note = short_text("Note", required=False, help_text="For a refusal: who refused, and why.")

    def __init__(self, *args: Any, following: Iterable[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, str(ReferralStatus(one).label)) for one in following]


class EnrolmentForm(forms.Form):
    """Somebody takes part in a program."""

    program = ProgramField(
        Program.objects.none(),
        label="Program",
        empty_label="Choose",
        help_text="A referral to it that is under way counts as started.",
        error_messages={"required": "Choose a program."},
    )
    opened_on = Day(label="Takes part from")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "program", Program.objects.all())


class VerifyForm(forms.Form):
    """Whether an enrolment still holds."""

    still_valid = forms.TypedChoiceField(
        label="Does it still hold?",
        choices=[("yes", "Yes"), ("no", "No: close it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes or no."},
    )
    on = Day(label="Looked at on")
    note = short_text("Note", required=False, help_text="With whom you checked, and what was said.")


class CloseForm(forms.Form):
    """How taking part ended."""

    closed_on = Day(label="Ended on")
    result = forms.ChoiceField(
        label="Result",
        choices=[("", "Choose"), *EnrolmentResult.choices],
        error_messages={"required": "Say how it ended."},
    )
    result_note = short_text("Note", required=False)


class NoReferralForm(forms.Form):
    """Why somebody is not referred for now."""

    kind = forms.ChoiceField(label="Kind of program", choices=ProgramKind.choices)
    reason = short_text(
        "Why not",
        help_text="For example: works full time, waits for an interpreter.",
        error_messages={"required": "Say why not."},
    )
    from_on = Day(label="From")
    until_on = Day(label="Look again after", help_text="The last day on which the reason holds.")
