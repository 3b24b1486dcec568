"""What prints would hold, in numbers, before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from casemgmt.printing.gather import notes_of, reports_of, struck_of, withheld_of
from casemgmt.printing.unprinted import EarlierPrints, earlier_prints
from casenotes.models import Amendment, CaseNote, ContactReport, PrintKind, Strike

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agency.models import User
    from casemgmt.printing.content import Period
    from offenders.querysets import AboutOffenderQuerySet


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report would hold: numbers only, for the preview.

    withheld: restricted notes; struck: entries struck as about somebody whom the reader may not
    read. The paper tells that they are, and nothing of them.
    """

    notes: int = 0
    reports: int = 0
    withheld: int = 0
    struck: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.notes or self.reports or self.withheld or self.struck)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.notes + other.notes,
            self.reports + other.reports,
            self.withheld + other.withheld,
            self.struck + other.struck,
        )


def count_for(
    people: Iterable[int],
    reader: User,
    period: Period,
    *,
    kind: str = PrintKind.CASE_NOTES,
    only_new: bool = False,
) -> dict[int, Counts]:
    """What the reports about `people` (ids) would hold, by id, in a fixed number of queries."""
    ids = list(people)
    earlier = earlier_prints(ids, kind) if only_new else {}
    notes = notes_of(kind, CaseNote.objects.visible_to(reader), period)
    reports = reports_of(kind, ContactReport.objects.visible_to(reader), period)
    found_notes = _per_person(notes, ids, earlier, "note")
    found_reports = _per_person(reports, ids, earlier, "report")
    withheld = _since(withheld_of(kind, reader, period), ids, earlier, "recorded_at")
    closed = struck_of(kind, reader, period) if _any_struck(ids) else ()
    struck = [_since(rows, ids, earlier, "strike__struck_at") for rows in closed]
    return {
        pk: Counts(
            found_notes.get(pk, 0),
            found_reports.get(pk, 0),
            withheld.get(pk, 0),
            sum(one.get(pk, 0) for one in struck),
        )
        for pk in ids
    }


def _any_struck(ids: list[int]) -> bool:
    return Strike.objects.filter(offender_id__in=ids, about_another=True).exists()


def _per_person(
    rows: AboutOffenderQuerySet, ids: list[int], earlier: dict[int, EarlierPrints], kind: str
) -> dict[int, int]:
    rows = rows.filter(offender_id__in=ids).order_by()
    if not earlier:
        counted: Iterable[dict[str, Any]] = rows.values("offender_id").annotate(n=Count("pk"))
        return {row["offender_id"]: row["n"] for row in counted}
    known = [pk for one in earlier.values() for pk in one.of(kind)]
    amended: dict[int, list[datetime]] = {}
    additions = Amendment.objects.filter(**{f"{kind}_id__in": known})
    for pk, moment in additions.values_list(f"{kind}_id", "recorded_at"):
        amended.setdefault(pk, []).append(moment)
    struck = dict(
        Strike.objects.filter(**{f"{kind}_id__in": known}).values_list(f"{kind}_id", "struck_at")
    )
    found: dict[int, int] = {}
    for person, pk in rows.values_list("offender_id", "pk"):
        before = earlier[person].of(kind).get(pk) if person in earlier else None
        if before is not None:
            changes = amended.get(pk, [])
            struck_since = pk in struck and struck[pk] > before.at
            if before.holds(len(changes), changes) and not struck_since:
                continue
        found[person] = found.get(person, 0) + 1
    return found


def _since(
    rows: AboutOffenderQuerySet, ids: list[int], earlier: dict[int, EarlierPrints], moment: str
) -> dict[int, int]:
    rows = rows.filter(offender_id__in=ids).order_by()
    if not earlier:
        counted = rows.values("offender_id").annotate(n=Count("pk"))
        return {row["offender_id"]: row["n"] for row in counted}
    found: dict[int, int] = {}
    for person, at in rows.values_list("offender_id", moment):
        last = earlier[person].last_at if person in earlier else None
        if last is None or at > last:
            found[person] = found.get(person, 0) + 1
    return found
