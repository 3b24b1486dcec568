"""The facts of facilities: meetings, minutes, days covered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from agency.models import Posting
from conferences.models import CoverageDay, Meeting
from scheduling.engine import facts
from scheduling.gather import exemptions
from scheduling.gather.placements import Places
from scheduling.gather.postings import COLUMNS, Posted, span_of
from scheduling.gather.sources import Source, made_from, read, wanted
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def _meeting(
    pk: int,
    held_on: date,
    kind: str,
    prepared_on: date | None,
    forwarded_on: date | None,
    disposed_on: date | None,
    legal_hold: bool | None,
) -> facts.Meeting:
    return facts.Meeting(
        ref("meeting", pk), held_on, kind, prepared_on, forwarded_on, disposed_on, bool(legal_hold)
    )


#: Where the facts of a facility come from, by the field of FacilityFacts that they fill.
SOURCES: dict[str, Source] = {
    "postings": Source(lambda: Posting.objects.all(), COLUMNS, by="facility_id"),
    "exemptions": exemptions.source("facility_subject_id"),
    "meetings": Source(
        lambda: Meeting.objects.standing(),
        (
            "pk",
            "held_on",
            "kind",
            "minutes__prepared_on",
            "minutes__forwarded_on",
            "minutes__disposed_on",
            "minutes__legal_hold",
        ),
        _meeting,
        by="facility_id",
    ),
    "covered_on": Source(
        lambda: CoverageDay.objects.distinct(), ("on",), lambda on: on, by="facility_id"
    ),
}


def gather_facilities(ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these facilities: open while somebody is posted there."""
    places = Places.all()
    sources = wanted(SOURCES, only, {"postings", "exemptions"})
    rows = read(sources, ids)
    posted = rows["postings"]
    made = made_from(sources, rows, ids)
    gathered = []
    for pk in ids:
        first, last = span_of([Posted(*row) for row in posted.get(pk, ())])
        about = facts.FacilityFacts(
            ref=ref("facility", pk), open_from=first, open_until=last, **made[pk]
        )
        gathered.append(Gathered(pk, about, places.facilities[pk]))
    return gathered
