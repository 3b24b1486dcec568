"""Forms of administration: accounts, postings, places, the agency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator

from agency.form_fields import Day
from agency.models import Agency, Facility, FacilityKind, Unit, User
from agency.models.organisation import validate_time_zone
from agency.roles import AGENCY_WIDE_ROLES, Role
from agency.templatetags.words import capitalised


def role_choices(terms: dict[str, str]) -> list[tuple[str, str]]:
    """The eleven roles in the agency's own words."""
    return [(role.value, capitalised(terms.get(role.value) or str(role.label))) for role in Role]


def roles_in_words(roles: str) -> str:
    """What an event keeps of its actor ("auditor, case_officer") in the agency's own words."""
    words = dict(role_choices(Agency.current().terms))
    return ", ".join(words.get(role, role) for role in roles.split(", ") if role)


class AccountForm(forms.Form):
    """Who somebody is. What they may do is said by postings."""

    given_names = forms.CharField(label="Given names", max_length=200)
    family_name = forms.CharField(label="Family name", max_length=200)
    username = forms.CharField(
        label="User name",
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text="For signing in. Capitals make no difference.",
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    email = forms.EmailField(
        label="E-mail", required=False, help_text="For the morning digest. It may be empty."
    )


class PersonField(forms.ModelChoiceField):
    """One account, by its name in a list."""

    def label_from_instance(self, obj: User) -> str:
        """Family name first."""
        return obj.sort_name


class UnitField(forms.ModelChoiceField):
    """One unit, under its facility's name."""

    def label_from_instance(self, obj: Unit) -> str:
        """ "Redbud Correctional Center, Unit B"."""
        return f"{obj.facility.name}, {obj.name}"


class PostingDetailsForm(forms.Form):
    """What may change while a posting goes on."""

    unit = UnitField(
        Unit.objects.none(), label="Unit", required=False, empty_label="Whole facility"
    )
    supervisor = PersonField(
        User.objects.none(), label="Supervisor", required=False, empty_label="None"
    )
    capacity = forms.IntegerField(
        label="Capacity",
        required=False,
        min_value=1,
        max_value=999,
        help_text="How many cases at most. Only for who holds cases.",
    )
    from_on = Day(label="From")
    until_on = Day(
        label="Until", required=False, help_text="The last day. Empty: until somebody ends it."
    )

    def __init__(self, *args: Any, units: Any, supervisors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, supervisor = self.fields["unit"], self.fields["supervisor"]
        assert isinstance(unit, UnitField)
        assert isinstance(supervisor, PersonField)
        unit.queryset = units
        supervisor.queryset = supervisors


class PostingForm(PostingDetailsForm):
    """A new posting: a role, a place, days."""

    role = forms.ChoiceField(label="Role")
    facility = forms.ModelChoiceField(
        Facility.objects.all(), label="Facility", required=False, empty_label="Whole agency"
    )
    field_order = ("role", "facility", "unit", "supervisor", "capacity", "from_on", "until_on")

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", "Choose a role"), *roles]
        wide = ", ".join(sorted(Role(r).label.lower() for r in AGENCY_WIDE_ROLES))
        self.fields["facility"].help_text = f"Whole agency only for: {wide}."


class LocalProcedureForm(forms.Form):
    """The part that facilities and units have in common."""

    local_procedure = forms.CharField(
        label="Local procedure",
        required=False,
        max_length=200,
        help_text="Its reference, where one holds in place of the agency's standards.",
    )
    local_procedure_from = Day(label="From", required=False)
    local_procedure_until = Day(label="Until", required=False, help_text="The last day.")


class FacilityForm(LocalProcedureForm):
    """A prison, office, hospital or court."""

    code = forms.CharField(label="Code", max_length=40)
    name = forms.CharField(label="Name", max_length=200)
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        validators=[validate_time_zone],
        help_text="Like America/Chicago. “Today” and due dates follow it.",
    )
    kind = forms.ChoiceField(label="Kind", choices=FacilityKind.choices)
    operator = forms.ChoiceField(
        label="Operator",
        required=False,
        choices=[("", "Not said"), ("public", "Public"), ("private", "Private")],
    )
    field_order = ("code", "name", "time_zone", "kind", "operator")


class UnitForm(LocalProcedureForm):
    """A unit inside a facility."""

    code = forms.CharField(label="Code", max_length=40)
    name = forms.CharField(label="Name", max_length=200)
    field_order = ("code", "name")
