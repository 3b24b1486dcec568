"""Whose duty an item is when no person is named on it: the standards' roles as the agency's.

A standard names the role that owes a duty; the agency posts people in roles of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from agency.roles import Role

if TYPE_CHECKING:
    from agency.models import User

#: Which postings answer for a role of the standards. The head of a facility is no role of this
#: product: what a head owes is seen to by the coordinator.
ANSWERED_BY: dict[str, frozenset[Role]] = {
    "case_officer": frozenset({Role.CASE_OFFICER}),
    "assessment_officer": frozenset({Role.ASSESSMENT_OFFICER}),
    "case_management_coordinator": frozenset({Role.COORDINATOR}),
    "facility_head": frozenset({Role.COORDINATOR}),
    "supervisor": frozenset({Role.SUPERVISOR}),
    "unit_manager": frozenset({Role.UNIT_MANAGER}),
}


def owed_as(role: Role) -> list[str]:
    """The standards' roles for which somebody posted in that role answers."""
    return sorted(name for name, roles in ANSWERED_BY.items() if role in roles)


def own_duties_of(user: User) -> Q:
    """Items about officers, facilities and units that are the user's to do: those that name the
    user, and those that name nobody at a place where the user answers for the role."""
    mine = Q(owner=user)
    for posting in user.current_postings():
        names = owed_as(Role(posting.role))
        if not names or posting.facility_id is None:
            continue
        nobodys = Q(owner=None, owner_role__in=names, facility_id=posting.facility_id)
        if posting.role == Role.UNIT_MANAGER and posting.unit_id is not None:
            # Of what is a unit's or an officer's, only one's own unit's.
            nobodys &= Q(unit_subject=None) | Q(unit_subject_id=posting.unit_id)
        mine |= nobodys
    return Q(offender=None) & mine
