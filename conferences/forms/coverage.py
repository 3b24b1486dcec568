"""The hours that somebody is assigned, one row for each weekday."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from agency.form_fields import Day, TimeOfDay
from conferences.models import Weekday


class HoursForm(forms.Form):
    """From a day on, when somebody works on each weekday; empty means not at all."""

    from_on = Day(label="From")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for weekday in Weekday:
            for part in ("starts", "ends"):
                self.fields[f"{part}_{weekday.value}"] = TimeOfDay(
                    label=f"{weekday.label}, {'from' if part == 'starts' else 'to'}",
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        """Both ends of a day, or neither."""
        cleaned = super().clean() or self.cleaned_data
        for weekday in Weekday:
            starts, ends = f"starts_{weekday.value}", f"ends_{weekday.value}"
            missing = [name for name in (starts, ends) if cleaned.get(name) is None]
            if len(missing) == 1 and not {starts, ends} & set(self.errors):
                self.add_error(missing[0], "Write both times of this day, or neither.")
        return cleaned

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Weekday, from, to."""
        return [
            (str(day.label), self[f"starts_{day.value}"], self[f"ends_{day.value}"])
            for day in Weekday
        ]

    def hours(self) -> dict[int, tuple[time, time]]:
        """The times by weekday."""
        said = self.cleaned_data
        return {
            day.value: (said[f"starts_{day.value}"], said[f"ends_{day.value}"])
            for day in Weekday
            if said[f"starts_{day.value}"] is not None
        }
