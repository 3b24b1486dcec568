"""The only module that reads the time.

`now()` is a moment in UTC. "Today" is always today *somewhere*: at a facility, or, where no
facility is meant, at the agency. A training copy may believe that it is another day
(`TRAINING_TODAY`); tests set the moment with `set_for_tests`.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

_moment_for_tests: datetime | None = None


class HasTimeZone(Protocol):
    """Anything that keeps local time: an Agency or a Facility."""

    time_zone: str


def now() -> datetime:
    """The present moment, aware, in UTC."""
    if _moment_for_tests is not None:
        return _moment_for_tests
    moment = datetime.now(UTC)
    training_today = settings.TRAINING_TODAY
    if training_today is not None:
        # The time of day goes on; only the day is the training day.
        return moment + timedelta(days=(training_today - moment.date()).days)
    return moment


def wall_time() -> datetime:
    """The machine's own time, also in a training copy: for what django-axes keeps by it."""
    return timezone.now()


def today(place: HasTimeZone | None = None) -> date:
    """The local date at `place`, by default at the agency."""
    return now().astimezone(zone(place)).date()


def zone(place: HasTimeZone | None = None) -> ZoneInfo:
    """The time zone kept at `place`, by default the agency's."""
    if place is None:
        from agency.models import Agency

        place = Agency.current()
    return ZoneInfo(place.time_zone)


def local_date(moment: datetime, place: HasTimeZone | None = None) -> date:
    """The date that `moment` (aware) has on the wall at `place`."""
    return moment.astimezone(zone(place)).date()


def local_moment(day: date, at: time, place: HasTimeZone | None = None) -> datetime:
    """The aware moment of a local day and time at `place`.

    A time that occurs twice (clocks go back) is the first of the two. A time that a clock
    change skips raises ValueError.
    """
    moment = datetime.combine(day, at, tzinfo=zone(place))
    if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(
        tzinfo=None
    ):
        raise ValueError(f"The clock skips {at:%H:%M} on {day}.")
    return moment


@contextmanager
def set_for_tests(moment: datetime) -> Iterator[None]:
    """Make every reader of the clock in this process believe that it is `moment` (aware)."""
    global _moment_for_tests
    before = _moment_for_tests
    _moment_for_tests = moment
    try:
        yield
    finally:
        _moment_for_tests = before
