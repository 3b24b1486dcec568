"""When something happened, as every form of this app asks for it."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms

from agency import clock

if TYPE_CHECKING:
    from agency.models import Facility


class HappenedMixin(forms.Form):
    """A day and a time on the wall of a place, joined into `happened_at` (aware).

    clocks_of: the facility whose clocks are meant, None for the agency's.
    """

    clocks_of: Facility | None = None
    day_field = "occurred_on"
    time_field = "occurred_time"
    in_the_future = "This lies in the future. A note is about what has happened."

    def clean(self) -> dict[str, Any]:
        """Join day and time, and refuse what lies ahead."""
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get(self.day_field)
        at = cleaned.get(self.time_field)
        if day is None or (at is None and self.time_field in self.errors):
            return cleaned
        try:
            moment = clock.local_moment(day, at or time(0), self.clocks_of)
        except ValueError:
            self.add_error(
                self.time_field, "The clocks went forward over this time. Write the time after it."
            )
            return cleaned
        if moment > clock.now():
            self.add_error(self.day_field, self.in_the_future)
        cleaned["happened_at"] = moment
        return cleaned


def now_on_the_wall(place: Facility | None) -> datetime:
    """The present minute at `place`."""
    return clock.now().astimezone(clock.zone(place)).replace(second=0, microsecond=0)
