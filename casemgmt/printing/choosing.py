"""Whom to print: people by name or number, an officer's cases, a unit, a facility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat

from agency.models import Facility, Unit, User
from casemgmt.printing.gather import printable_people
from casemgmt.printing.orders import Order
from offenders.models import CaseAssignment, Placement
from offenders.models.person import Folded

if TYPE_CHECKING:
    from datetime import date

    from offenders.models import Offender
    from offenders.querysets import OffenderQuerySet

MOST_FOUND = 20

_BY_NAME = ("family_name", "given_names", "number")


def find_people(reader: User, words: str) -> list[Offender]:
    """People whom `reader` may print: each word in their name, or their number begins with it.

    Case and accents do not matter. At most MOST_FOUND.
    """
    people = printable_people(reader).annotate(
        folded_name=Folded(Concat(F("family_name"), Value(" "), F("given_names")))
    )
    for word in words.replace(",", " ").split()[:6]:
        people = people.filter(
            Q(folded_name__contains=Folded(Value(word))) | Q(number__istartswith=word)
        )
    return list(people[:MOST_FOUND])


def officers_with_cases(reader: User, on: date) -> list[User]:
    """Officers who hold cases on that day that `reader` may print; `cases` says how many."""
    held = CaseAssignment.objects.holding_on(on).filter(
        offender_id__in=printable_people(reader).values("pk")
    )
    return list(
        User.objects.filter(assignments__in=held.values("pk")).annotate(
            cases=Count("assignments", distinct=True)
        )
    )


def facilities_with_units(reader: User) -> list[Facility]:
    """Facilities where `reader` may print anybody; `people` says how many, `inhabited` holds their
    units with people, each with its own `people`."""
    here = Placement.objects.filter(
        departed_at=None, offender_id__in=printable_people(reader).values("pk")
    )
    counted = here.order_by().values("facility_id", "unit_id").annotate(n=Count("offender_id"))
    by_unit: dict[int, int] = {}
    by_facility: dict[int, int] = {}
    for row in counted:
        by_facility[row["facility_id"]] = by_facility.get(row["facility_id"], 0) + row["n"]
        if row["unit_id"] is not None:
            by_unit[row["unit_id"]] = row["n"]
    units: dict[int, list[Unit]] = {}
    for unit in Unit.objects.filter(pk__in=by_unit).order_by("name"):
        unit.people = by_unit[unit.pk]  # type: ignore[attr-defined]
        units.setdefault(unit.facility_id, []).append(unit)
    facilities = list(Facility.objects.filter(pk__in=by_facility))
    for facility in facilities:
        facility.people = by_facility[facility.pk]  # type: ignore[attr-defined]
        facility.inhabited = units.get(facility.pk, [])  # type: ignore[attr-defined]
    return facilities


def people_of_officer(
    reader: User, officer_id: int, on: date, order: str = Order.NAME
) -> list[int]:
    """The officer's cases of that day that `reader` may print, as ids in that order."""
    held = CaseAssignment.objects.holding_on(on).filter(officer_id=officer_id)
    return _in_order(printable_people(reader).filter(pk__in=held.values("offender_id")), order)


def people_at(
    reader: User, *, unit_id: int | None = None, facility_id: int | None = None, order: str
) -> list[int]:
    """Who is in that unit or anywhere in that facility, as ids in that order."""
    here = Placement.objects.filter(departed_at=None)
    if unit_id is not None:
        here = here.filter(unit_id=unit_id)
    if facility_id is not None:
        here = here.filter(facility_id=facility_id)
    return _in_order(printable_people(reader).filter(pk__in=here.values("offender_id")), order)


def _in_order(people: OffenderQuerySet, order: str) -> list[int]:
    if order == Order.NUMBER:
        return list(people.order_by("number").values_list("pk", flat=True))
    ids = list(people.order_by(*_BY_NAME).values_list("pk", flat=True))
    if order == Order.PLACE:
        here = Placement.objects.filter(departed_at=None, offender_id__in=ids)
        units = dict(here.values_list("offender_id", "unit__name"))
        ids.sort(key=lambda pk: units.get(pk) or "")
    return ids
