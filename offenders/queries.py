"""Whom a page lists, and the facts that it lists them by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from agency.access import Action, Scope, scopes_of
from agency.models import Posting, User
from agency.roles import CASE_HOLDING_ROLES
from offenders.models import (
    CaseAssignment,
    Exclusion,
    Movement,
    MovementKind,
    Offender,
    Placement,
)
from offenders.models.custody import DEPARTURE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

#: How far back a transfer still is news, and how far ahead the end of a posting is.
RECENT = timedelta(days=30)


# ---- Custody -------------------------------------------------------------------------------


def correctable_movements(user: User) -> QuerySet[Movement]:
    """Standing movements that the user may correct or withdraw.

    Those of people who are in the user's reach, and the departure of somebody whom nobody holds
    since it: without it a discharge that was recorded of the wrong person could be put right by
    nobody. It belongs to the facility that was left.
    """
    people = Offender.objects.in_scope(user, "movement", Action.UPDATE)
    places = facilities_of(user, "movement", Action.UPDATE)
    held = Placement.objects.current().filter(offender_id=OuterRef("offender_id"))
    left_from_here = Placement.objects.filter(departure_id=OuterRef("pk"), facility_id__in=places)
    kept_from = Exclusion.objects.filter(
        offender_id=OuterRef("offender_id"), user_id=user.pk, ended_at=None
    )
    last = (
        Placement.objects.filter(offender_id=OuterRef("offender_id"))
        .order_by("-departed_at", "-pk")
        .values("departure_id")[:1]
    )
    return Movement.objects.standing().filter(
        Q(offender_id__in=people.values("pk"))
        | (
            Q(kind__in=DEPARTURE_KINDS)
            & Exists(left_from_here)
            & ~Exists(held)
            & ~Exists(kept_from)
            & Q(pk=Subquery(last))
        )
    )


def facilities_of(user: User, object_: str, action: Action | str) -> set[int]:
    """Ids of the facilities at which a posting lets the user do `action`."""
    return {
        posting.facility_id
        for posting, _ in scopes_of(user, object_, action)
        if posting.facility_id
    }


# ---- Officers ------------------------------------------------------------------------------


@dataclass(slots=True)
class Officer:
    """An officer at a facility: where posted, how many cases, how many at most (None: no limit)."""

    user: User
    posting: Posting
    load: int = 0

    @property
    def capacity(self) -> int | None:
        """How many cases at most."""
        return self.posting.capacity

    def stays_beyond(self, day: date) -> bool:
        """Whether the posting still holds after that day."""
        return self.posting.until_on is None or self.posting.until_on > day

    @property
    def over_by(self) -> int:
        """How many cases more than should be held."""
        return max(self.load - self.capacity, 0) if self.capacity is not None else 0


def officers_at(facility_ids: Iterable[int], on: date) -> list[Officer]:
    """Active officers who may hold cases there on that day, with their loads; two queries.

    Somebody with two such postings is listed once, with the newest.
    """
    postings = (
        Posting.objects.holding_on(on)
        .in_roles(CASE_HOLDING_ROLES)
        .filter(facility_id__in=list(facility_ids), user__is_active=True)
        .select_related("user", "unit", "facility")
        .order_by("user__family_name", "user__given_names", "user_id", "-from_on", "-pk")
    )
    officers: dict[int, Officer] = {}
    for posting in postings:
        officers.setdefault(posting.user_id, Officer(posting.user, posting))
    for officer_id, load in loads_of(officers, on).items():
        officers[officer_id].load = load
    return list(officers.values())


def loads_of(officer_ids: Iterable[int], on: date) -> dict[int, int]:
    """How many cases each of these officers holds on that day."""
    counted = (
        CaseAssignment.objects.holding_on(on)
        .filter(officer_id__in=list(officer_ids))
        .order_by()
        .values_list("officer_id")
        .annotate(load=Count("pk"))
    )
    return dict(counted)


# ---- Allocation ----------------------------------------------------------------------------


def allocatable(user: User) -> QuerySet[Placement]:
    """Permanent placements of people for whom the user may name the officer."""
    people = Offender.objects.in_scope(user, "assignment", Action.ALLOCATE)
    return Placement.objects.current().filter(
        permanent=True,
        offender_id__in=people.values("pk"),
        facility_id__in=facilities_of(user, "assignment", Action.ALLOCATE),
    )


def without_officer(user: User, on: date) -> QuerySet[Placement]:
    """Of those, people who have no officer, and will have none, longest here first."""
    taken = CaseAssignment.objects.standing().filter(
        Q(until_on=None) | Q(until_on__gte=on), offender_id=OuterRef("offender_id")
    )
    return (
        allocatable(user)
        .filter(~Exists(taken))
        .select_related("offender", "facility", "unit")
        .order_by("arrived_at", "pk")
    )


def previous_officers(
    offender_ids: Iterable[int], on: date
) -> dict[int, list[tuple[int, date | None]]]:
    """For each person the officers of ended links with the last day of each, newest first."""
    found: dict[int, list[tuple[int, date | None]]] = defaultdict(list)
    for link in (
        CaseAssignment.objects.standing()
        .filter(offender_id__in=list(offender_ids), until_on__lt=on)
        .order_by("-until_on", "-pk")
    ):
        found[link.offender_id].append((link.officer_id, link.until_on))
    return found


def excluded_officers(offender_ids: Iterable[int]) -> dict[int, set[int]]:
    """For each person the officers who are parties to the case."""
    found: dict[int, set[int]] = defaultdict(set)
    for offender_id, user_id in Exclusion.objects.filter(
        offender_id__in=list(offender_ids), ended_at=None
    ).values_list("offender_id", "user_id"):
        found[offender_id].add(user_id)
    return found


def transferred_in(user: User, on: date) -> QuerySet[Placement]:
    """People in the user's reach who came from another facility lately, newest first."""
    before = Placement.objects.filter(
        offender_id=OuterRef("offender_id"),
        permanent=True,
        departed_at=OuterRef("arrived_at"),
    ).exclude(facility_id=OuterRef("facility_id"))
    return (
        allocatable(user)
        .filter(Exists(before), arrived_on__gte=on - RECENT)
        .select_related("offender", "facility", "unit")
        .order_by("-arrived_at", "-pk")
    )


