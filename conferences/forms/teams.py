"""Visits to unit teams, and appearances of people before them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock
from agency.form_fields import Day, TimeOfDay
from agency.models import Unit, User
from conferences.forms.fields import People, Writing, offer
from conferences.models import AppearanceKind, Appeared
from conferences.services.teams import Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import Facility

PROPERLY = [("yes", "Yes"), ("no", "No")]


class SessionForm(forms.Form):
    """Who attended a unit's team, and what they found."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit team", empty_label="Choose")
    on = Day(label="On")
    staff = People(User.objects.none(), label="Attended", required=False)
    conducted = forms.ChoiceField(
        label="Conducted as the program statement says",
        choices=PROPERLY,
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )
    findings = Writing(label="Findings", rows=5, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], staff: QuerySet[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "staff", staff)

    def said(self) -> dict[str, Any]:
        """What was said, as the services take it, the unit aside."""
        cleaned = self.cleaned_data
        return {
            "on": cleaned["on"],
            "staff": list(cleaned["staff"]),
            "findings": cleaned["findings"],
            "conducted_properly": cleaned["conducted"] == "yes",
        }


class _Moments(forms.Form):
    """Joins a day and a time on the wall of `place` into an aware moment."""

    place: Facility

    def joined(self, day: str, at: str) -> datetime | None:
        """The moment of two fields; None when there is none or when it cannot be."""
        cleaned = self.cleaned_data
        on, time = cleaned.get(day), cleaned.get(at)
        if on is None and time is None:
            return None
        if on is None or time is None:
            if day not in self.errors and at not in self.errors:
                self.add_error(
                    at if on else day, "Say at what time." if on else "Say on which day."
                )
            return None
        try:
            return clock.local_moment(on, time, self.place)
        except ValueError:
            self.add_error(at, "The clocks went forward over this time. Write the time after it.")
            return None


class AppearanceForm(_Moments):
    """When a person appears before the team, and when the person was told."""

    kind = forms.ChoiceField(label="What for", choices=AppearanceKind)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Unit team", required=False, empty_label="Not said"
    )
    at_on = Day(label="Appears on")
    at_time = TimeOfDay(label="At", error_messages={"required": "Say at what time."})
    noticed_on = Day(label="Told on", required=False)
    noticed_time = TimeOfDay(label="At", required=False)

    def __init__(self, *args: Any, place: Facility, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.place = place
        if "unit" in self.fields:
            offer(self, "unit", Unit.objects.filter(facility=place))

    def clean(self) -> dict[str, Any]:
        """Join days and times."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["at"] = self.joined("at_on", "at_time")
        cleaned["noticed_at"] = self.joined("noticed_on", "noticed_time")
        return cleaned


class NoticeForm(AppearanceForm):
    """A change of the hour, the notice, or the written waiver of it."""

    kind = None  # type: ignore[assignment]
    unit = None  # type: ignore[assignment]
    waived_on = Day(label="Notice waived in writing on", required=False)
    waiver_reference = forms.CharField(
        label="Where the signed waiver is filed", max_length=200, required=False
    )


class OutcomeForm(forms.Form):
    """What came of an appearance."""

    held_on = Day(label="The team met on")
    appeared = forms.ChoiceField(
        label="The person",
        choices=Appeared,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the person came."},
    )
    reasons = Writing(label="Why the person did not come", rows=3, required=False)
    needs = Writing(label="Apparent needs", rows=4, empty="Write the apparent needs.")
    program = Writing(
        label="Recommended program",
        rows=4,
        empty="Write the program that the team recommends.",
    )
    copy_given_on = Day(label="Copy of the report given on", required=False)
    without_notice_because = forms.CharField(
        label="Why the team met without notice", max_length=400, required=False
    )

    def __init__(self, *args: Any, notice_holds: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if notice_holds:
            del self.fields["without_notice_because"]

    def outcome(self) -> Outcome:
        """What was said, as the services take it."""
        return Outcome(**self.cleaned_data)
