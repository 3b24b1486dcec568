"""Where a person is, in the words of a list and of a banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offenders.models import Absence

if TYPE_CHECKING:
    from agency.models import Facility, User
    from offenders.models import Offender, Placement


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The current placement, and the reason of an absence from it (None while present)."""

    placement: Placement | None
    absence: Absence | None

    @property
    def facility(self) -> Facility | None:
        """The facility whose clocks are meant by "today" and by a time of day."""
        return self.placement.facility if self.placement else None

    @property
    def short(self) -> str:
        """For a list: "Unit B", or "Away, court"."""
        if self.absence is not None:
            return away_in_words(self.absence.reason)
        return self.placement.location if self.placement else "Not held here"

    @property
    def full(self) -> str:
        """For a banner: "Redbud Correctional Center, Unit B", with an absence after it."""
        if self.placement is None:
            return "Not placed at any facility"
        parts = [self.placement.facility.name]
        if self.placement.unit is not None:
            parts.append(self.placement.unit.name)
        if self.absence is not None:
            parts.append(away_in_words(self.absence.reason).lower())
        return ", ".join(parts)


def away_in_words(reason: str) -> str:
    """An absence in a list: "Away, court"."""
    return f"Away, {reason[:1].lower()}{reason[1:]}" if reason else "Away"


def whereabouts_of(offender: Offender) -> Whereabouts:
    """Where the person is now; two queries."""
    return Whereabouts(
        offender.current_placement(),
        Absence.objects.filter(offender=offender, returned_at=None).first(),
    )


def own_facility(user: User) -> Facility | None:
    """The facility of the user's newest posting that has one."""
    return next((p.facility for p in user.current_postings() if p.facility), None)
