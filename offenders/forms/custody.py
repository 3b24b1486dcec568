"""What is asked when facts of a case are typed. The services decide what may be; forms only read.

Moments are typed as a day and a time on the wall at the facility concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock
from agency.form_fields import Day, TimeOfDay
from agency.models import Facility, Unit
from offenders.models import LegalStatus, Movement, MovementKind, Offender, Sex
from offenders.models.custody import KINDS_WITH_FACILITY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, time

PERMANENCE = [("yes", "Permanent placement"), ("no", "Temporary placement")]


def name_field(label: str, **kwargs: Any) -> forms.CharField:
    """A name as it is written, without a browser's suggestions."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=200, widget=widget, **kwargs)


class PlaceField(forms.ChoiceField):
    """A facility, or one unit of it, chosen from one list; the value is a pair of both."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("error_messages", {"required": "Say where to."})
        super().__init__(**kwargs)
        self.known: dict[str, tuple[Facility, Unit | None]] = {}

    def offer(self, facilities: Iterable[Facility]) -> None:
        """Offer these facilities with their units (`units` is best prefetched)."""
        choices: list[Any] = [("", "Choose")]
        for facility in facilities:
            whole = (f"facility:{facility.pk}", f"{facility.name}, no unit yet")
            units = [(f"unit:{unit.pk}", unit.name) for unit in facility.units.all()]
            choices.append((facility.name, [whole, *units]))
            self.known[whole[0]] = (facility, None)
            self.known |= {f"unit:{unit.pk}": (facility, unit) for unit in facility.units.all()}
        self.choices = choices

    def place(self, value: str) -> tuple[Facility | None, Unit | None]:
        """The facility and unit of a cleaned value."""
        return self.known.get(value, (None, None))


class MomentForm(forms.Form):
    """Asks when something happened, on the wall at `facility`."""

    occurred_on = Day(label="Day")
    occurred_time = TimeOfDay(
        label="Time", error_messages={"required": "Say at what time, as near as is known."}
    )

    #: Where the clock hangs; a subclass may find it among what was typed.
    facility: Facility | None = None

    def local_moment(self, place: Facility | None) -> datetime | None:
        """The moment that was typed; None, with a message at the time, where it never was."""
        day: date | None = self.cleaned_data.get("occurred_on")
        at: time | None = self.cleaned_data.get("occurred_time")
        if day is None or at is None:
            return None
        try:
            moment = clock.local_moment(day, at, place)
        except ValueError:
            where = f" at {place.name}" if place else ""
            self.add_error(
                "occurred_time",
                f"The clocks went forward{where} that night, so {at:%H:%M} did not occur. "
                f"Write the time that the clock showed.",
            )
            return None
        if moment > clock.now():
            today = clock.today(place)
            field = "occurred_on" if day > today else "occurred_time"
            self.add_error(field, "A movement cannot lie in the future.")
            return None
        return moment


class MovementForm(MomentForm):
    """One movement of a kind that has been chosen already."""

    place = PlaceField(label="Where to")
    permanent = forms.ChoiceField(
        label="Kind of placement", choices=PERMANENCE, widget=forms.RadioSelect, initial="yes"
    )
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order: tuple[str, ...] = (
        "place",
        "permanent",
        "occurred_on",
        "occurred_time",
        "reason",
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        places: Iterable[Facility],
        from_place: Facility | None,
        offender: Offender | None = None,
        instead_of: Movement | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.from_place = from_place
        self.offender = offender
        self.instead_of = instead_of
        if kind in KINDS_WITH_FACILITY:
            self._places().offer(places)
        else:
            del self.fields["place"]
        if kind not in {MovementKind.ARRIVAL, MovementKind.TRANSFER}:
            del self.fields["permanent"]
        if kind == MovementKind.TEMPORARY_OUT:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why, for example: court."
            self.fields["reason"].help_text = "In a word for lists: court, hospital, funeral."

    def _places(self) -> PlaceField:
        field = self.fields["place"]
        assert isinstance(field, PlaceField)
        return field

    def clean(self) -> dict[str, Any]:
        """Adds `occurred_at`, `facility`, `unit`; refuses what is recorded already."""
        said = super().clean() or self.cleaned_data
        facility, unit = (None, None)
        if "place" in self.fields:
            facility, unit = self._places().place(said.get("place", ""))
        said["facility"], said["unit"] = facility, unit
        if "place" in self.fields and facility is None:
            return said
        moment = self.local_moment(facility or self.from_place)
        said["occurred_at"] = moment
        if moment is not None and self.offender is not None:
            again = Movement.objects.standing().filter(
                offender=self.offender, kind=self.kind, occurred_at=moment, facility=facility
            )
            if self.instead_of is not None:
                again = again.exclude(pk=self.instead_of.pk)
            if again.filter(unit=unit).exists():
                self.add_error(None, "This movement is recorded already.")
        return said

    def fact(self) -> dict[str, Any]:
        """What the services want to know, once the form is valid."""
        said = self.cleaned_data
        return {
            "kind": self.kind,
            "occurred_at": said["occurred_at"],
            "facility": said["facility"],
            "unit": said["unit"],
            "permanent": said["permanent"] == "yes" if "permanent" in self.fields else None,
            "reason": said["reason"],
        }


class WithdrawForm(forms.Form):
    """Why a movement never happened."""

    reason = forms.CharField(
        label="Why it never happened",
        max_length=400,
        error_messages={"required": "Say why it never happened."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class IdentityForm(forms.Form):
    """Who the person is."""

    number = forms.CharField(
        label="Number",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    family_name = name_field("Family name")
    given_names = name_field("Given names")
    date_of_birth = Day(label="Date of birth", required=False)
    sex = forms.ChoiceField(label="Sex", choices=Sex.choices)
    legal_status = forms.ChoiceField(label="Legal status", choices=LegalStatus.choices)


class RegistrationForm(IdentityForm, MovementForm):
    """A new person and the first arrival."""

    field_order = (
        "number",
        "family_name",
        "given_names",
        "date_of_birth",
        "sex",
        "legal_status",
        "place",
        "permanent",
        "occurred_on",
        "occurred_time",
        "reason",
    )


class AliasForm(forms.Form):
    """Another name."""

    family_name = name_field("Family name or nickname")
    given_names = name_field("Given names", required=False)


class SentenceForm(forms.Form):
    """A determination of release dates."""

    start_on = Day(label="Sentence starts")
    eed = Day(label="Earliest eligibility date (EED)", required=False)
    edr = Day(label="Earliest date of release (EDR)", required=False)
    srd = Day(label="Statutory review date (SRD)", required=False)
    recorded_on = Day(label="Counts from", help_text="The day on which it was determined.")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """An exact number, to receive somebody."""

    number = forms.CharField(
        label="Number",
        max_length=40,
        help_text="The whole number, exactly.",
        error_messages={"required": "Write the number."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["number"]).strip()


class OfficerForm(forms.Form):
    """Who takes the case, from which day, and why.

    `current` is the link that the person who decides was looking at; "" where there was none.
    """

    officer = forms.TypedChoiceField(
        label="Officer", coerce=int, error_messages={"required": "Choose an officer."}
    )
    from_on = Day(label="From", help_text="The first day on the new caseload.")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    current = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officers: list[tuple[int, str]], passes_on: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["officer"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Choose"), *officers]
        if passes_on:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why the officer changes."


class EndAssignmentForm(forms.Form):
    """When and why an officer's charge ends without another officer."""

    until_on = Day(label="Last day", help_text="The last day on the officer’s caseload.")
    reason = forms.CharField(
        label="Reason",
        max_length=400,
        error_messages={"required": "Say why it ends."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
