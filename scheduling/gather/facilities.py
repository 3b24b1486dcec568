"""The facts of facilities: meetings, minutes, days covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency.models import Posting
from scheduling.engine import facts
from scheduling.gather import exemptions
from scheduling.gather.placements import Places
from scheduling.gather.postings import COLUMNS, Posted, span_of
from scheduling.gather.sources import Source, made_by
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Where the facts of a facility come from, by the field of FacilityFacts that they fill.
SOURCES: dict[str, Source] = {
    "postings": Source(lambda: Posting.objects.all(), COLUMNS, by="facility_id"),
    "exemptions": exemptions.source("facility_subject_id"),
}


def gather_facilities(ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these facilities: open while somebody is posted there."""
    places = Places()
    posted = SOURCES["postings"].of(ids)
    made = made_by(SOURCES, ids, only)
    gathered = []
    for pk in ids:
        first, last = span_of([Posted(*row) for row in posted.get(pk, ())])
        about = facts.FacilityFacts(
            ref=ref("facility", pk), open_from=first, open_until=last, **made[pk]
        )
        gathered.append(Gathered(pk, about, places.facilities[pk]))
    return gathered
