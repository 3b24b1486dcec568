"""What changes of places and postings do to due dates: announced for the cases they concern.

The agency app knows no cases, so whoever changes its rows from above says so here, in the same
transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.events import (
    announce_case_changed,
    announce_facility_changed,
    announce_officer_changed,
    announce_unit_changed,
    announced_together,
)
from agency.models import Facility
from agency.roles import CASE_HOLDING_ROLES
from agency.services.places import LOCAL_PROCEDURE_FIELDS
from offenders.models import CaseAssignment, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agency.models import Posting, Unit

#: What a duty may depend on.
FIELDS_THAT_MOVE_DATES = frozenset({"time_zone", "kind", *LOCAL_PROCEDURE_FIELDS})


def announce_place_changed(place: Facility | Unit, changed: Iterable[str]) -> int:
    """Recompute the cases of everyone who is or was placed there, if dates may depend on what
    changed; how many that were."""
    if not FIELDS_THAT_MOVE_DATES.intersection(changed):
        return 0
    here = {"facility": place} if isinstance(place, Facility) else {"unit": place}
    people = Placement.objects.filter(**here).order_by().values_list("offender_id", flat=True)
    return _announce(people.distinct(), "the place changed")


def announce_posting_changed(posting: Posting) -> int:
    """Recompute what depends on a posting: duties about the person, the facility and the unit,
    and the cases of an officer, because where officers work says whether a change of officer is
    a first allocation at a facility. How many cases there were."""
    because = "a posting changed"
    announce_officer_changed(posting.user_id, because)
    if posting.facility_id is not None:
        announce_facility_changed(posting.facility_id, because)
    if posting.unit_id is not None:
        announce_unit_changed(posting.unit_id, because)
    if posting.role not in CASE_HOLDING_ROLES:
        return 0
    held = CaseAssignment.objects.standing().filter(officer_id=posting.user_id).order_by()
    return _announce(held.values_list("offender_id", flat=True).distinct(), because)


def _announce(people: Iterable[int], because: str) -> int:
    ids = list(people)
    with announced_together(because):
        for pk in ids:
            announce_case_changed(pk, because)
    return len(ids)
