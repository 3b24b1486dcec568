"""Forms of requests for access, of their redaction and of what is handed out."""

from __future__ import annotations

from typing import Any

from django import forms

from agency.form_fields import Day, FormKey
from agency.models import Agency, Facility, User
from casenotes.models import (
    AccessAsker,
    AccessChannel,
    AccessItem,
    AccessOutcome,
    AccessRoute,
    DisclosureKind,
    PaperPlace,
    PrintedReport,
    RefusalGround,
    WithholdingGround,
)

#: What the routes are called where the agency's own policy names no number.
ELSEWHERE = "The agency's procedure on information for others"


def route_choices(agency: Agency) -> list[tuple[str, str]]:
    """The routes; the number of the policy is told where that policy is followed."""
    western_australian = any(str(code).startswith("au-wa/") for code in agency.standards)
    return [
        (
            route.value,
            route.label if western_australian or route != AccessRoute.COPP_9_6 else ELSEWHERE,
        )
        for route in AccessRoute
    ]


class AccessRequestForm(forms.Form):
    """What was asked for, by whom, and which way it goes."""

    asker = forms.ChoiceField(
        label="Who asks", choices=AccessAsker.choices, initial=AccessAsker.PERSON
    )
    asker_name = forms.CharField(
        label="Name",
        required=False,
        max_length=200,
        help_text="Of somebody else or of the body; empty for the person.",
    )
    channel = forms.ChoiceField(label="How it came", choices=AccessChannel.choices)
    received_on = Day(label="Received on")
    items = forms.MultipleChoiceField(
        label="What is asked for",
        choices=AccessItem.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say what is asked for."},
    )
    from_on = Day(label="From", required=False)
    until_on = Day(label="Until", required=False, help_text="Empty: all that there is.")
    details = forms.CharField(
        label="In their words",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    route = forms.ChoiceField(label="Who deals with it")
    redirected_to = forms.CharField(
        label="Redirected to",
        required=False,
        max_length=200,
        help_text="Where the delegate does not deal with it: to whom it was sent, or they were.",
    )
    form_key = FormKey()

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route = self.fields["route"]
        assert isinstance(route, forms.ChoiceField)
        route.choices = route_choices(agency)


class DecisionForm(forms.Form):
    """What the delegate decides."""

    outcome = forms.ChoiceField(
        label="Decision",
        choices=[("", "Choose"), *AccessOutcome.choices],
        error_messages={"required": "Choose what you decide."},
    )
    ground = forms.ChoiceField(
        label="Ground of a refusal",
        required=False,
        choices=[("", "None"), *RefusalGround.choices],
    )
    reason = forms.CharField(
        label="Reasons",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person is told these.",
    )


class Supervisor(forms.ModelChoiceField):
    """A member of staff by name."""

    def label_from_instance(self, obj: User) -> str:
        """Family name first."""
        return obj.sort_name


class ViewingForm(forms.Form):
    """Where the person looks at it, and before whose eyes."""

    place = forms.CharField(label="Where", max_length=200)
    supervised_by = Supervisor(
        User.objects.none(),
        label="Supervised by",
        empty_label="Choose",
        error_messages={"required": "Say who is with the person."},
    )
    form_key = FormKey()

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["supervised_by"]
        assert isinstance(field, Supervisor)
        field.queryset = people


class ReleaseForm(forms.Form):
    """How the copy is handed over."""

    channel = forms.ChoiceField(
        label="How it is handed over",
        choices=[
            (AccessChannel.IN_PERSON, "In person"),
            (AccessChannel.LETTER, "By letter"),
        ],
    )


class MarkForm(forms.Form):
    """What to withhold: a whole entry, or words of it."""

    entry = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label="Words to withhold",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ground = forms.ChoiceField(label="Ground", choices=WithholdingGround.choices)


class CheckForm(forms.Form):
    """What the second person says of a redaction."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("approve", "Approve"), ("return", "Return")],
        widget=forms.RadioSelect,
        error_messages={"required": "Approve it or return it."},
    )
    reason = forms.CharField(
        label="What has to be put right",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DelegateForm(forms.Form):
    """Who decides at a facility, in which days."""

    facility = forms.ModelChoiceField(
        Facility.objects.all(), label="Facility", empty_label="Choose"
    )
    user = Supervisor(User.objects.none(), label="Delegate", empty_label="Choose")
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The last day. Empty: no end.")
    authority = forms.CharField(
        label="By which order", required=False, max_length=200, help_text="Its reference."
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, Supervisor)
        field.queryset = people


class DisclosureFilter(forms.Form):
    """Narrows the dissemination log of a person."""

    from_on = Day(label="From", required=False)
    until_on = Day(label="Until", required=False)
    kind = forms.ChoiceField(
        label="How", required=False, choices=[("", "Any"), *DisclosureKind.choices]
    )


class Paper(forms.ModelChoiceField):
    """A print by its serial and kind."""

    def label_from_instance(self, obj: PrintedReport) -> str:
        """ "RCC-2026-000012, Primary Contact Report"."""
        return f"{obj.serial}, {obj.get_kind_display()}"


class PaperForm(forms.Form):
    """Where a signed paper was put or sent."""

    report = Paper(
        PrintedReport.objects.none(),
        label="Paper",
        empty_label=None,
        error_messages={"required": "Choose the paper."},
    )
    original = forms.ChoiceField(
        label="Which paper", choices=[("yes", "The signed original"), ("no", "A copy")]
    )
    place = forms.ChoiceField(label="Where it is now", choices=PaperPlace.choices)
    moved_on = Day(label="Since")
    sent_to = forms.CharField(
        label="Sent to", required=False, max_length=200, help_text="Where it was sent to somebody."
    )
    form_key = FormKey()

    def __init__(self, *args: Any, prints: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = self.fields["report"]
        assert isinstance(report, Paper)
        report.queryset = prints
