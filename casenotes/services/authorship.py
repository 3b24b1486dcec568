"""Who writes, as what, where: frozen at the moment of writing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from agency.models import Facility
from agency.roles import Role
from casenotes.choices import chosen
from offenders.models import CaseAssignment, Cover, Placement

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


class CountsAs(StrEnum):
    """Why a note by somebody fulfils the duties of the officer in charge; NOTHING: it does not."""

    NOTHING = ""
    OFFICER = "officer"
    COVER = "cover"
    ROLE = "role"


def counts_for_officer(offender: Offender, by: User, on: date) -> CountsAs:
    """Whether what `by` records about that day counts for the officer in charge, and why.

    The officer, a colleague recorded as standing in for the officer that day, or somebody in a
    role that the agency names (`Settings.counting_roles`). Everybody else's notes are kept and
    count for nothing.
    """
    officer = officer_on(offender, on)
    if officer == by.pk:
        return CountsAs.OFFICER
    if officer is None:
        return CountsAs.NOTHING
    if Cover.objects.holding_on(on).filter(officer_id=officer, colleague=by).exists():
        return CountsAs.COVER
    named = chosen().counting_roles
    if named and by.has_role(*(Role(name) for name in named)):
        return CountsAs.ROLE
    return CountsAs.NOTHING
