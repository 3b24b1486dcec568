"""Forms of the agency's own lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from agency.form_fields import Day
from agency.models import User
from offenders.forms.fields import Person, Score, offer, short_text
from offenders.models import (
    Instrument,
    InstrumentDomain,
    InstrumentKind,
    Organisation,
    OrganisationKind,
    ProgramKind,
    RiskGroup,
    ScreeningArea,
)


class OrganisationForm(forms.Form):
    """An organisation outside the agency."""

    name = short_text("Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=OrganisationKind.choices)
    contact = short_text("Whom to call or write to", required=False)
    closed_on = Day(
        label="Works with us until",
        required=False,
        help_text="The last day. Its people then see nothing any more.",
    )


class DomainsField(forms.ModelMultipleChoiceField):
    """Domains of instruments, as boxes to tick."""

    def label_from_instance(self, obj: Any) -> str:
        """ "Companions (LS/CMI)"."""
        return f"{obj.name} ({obj.instrument.code})"


class ProgramForm(forms.Form):
    """A program."""

    name = short_text("Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=ProgramKind.choices)
    provider = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="Provided by",
        required=False,
        empty_label="The agency itself",
    )
    residential = forms.BooleanField(label="People live there while they take part", required=False)
    domains = DomainsField(
        InstrumentDomain.objects.select_related("instrument"),
        label="Needs that it addresses",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    retired_on = Day(label="Takes referrals until", required=False, help_text="The last day.")


class InstrumentForm(forms.Form):
    """An instrument: what it is, and under which licence it is used. Never its items."""

    code = short_text("Short name", max_length=40)
    name = short_text("Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=InstrumentKind.choices)
    area = forms.ChoiceField(
        label="A screening looks for",
        required=False,
        choices=[("", "No screening"), *ScreeningArea.choices],
    )
    version = short_text("Version", required=False, max_length=40)
    validated = forms.BooleanField(
        label="Validated for the people with whom we use it", required=False
    )
    licence = short_text("Licence", required=False, max_length=200)
    needs_qualification = forms.BooleanField(
        label="Ask why, when the assessor has no qualification for it", required=False
    )
    retired_on = Day(label="In use until", required=False, help_text="The last day.")


class DomainRow(forms.Form):
    """One domain; an empty row is none."""

    code = forms.SlugField(label="Code", max_length=40, required=False)
    name = short_text("Name", max_length=200, required=False)
    maximum = Score(label="Highest score", required=False)
    dynamic = forms.BooleanField(label="Can change", required=False)

    def clean(self) -> dict[str, Any]:
        """A row has everything or nothing."""
        said = super().clean() or self.cleaned_data
        given = [bool(said.get("code")), bool(said.get("name")), said.get("maximum") is not None]
        if any(given) and not all(given):
            raise forms.ValidationError("A domain has a code, a name and a highest score.")
        return said

    def domain(self) -> tuple[str, str, Any, bool] | None:
        """The row as the service wants it; None for an empty one."""
        said = self.cleaned_data
        if not said.get("code"):
            return None
        return said["code"], said["name"], said["maximum"], said["dynamic"]


class LevelRow(forms.Form):
    """One level; an empty row is none."""

    level = short_text("Level", max_length=40, required=False)
    lowest = Score(label="From score", required=False)
    highest = Score(label="To score", required=False)
    group = forms.ChoiceField(
        label="Counts as", required=False, choices=[("", "Neither"), *RiskGroup.choices]
    )

    def clean(self) -> dict[str, Any]:
        """A row has everything or nothing."""
        said = super().clean() or self.cleaned_data
        given = [
            bool(said.get("level")),
            said.get("lowest") is not None,
            said.get("highest") is not None,
        ]
        if any(given) and not all(given):
            raise forms.ValidationError("A level has a name, a lowest and a highest score.")
        return said

    def band(self) -> tuple[str, Any, Any, str] | None:
        """The row as the service wants it; None for an empty one."""
        said = self.cleaned_data
        if not said.get("level"):
            return None
        return said["level"], said["lowest"], said["highest"], said["group"]


#: Rows that are there, and three empty ones to add to them.
DomainRows: type[BaseFormSet[DomainRow]] = formset_factory(DomainRow, extra=3, max_num=40)
LevelRows: type[BaseFormSet[LevelRow]] = formset_factory(LevelRow, extra=3, max_num=40)


class LevelsForm(forms.Form):
    """From which day the levels hold."""

    from_on = Day(
        label="From which day",
        required=False,
        help_text="Those that hold now end the day before. Empty only for the first levels.",
    )


class MembershipForm(forms.Form):
    """A partner's account belongs to an organisation."""

    user = Person(
        User.objects.none(),
        label="Partner",
        empty_label="Choose",
        error_messages={"required": "Choose a partner’s account."},
    )
    from_on = Day(label="From")

    def __init__(self, *args: Any, partners: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "user", partners)


class QualificationForm(forms.Form):
    """Somebody is trained to use an instrument."""

    staff = Person(
        User.objects.none(),
        label="Who",
        empty_label="Choose",
        error_messages={"required": "Choose somebody."},
    )
    instrument = forms.ModelChoiceField(
        Instrument.objects.all(),
        label="Instrument",
        empty_label="Choose",
        error_messages={"required": "Choose an instrument."},
    )
    from_on = Day(label="From")
    until_on = Day(label="Until", required=False, help_text="The last day.")
    evidence = short_text("Course or certificate", required=False, max_length=200)

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "staff", people)
