"""What the makers of office work share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from simple_history.utils import bulk_create_with_history

from agency import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from agency.models import Agency, User
    from casemgmt.demo.staff import Staff

REASON = "demonstration data"


@dataclass(slots=True)
class Office:
    """Chance, the agency, its staff and today."""

    random: Random
    agency: Agency
    staff: Staff
    today: date

    @property
    def yesterday(self) -> date:
        """The last day on which something may have happened."""
        return self.today - timedelta(days=1)

    def at(self, day: date, hour: int = 10) -> datetime:
        """That hour of a day at the agency; of today, its first minutes."""
        past = time(hour) if day != self.today else time(0, 10)
        return clock.local_moment(day, past, self.agency)

    def officers(self) -> Iterator[tuple[int, User]]:
        """The id of the facility and the officer, for all of them."""
        for facility, officers in self.staff.officers.items():
            for officer in officers:
                yield facility, officer

    def keep(self, model: Any, rows: list[Any]) -> list[Any]:
        """Write the rows with their history."""
        made: list[Any] = bulk_create_with_history(rows, model, default_change_reason=REASON)
        return made


def weekday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def quarter_start(day: date) -> date:
    """The first day of its calendar quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
