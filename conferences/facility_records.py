"""Which of a facility's own records a user may see: the scopes of `agency.matrix` as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from agency.access import Action, Scope, scopes_of

if TYPE_CHECKING:
    from agency.models import User


def facilities_in_scope(user: User, object_: str, action: Action | str) -> set[int] | None:
    """The ids of the facilities on whose `object_` the user may do `action`; None for all.

    A record of a facility is within reach of every posting there whose scope names a place.
    """
    found: set[int] = set()
    for posting, scope in scopes_of(user, object_, action):
        if scope == Scope.AGENCY:
            return None
        if scope in {Scope.FACILITY, Scope.UNIT, Scope.TEAM} and posting.facility_id is not None:
            found.add(posting.facility_id)
    return found


class OfFacilityQuerySet(models.QuerySet[Any]):
    """Rows that belong to a facility. `access_object` names their row of the access table,
    `facility_path` the way from the row to the facility's id."""

    access_object = "meeting"
    facility_path = "facility_id"

    def in_scope(self, user: User, action: Action | str) -> OfFacilityQuerySet:
        """Rows of facilities on which the user may do `action`."""
        if not user.is_active:
            return self.none()
        facilities = facilities_in_scope(user, self.access_object, action)
        if facilities is None:
            return self.all()
        return self.filter(Q(**{f"{self.facility_path}__in": facilities}))

    def visible_to(self, user: User) -> OfFacilityQuerySet:
        """Rows that the user may read."""
        return self.in_scope(user, Action.READ)
