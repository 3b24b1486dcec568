"""Who writes, as what, where: frozen at the moment of writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from agency.models import Facility
from offenders.models import CaseAssignment, Placement

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import User
    from offenders.models import Offender


class Authorship(TypedDict):
    """The fields that say who wrote a record."""

    author: User
    author_name: str
    author_role: str


def authorship_of(user: User) -> Authorship:
    """The author's name and role now; a later change of either rewrites no record."""
    roles = sorted({posting.role_word for posting in user.current_postings()})
    return Authorship(author=user, author_name=user.full_name, author_role=", ".join(roles))


def facility_at(offender: Offender, moment: datetime) -> Facility | None:
    """Where the person was held at that moment: the temporary placement before the permanent."""
    placement = (
        Placement.objects.filter(offender=offender, arrived_at__lte=moment)
        .exclude(departed_at__lte=moment)
        .select_related("facility")
        .order_by("permanent", "-arrived_at")
        .first()
    )
    return placement.facility if placement else None


def officer_on(offender: Offender, on: date) -> int | None:
    """The id of the officer in charge on that day."""
    assignment = CaseAssignment.objects.holding_on(on).filter(offender=offender).first()
    return assignment.officer_id if assignment else None