def departures_from(facility_ids: Iterable[int], on: date) -> QuerySet[Placement]:
    """Permanent placements there that a transfer elsewhere ended lately, newest first."""
    return (
        Placement.objects.filter(
            permanent=True,
            facility_id__in=list(facility_ids),
            departed_on__gte=on - RECENT,
            departure__kind=MovementKind.TRANSFER,
        )
        .exclude(departure__facility_id__in=list(facility_ids))
        .select_related("facility", "departure__facility")
        .order_by("-departed_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class AttentionNeeded:
    """An officer who cannot go on holding cases, why, and how many are held in one's reach."""

    officer: User
    why: str
    cases: int
    is_gone: bool


def attention_needed(user: User, on: date) -> list[AttentionNeeded]:
    """Officers who left, whose account is off or whose posting ends soon, and who hold cases.

    Three queries. Judged by postings that let somebody hold cases where the person is placed.
    """
    held: dict[int, int] = dict(
        CaseAssignment.objects.holding_on(on)
        .filter(offender_id__in=allocatable(user).values("offender_id"))
        .order_by()
        .values_list("officer_id")
        .annotate(cases=Count("pk"))
    )
    places = facilities_of(user, "assignment", Action.ALLOCATE)
    officers = User.objects.filter(pk__in=held).prefetch_related("postings")
    found = []
    for officer in officers:
        postings = [
            posting
            for posting in officer.postings.all()
            if posting.role in CASE_HOLDING_ROLES and posting.facility_id in places
        ]
        why, gone = _why_attention(officer, postings, on)
        if why:
            found.append(AttentionNeeded(officer, why, held[officer.pk], gone))
    return sorted(found, key=lambda row: (not row.is_gone, row.officer.sort_name))


def _why_attention(officer: User, postings: list[Posting], on: date) -> tuple[str, bool]:
    if not officer.is_active:
        return "account is off", True
    holding = [posting for posting in postings if posting.holds_on(on)]
    if not holding:
        ended = max((p.until_on for p in postings if p.until_on and p.until_on < on), default=None)
        return (f"posting ended {ended:%-d %b %Y}" if ended else "no posting here"), True
    starts = {p.from_on for p in postings}
    ends = [p.until_on for p in holding]
    if any(end is None for end in ends):
        return "", False
    last = max(end for end in ends if end is not None)
    if last - on > RECENT or last + timedelta(days=1) in starts:
        return "", False
    return f"posting ends {last:%-d %b %Y}", False


def officers_in_charge_of(
    user: User, on: date, action: Action | str = Action.READ
) -> list[Officer]:
    """Officers whose caseloads the user may look at: one's team, one's unit, one's facility.

    Only postings that let somebody hold cases, at the facilities of the user's own postings; with
    their loads. At most one query for each posting of the user, and one for the loads.
    """
    officers: dict[int, Officer] = {}
    for posting, scope in scopes_of(user, "caseload", action):
        theirs = (
            Posting.objects.holding_on(on)
            .in_roles(CASE_HOLDING_ROLES)
            .filter(facility=posting.facility, user__is_active=True)
            .select_related("user", "unit", "facility")
            .order_by("user__family_name", "user__given_names", "user_id", "-from_on", "-pk")
        )
        if scope == Scope.TEAM:
            theirs = theirs.filter(supervisor=user)
        elif scope == Scope.UNIT:
            theirs = theirs.filter(unit_id=posting.unit_id) if posting.unit_id else theirs.none()
        elif scope != Scope.FACILITY:
            theirs = theirs.none()
        for found in theirs:
            officers.setdefault(found.user_id, Officer(found.user, found))
    for officer_id, load in loads_of(officers, on).items():
        officers[officer_id].load = load
    return sorted(officers.values(), key=lambda officer: officer.user.sort_name.casefold())
