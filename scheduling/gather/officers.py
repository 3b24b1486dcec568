"""The facts of officers: what they handed in, and what their supervisors owe about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agency import clock
from agency.models import Posting
from agency.roles import CASE_HOLDING_ROLES
from scheduling.engine import facts
from scheduling.gather import exemptions
from scheduling.gather.placements import Places
from scheduling.gather.postings import COLUMNS, Posted, current_of, next_change, span_of
from scheduling.gather.sources import Source, made_by
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Where the facts of an officer come from, by the field of OfficerFacts that they fill.
SOURCES: dict[str, Source] = {
    "postings": Source(
        lambda: Posting.objects.in_roles(CASE_HOLDING_ROLES).filter(facility__isnull=False),
        COLUMNS,
        by="user_id",
    ),
    "exemptions": exemptions.source("officer_id"),
}


def gather_officers(ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these officers: they carry cases while they are posted to do so."""
    places = Places()
    posted = SOURCES["postings"].of(ids)
    made = made_by(SOURCES, ids, only)
    gathered = []
    for pk in ids:
        postings = [Posted(*row) for row in posted.get(pk, ())]
        first, last = span_of(postings)
        here = current_of(postings, clock.today())
        place = places.facilities[here.facility] if here and here.facility else None
        today = clock.today(place)
        now = current_of(postings, today)
        gathered.append(
            Gathered(
                pk,
                facts.OfficerFacts(
                    ref=ref("user", pk),
                    holds_cases_from=first,
                    holds_cases_until=last,
                    facility=ref("facility", now.facility) if now and now.facility else "",
                    supervisor=ref("user", now.supervisor) if now and now.supervisor else "",
                    **made[pk],
                ),
                places.facilities[now.facility] if now and now.facility else None,
                next_change(postings, today),
            )
        )
    return gathered
