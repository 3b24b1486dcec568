"""Who will be able to read a note or a report: the access table, asked the other way round.

`Offender.objects.in_scope(user, ...)` says whose records one person reads; this says which
people read one person's records. A test holds that the two agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from agency import clock
from agency.access import MATRIX, Action, Scope
from agency.models import Posting
from agency.roles import Role
from offenders.models import CaseAssignment, Cover, Exclusion, Offender, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import User


@dataclass(slots=True)
class Readers:
    """The people who may read, by role in the order of the roles; each person once."""

    users: dict[int, User] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    #: Those who may read only after saying why.
    with_reason: dict[int, User] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many may read, those with a reason included."""
        return len(self.users) + len(self.with_reason)

    def by_role(self) -> list[tuple[Role, list[User]]]:
        """Roles that have a reader, each with its readers."""
        found = []
        for role in Role:
            people = [self.users[pk] for pk, held in self.roles.items() if held == role]
            if people:
                found.append((role, sorted(people, key=lambda user: user.sort_name)))
        return found


@dataclass(frozen=True, slots=True)
class CircleOfACase:
    """The facts that decide who reads: read once, asked for each kind of record."""

    offender_id: int
    facilities: frozenset[int]
    units: frozenset[int]
    officer_id: int | None
    stand_ins: frozenset[int]
    supervisors: frozenset[int]
    kept_out: frozenset[int]
    postings: tuple[Posting, ...]

    def readers(self, object_: str) -> Readers:
        """Who reads `object_` (a key of the access table) about this person."""
        readers = Readers()
        for posting in self.postings:
            scope = MATRIX[object_].get(Role(posting.role), {}).get(Action.READ)
            if scope is None or posting.user_id in self.kept_out:
                continue
            if scope == Scope.AGENCY_WITH_REASON:
                readers.with_reason[posting.user_id] = posting.user
            elif self._reaches(posting, scope):
                readers.users[posting.user_id] = posting.user
                readers.roles.setdefault(posting.user_id, Role(posting.role))
        for pk in readers.users:
            readers.with_reason.pop(pk, None)
        return readers

    def _reaches(self, posting: Posting, scope: Scope) -> bool:
        match scope:
            case Scope.AGENCY:
                return True
            case Scope.FACILITY:
                return posting.facility_id in self.facilities
            case Scope.UNIT:
                return posting.unit_id is not None and posting.unit_id in self.units
            case Scope.OWN:
                return posting.user_id == self.officer_id or posting.user_id in self.stand_ins
            case Scope.TEAM:
                return posting.user_id in self.supervisors
        return False

    def people_in(self, *roles: Role) -> Iterable[Posting]:
        """Postings of the people around the case in one of `roles`."""
        for posting in self.postings:
            reach = {Role.CASE_OFFICER: Scope.OWN, Role.UNIT_MANAGER: Scope.UNIT}.get(
                Role(posting.role),
                Scope.TEAM if posting.role == Role.SUPERVISOR else Scope.FACILITY,
            )
            if posting.role in roles and self._reaches(posting, reach):
                yield posting


def circle_of(offender: Offender) -> CircleOfACase:
    """The people and places around a case today; four queries, whatever its size."""
    placed = list(Placement.objects.current().filter(offender=offender).select_related("facility"))
    today = clock.today(placed[0].facility if placed else None)
    officer_id, stand_ins, supervisors = _in_charge(offender, today)
    officers = [officer_id] if officer_id else []
    postings = (
        Posting.objects.filter(user__is_active=True)
        .filter(
            Q(facility__in=[stay.facility_id for stay in placed])
            | Q(user_id__in=[*supervisors, *officers, *stand_ins])
            | Q(role=Role.AUDITOR)
        )
        .select_related("user", "facility", "unit")
        .order_by("user__family_name", "user__given_names", "-from_on")
    )
    return CircleOfACase(
        offender_id=offender.pk,
        facilities=frozenset(stay.facility_id for stay in placed),
        units=frozenset(stay.unit_id for stay in placed if stay.unit_id),
        officer_id=officer_id,
        stand_ins=stand_ins,
        supervisors=supervisors,
        kept_out=frozenset(
            Exclusion.objects.filter(offender=offender, ended_at=None).values_list(
                "user_id", flat=True
            )
        ),
        postings=tuple(p for p in postings if p.holds_on(clock.today(p.facility))),
    )


def _in_charge(
    offender: Offender, today: date
) -> tuple[int | None, frozenset[int], frozenset[int]]:
    """The officer of the case, who stands in for the officer, and whom the officer answers to."""
    covers = Cover.objects.holding_on(today).filter(officer_id=OuterRef("officer_id")).order_by()
    above = (
        Posting.objects.holding_on(today)
        .filter(user_id=OuterRef("officer_id"), supervisor__isnull=False)
        .order_by()
    )
    found = (
        CaseAssignment.objects.holding_on(today)
        .filter(offender=offender)
        .values_list(
            "officer_id",
            ArraySubquery(covers.values("colleague_id")),
            ArraySubquery(above.values("supervisor_id")),
        )
        .first()
    )
    if found is None:
        return None, frozenset(), frozenset()
    pk, stand_ins, supervisors = found
    return pk, frozenset(stand_ins), frozenset(supervisors)
