"""Which people a user may see: the scopes of `agency.access` as SQL.

Every list, detail, search, total, print and export of anything about a person starts here, so
they cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from agency import clock
from agency.access import Action, Scope, scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import Posting, User


def _model(name: str) -> Any:
    # Looked up late: the models import this module for their managers.
    return apps.get_model("offenders", name)


def _assigned(on: Any, **officer: Any) -> Exists:
    return Exists(
        _model("CaseAssignment")
        .objects.holding_on(on)
        .filter(offender_id=OuterRef("pk"), **officer)
    )


def _placed(**place: Any) -> Exists:
    return Exists(
        _model("Placement").objects.filter(
            offender_id=OuterRef("pk"), departed_at__isnull=True, **place
        )
    )


def covered_by(user: User, on: Any) -> list[int]:
    """The ids of the officers for whom the user stands in on that day.

    Read once for each instance of the user and day, so once for each request.
    """
    known: dict[Any, list[int]] = user.__dict__.setdefault("_covered_officers", {})
    if on not in known:
        holding = _model("Cover").objects.holding_on(on).filter(colleague_id=user.pk)
        remember_covered(user, on, holding.values_list("officer_id", flat=True))
    return known[on]


def remember_covered(user: User, on: Any, officers: Iterable[int]) -> None:
    """Keep, for this instance of the user, what a page has read together with other things."""
    user.__dict__.setdefault("_covered_officers", {})[on] = sorted(set(officers))


#: The class of data that a consent has to cover for what is done to an object; an object that is
#: not here needs a consent that covers anything.
CLASS_OF_OBJECT = {"note": "notes", "draft": "notes"}


def _consented(user: User, object_: str) -> Exists:
    """A consent in force names an organisation for which the user works today. CCMS, 2."""
    today = clock.today()
    consents = (
        _model("Consent")
        .objects.filter(offender_id=OuterRef("pk"))
        .in_force(clock.now(), today)
        .naming_organisation_of(user, today)
    )
    if object_ in CLASS_OF_OBJECT:
        consents = consents.filter(data_classes__contains=[CLASS_OF_OBJECT[object_]])
    return Exists(consents)


def _people_in_scope(user: User, posting: Posting, scope: Scope, object_: str) -> Q | None:
    """The people whom one scope of one posting reaches; None for nobody."""
    today = clock.today(posting.facility)
    match scope:
        case Scope.AGENCY:
            return Q()
        case Scope.AGENCY_WITH_REASON:
            reasons = user.access_reasons.filter(
                offender_id=OuterRef("pk"), given_at__lte=clock.now(), ends_at__gt=clock.now()
            )
            return Q(Exists(reasons))
        case Scope.FACILITY:
            return Q(_placed(facility_id=posting.facility_id))
        case Scope.UNIT if posting.unit_id is not None:
            return Q(_placed(unit_id=posting.unit_id))
        case Scope.TEAM:
            supervised = (
                apps.get_model("agency", "Posting")
                .objects.holding_on(today)
                .filter(supervisor=user)
                .values("user_id")
            )
            return Q(_assigned(today, officer_id__in=supervised))
        case Scope.OWN:
            officers = [user.pk, *covered_by(user, today)]
            one = {"officer_id": user.pk} if len(officers) == 1 else {"officer_id__in": officers}
            return Q(_assigned(today, **one))
        case Scope.FORMER:
            once = _model("CaseAssignment").objects.standing()
            return Q(Exists(once.filter(offender_id=OuterRef("pk"), officer_id=user.pk)))
        case Scope.CONSENT:
            return Q(_consented(user, object_))
    # AUTHORED is not about people; a unit manager without a unit manages none.
    return None


#: Scopes that mean the same people whatever the object and the hour.
_LASTING = {Scope.FACILITY, Scope.UNIT, Scope.TEAM, Scope.OWN, Scope.FORMER}


def _condition(user: User, posting: Posting, scope: Scope, object_: str) -> Q | None:
    """`_people_in_scope`, put together once for each instance of the user and day: one page asks
    for the same people on behalf of many objects."""
    if scope not in _LASTING:
        return _people_in_scope(user, posting, scope, object_)
    known: dict[Any, Q | None] = user.__dict__.setdefault("_scope_conditions", {})
    today = clock.today(posting.facility)
    covered = tuple(covered_by(user, today)) if scope == Scope.OWN else ()
    key = (posting.pk, scope, today, covered)
    if key not in known:
        known[key] = _people_in_scope(user, posting, scope, object_)
    return known[key]


class OffenderQuerySet(QuerySet[Any]):
    """People, within what the reader may see."""

    def in_scope(self, user: User, object_: str, action: Action | str) -> OffenderQuerySet:
        """People on whose `object_` the user may do `action` today.

        Somebody who is a party to a case is kept from it whatever their postings.
        """
        reached: Q | None = None
        for posting, scope in scopes_of(user, object_, action):
            people = _condition(user, posting, scope, object_)
            if people is None:
                continue
            if not people:
                reached = Q()
                break
            reached = people if reached is None else reached | people
        if reached is None or not user.is_active:
            return self.none()
        kept_from = _model("Exclusion").objects.filter(
            offender_id=OuterRef("pk"), user_id=user.pk, ended_at=None
        )
        return self.filter(reached).filter(~Exists(kept_from))

    def visible_to(self, user: User) -> OffenderQuerySet:
        """People whose case the user may read."""
        return self.in_scope(user, "offender", Action.READ)

    def known_to(self, user: User) -> OffenderQuerySet:
        """People whose name, number and location the user may see."""
        return self.in_scope(user, "offender", Action.READ_MINIMAL)


class AboutOffenderQuerySet(models.QuerySet[Any]):
    """Rows that hang on a person by a foreign key `offender`.

    `access_object` names their row of the access table.
    """

    access_object = "offender"

    def in_scope(
        self, user: User, action: Action | str, object_: str | None = None
    ) -> AboutOffenderQuerySet:
        """Rows about people on whom the user may do `action`."""
        people = _model("Offender").objects.in_scope(user, object_ or self.access_object, action)
        return self.filter(offender_id__in=people.values("pk"))

    def visible_to(self, user: User) -> AboutOffenderQuerySet:
        """Rows that the user may read."""
        return self.in_scope(user, Action.READ)
