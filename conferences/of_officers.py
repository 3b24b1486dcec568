"""Whose records about officers a user may see: the scopes of `agency.matrix` as SQL.

Of records about officers, TEAM means the officers whom one supervises today and ABOUT_ME oneself.
A supervisor keeps what he or she held, so that a conference held before the officer moved to
another team can still be evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.models import Posting, User

if TYPE_CHECKING:
    from datetime import date


class AboutOfficerQuerySet(models.QuerySet[Any]):
    """Rows that hang on an officer by a foreign key `officer`."""

    access_object = "conference"
    #: The foreign key to the one who keeps access to what he or she held or wrote; "" for none.
    holder = ""

    def in_scope(
        self, user: User, action: Action | str, object_: str | None = None
    ) -> AboutOfficerQuerySet:
        """Rows about officers on whom the user may do `action`."""
        reached: Q | None = None
        for posting, scope in scopes_of(user, object_ or self.access_object, action):
            rows: Q | None = None
            if scope == Scope.ABOUT_ME:
                rows = Q(officer=user)
            elif scope == Scope.TEAM:
                rows = Q(officer_id__in=_supervised(user, clock.today(posting.facility)))
                if self.holder:
                    rows |= Q(**{self.holder: user})
            if rows is not None:
                reached = rows if reached is None else reached | rows
        if reached is None or not user.is_active:
            return self.none()
        return self.filter(reached)

    def visible_to(self, user: User) -> AboutOfficerQuerySet:
        """Rows that the user may read."""
        return self.in_scope(user, Action.READ)


def _supervised(user: User, on: date) -> Any:
    return Posting.objects.holding_on(on).filter(supervisor=user).values("user_id")


def officers_in_scope(user: User, action: Action | str, object_: str = "conference") -> QuerySet:
    """The officers about whom the user may do `action`: for a first record, which is in no
    queryset yet. Nobody supervises himself or herself."""
    reached = Q(pk__in=[])
    for posting, scope in scopes_of(user, object_, action):
        if scope == Scope.TEAM:
            today = clock.today(posting.facility)
            reached |= Q(pk__in=_supervised(user, today)) & ~Q(pk=user.pk)
        elif scope == Scope.ABOUT_ME:
            reached |= Q(pk=user.pk)
    return User.objects.filter(reached, is_active=True)
