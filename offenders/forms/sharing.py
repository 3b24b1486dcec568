"""Forms of consents and of the transition team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from agency.form_fields import Day
from agency.models import User
from offenders.forms.fields import Person, offer, short_text
from offenders.models import (
    Consent,
    ConsentEnding,
    DataClass,
    Organisation,
    TeamCategory,
    TeamMember,
    TeamPhase,
)

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model, QuerySet


def open_organisations(on: date) -> QuerySet[Organisation]:
    """Those with which the agency works on that day."""
    return Organisation.objects.filter(Q(closed_on=None) | Q(closed_on__gte=on))


class ConsentForm(forms.Form):
    """Every element of 42 CFR 2.31."""

    discloser = short_text("Who may disclose", error_messages={"required": "Say who may disclose."})
    recipients = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="To whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say to whom it may go."},
    )
    data_classes = forms.MultipleChoiceField(
        label="What may be shared",
        choices=DataClass.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Name and number go with it.",
        error_messages={"required": "Say what may be shared."},
    )
    description = short_text("In the words of the form", required=False)
    purpose = short_text("For which purpose", error_messages={"required": "Say for which purpose."})
    signed_by = short_text(
        "Signed by", max_length=200, error_messages={"required": "Say whose signature is on it."}
    )
    guardian = short_text(
        "If somebody else signed: by what right",
        required=False,
        max_length=200,
        help_text="Parent, legal guardian.",
    )
    signed_on = Day(label="Signed on")
    expires_on = Day(
        label="Expires on", required=False, help_text="The last day on which it holds."
    )
    expiry_event = short_text(
        "Or on which event",
        required=False,
        max_length=200,
        help_text="For example: discharge from supervision. Record the event when it comes.",
    )
    right_to_revoke_told = forms.BooleanField(
        label="The form tells of the right to revoke it",
        error_messages={
            "required": "A consent is not valid unless it tells of the right to revoke it."
        },
    )
    document = short_text(
        "Where the signed paper is kept",
        max_length=200,
        error_messages={"required": "Say where the signed paper is kept."},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "recipients", open_organisations(on))


class EndConsentForm(forms.Form):
    """How a consent ends before its day."""

    how = forms.ChoiceField(label="Why it ends", widget=forms.RadioSelect)
    note = short_text("Note", required=False)

    def __init__(self, *args: Any, consent: Consent, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            one
            for one in ConsentEnding.choices
            if one[0] != ConsentEnding.EVENT or consent.expiry_event
        ]


class ConsentField(forms.ModelChoiceField):
    """One consent, by its day and its recipients."""

    def label_from_instance(self, obj: Model) -> str:
        """ "12 Oct 2026: Harbour House"."""
        assert isinstance(obj, Consent)
        named = ", ".join(str(recipient) for recipient in obj.recipients.all())
        return f"{obj.signed_on.day} {obj.signed_on:%b %Y}: {named}"


class TeamMemberForm(forms.Form):
    """Somebody joins the team."""

    category = forms.ChoiceField(label="As", choices=TeamCategory.choices)
    user = Person(
        User.objects.none(),
        label="Somebody with an account",
        required=False,
        empty_label="Nobody with an account",
    )
    name = short_text(
        "Or a name",
        required=False,
        max_length=200,
        help_text="For family, sponsors and others without an account.",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisation", required=False, empty_label="None"
    )
    part = short_text(
        "Part", required=False, max_length=200, help_text="Housing, sponsor, mother, teacher."
    )
    consent = ConsentField(
        Consent.objects.none(), label="Consent", required=False, empty_label="None"
    )
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The last day. Empty: until ended.")

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        consents: QuerySet[Any],
        on: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        offer(self, "user", people)
        offer(self, "organisation", open_organisations(on))
        offer(self, "consent", consents)


class EndMembershipForm(forms.Form):
    """The last day on the team."""

    until_on = Day(label="Last day")


class TeamLeadForm(forms.Form):
    """Who leads, from which day, in which phase."""

    phase = forms.ChoiceField(label="Phase", choices=TeamPhase.choices)
    member = forms.ModelChoiceField(
        TeamMember.objects.none(),
        label="Lead",
        empty_label="Choose",
        error_messages={"required": "Choose who leads."},
    )
    from_on = Day(label="From", help_text="Who led before does so through the day before.")

    def __init__(self, *args: Any, members: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "member", members)
