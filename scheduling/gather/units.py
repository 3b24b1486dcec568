"""The facts of units: when their teams were attended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agency.models import Posting, Unit
from conferences.models import TeamAttendance
from scheduling.engine import facts
from scheduling.gather import exemptions
from scheduling.gather.placements import Places
from scheduling.gather.postings import COLUMNS, Posted, span_of
from scheduling.gather.sources import Source, made_from, read, wanted
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def _attendance(pk: int, on: date, staff: int) -> facts.TeamAttendance:
    return facts.TeamAttendance(ref("team_attendance", pk), on, ref("user", staff))


#: Where the facts of a unit come from, by the field of UnitFacts that they fill.
SOURCES: dict[str, Source] = {
    "postings": Source(lambda: Posting.objects.filter(unit__isnull=False), COLUMNS, by="unit_id"),
    "exemptions": exemptions.source("unit_subject_id"),
    "attendances": Source(
        lambda: TeamAttendance.objects.filter(as_coordinator=True, session__withdrawn_at=None),
        ("pk", "on", "staff_id"),
        _attendance,
        by="unit_id",
    ),
}


def gather_units(ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these units: open while somebody is posted there."""
    places = Places.all()
    sources = wanted(SOURCES, only, {"postings", "exemptions"})
    rows = read(sources, ids)
    facility_of = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "facility_id"))
    posted = rows["postings"]
    made = made_from(sources, rows, ids)
    gathered = []
    for pk in ids:
        first, last = span_of([Posted(*row) for row in posted.get(pk, ())])
        about = facts.UnitFacts(
            ref=ref("unit", pk),
            facility=ref("facility", facility_of[pk]),
            open_from=first,
            open_until=last,
            **made[pk],
        )
        gathered.append(Gathered(pk, about, places.facilities[facility_of[pk]]))
    return gathered
