"""Which people a user may see: the scopes of `agency.matrix` as SQL.

Every list, detail, search, total, print and export of anything about a person starts here, so
they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from agency import clock, statements
from agency.access import Action, Scope, scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

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


def covered_by(user: User, on: date) -> list[int]:
    """The ids of the officers for whom the user stands in on that day.

    Read once for each instance of the user and day, so once for each request.
    """
    known: dict[Any, list[int]] = user.__dict__.setdefault("_covered_officers", {})
    if on not in known:
        remember_covered(user, on, statements.fetch(_covered, colleague=user.pk, on=on))
    return known[on]


def _covered(colleague: int, on: date) -> QuerySet[Any]:
    holding = _model("Cover").objects.holding_on(on).filter(colleague_id=colleague)
    covered: QuerySet[Any] = holding.values_list("officer_id", flat=True)
    return covered


def remember_covered(user: User, on: Any, officers: Iterable[int]) -> None:
    """Keep, for this instance of the user, what a page has read together with other things."""
    user.__dict__.setdefault("_covered_officers", {})[on] = sorted(set(officers))


#: The class of data that a consent has to cover for what is done to an object; an object that is
#: not here needs a consent that covers anything.
CLASS_OF_OBJECT = {"note": "notes", "draft": "notes"}


#: Scopes, each with the class of data that a consent has to cover ("" for any).
Scopes = tuple[tuple[Scope, str], ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """The people of some scopes, in a form of which a statement can be put together once.

    values: what the scopes are about (the user, days, places), named after the scope's number.
    """

    scopes: Scopes
    values: dict[str, Any]


def reached_by(user: User, object_: str, action: Action | str) -> Reached | None:
    """On whose `object_` the user may do `action` today; None for nobody's."""
    if not user.is_active:
        return None
    scopes: dict[tuple[Any, ...], tuple[tuple[Scope, str], dict[str, Any]]] = {}
    for posting, scope in scopes_of(user, object_, action):
        values = _values_of(user, posting, scope)
        if values is not None:
            consented = CLASS_OF_OBJECT.get(object_, "") if scope == Scope.CONSENT else ""
            scopes[(scope, repr(values))] = ((scope, consented), values)
    if not scopes:
        return None
    if any(scope == Scope.AGENCY for (scope, _), _ in scopes.values()):
        return Reached(((Scope.AGENCY, ""),), {"reader": user.pk})
    numbered = {
        f"{name}_{number}": value
        for number, (_, values) in enumerate(scopes.values())
        for name, value in values.items()
    }
    return Reached(tuple(scope for scope, _ in scopes.values()), {"reader": user.pk, **numbered})


def _values_of(user: User, posting: Posting, scope: Scope) -> dict[str, Any] | None:
    """What one scope of one posting is about; None where it reaches nobody."""
    match scope:
        case Scope.AGENCY:
            return {}
        case Scope.AGENCY_WITH_REASON:
            return {"user": user.pk, "now": clock.now()}
        case Scope.FACILITY:
            return None if posting.facility_id is None else {"facility": posting.facility_id}
        case Scope.UNIT:
            return None if posting.unit_id is None else {"unit": posting.unit_id}
        case Scope.TEAM:
            return {"user": user.pk, "on": clock.today(posting.facility)}
        case Scope.OWN:
            on = clock.today(posting.facility)
            return {"officers": [user.pk, *covered_by(user, on)], "on": on}
        case Scope.FORMER:
            return {"user": user.pk}
        case Scope.CONSENT:
            return {"user": user.pk, "now": clock.now(), "on": clock.today()}
    return None  # AUTHORED is not about people


def _people_in_scope(scope: Scope, consented: str, values: Mapping[str, Any]) -> Q:
    """The people whom one scope reaches."""
    match scope:
        case Scope.AGENCY:
            return Q()
        case Scope.AGENCY_WITH_REASON:
            reasons = apps.get_model("agency", "AccessReason").objects.filter(
                user_id=values["user"],
                offender_id=OuterRef("pk"),
                given_at__lte=values["now"],
                ends_at__gt=values["now"],
            )
            return Q(Exists(reasons))
        case Scope.FACILITY:
            return Q(_placed(facility_id=values["facility"]))
        case Scope.UNIT:
            return Q(_placed(unit_id=values["unit"]))
        case Scope.TEAM:
            supervised = (
                apps.get_model("agency", "Posting")
                .objects.holding_on(values["on"])
                .filter(supervisor_id=values["user"])
                .values("user_id")
            )
            return Q(_assigned(values["on"], officer_id__in=supervised))
        case Scope.OWN:
            return Q(_assigned(values["on"], officer_id__among=values["officers"]))
        case Scope.FORMER:
            once = _model("CaseAssignment").objects.standing()
            return Q(Exists(once.filter(offender_id=OuterRef("pk"), officer_id=values["user"])))
        case Scope.CONSENT:
            # A consent in force names an organisation for which the user works today. CCMS, 2.
            consents = (
                _model("Consent")
                .objects.filter(offender_id=OuterRef("pk"))
                .in_force(values["now"], values["on"])
                .naming_organisation_of(values["user"], values["on"])
            )
            if consented:
                consents = consents.filter(data_classes__contains=[consented])
            return Q(Exists(consents))
    raise ValueError(f"{scope} is not about people.")


def _condition(scope: Scope, consented: str, values: Mapping[str, Any]) -> Q:
    """`_people_in_scope`, kept for the next time: one page asks for the same people on behalf of
    many objects."""
    if "now" in values:
        return _people_in_scope(scope, consented, values)
    frozen = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return _kept_condition(scope, consented, tuple(frozen.items()))


@lru_cache(maxsize=1000)
def _kept_condition(scope: Scope, consented: str, values: tuple[tuple[str, Any], ...]) -> Q:
    thawed = {name: list(v) if isinstance(v, tuple) else v for name, v in values}
    return _people_in_scope(scope, consented, thawed)


class OffenderQuerySet(QuerySet[Any]):
    """People, within what the reader may see."""

    def in_scope(self, user: User, object_: str, action: Action | str) -> OffenderQuerySet:
        """People on whose `object_` the user may do `action` today.

        Somebody who is a party to a case is kept from it whatever their postings.
        """
        reached = reached_by(user, object_, action)
        if reached is None:
            return self.none()
        return self.reached(reached.scopes, reached.values)

    def reached(self, scopes: Scopes, values: Mapping[str, Any]) -> OffenderQuerySet:
        """The people of those scopes, with values as `Reached` has them."""
        people = Q()
        for number, (scope, consented) in enumerate(scopes):
            mark = f"_{number}"
            own = {
                name.removesuffix(mark): value
                for name, value in values.items()
                if name.endswith(mark)
            }
            people |= _condition(scope, consented, own)
        kept_from = _model("Exclusion").objects.filter(
            offender_id=OuterRef("pk"), user_id=values["reader"], ended_at=None
        )
        return self.filter(people).filter(~Exists(kept_from))

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
