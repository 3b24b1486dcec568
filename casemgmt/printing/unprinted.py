"""What was printed for the file already, by the ledger: so that the rest alone can be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from casenotes.models import PrintedReport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(slots=True)
class Printed:
    """A note or report on earlier paper: on which one it stands whole, with how many amendments,
    and when it was last printed. version None: from before the ledger kept that."""

    serial: str
    version: int | None
    at: datetime

    def holds(self, version: int, changed_at: Iterable[datetime]) -> bool:
        """Whether earlier paper holds an entry of this version, changed last at these moments."""
        if self.version is None:
            return all(moment <= self.at for moment in changed_at)
        return version <= self.version


@dataclass(slots=True)
class EarlierPrints:
    """What earlier paper for the file holds about one person, by the ids of notes and reports."""

    notes: dict[int, Printed] = field(default_factory=dict)
    reports: dict[int, Printed] = field(default_factory=dict)
    last_at: datetime | None = None

    def of(self, kind: str) -> dict[int, Printed]:
        """Those of one kind of entry, "note" or "report"."""
        return self.notes if kind == "note" else self.reports


def earlier_prints(people: Iterable[int], kind: str) -> dict[int, EarlierPrints]:
    """By person (id), what prints of `kind` for the file held until now. One query."""
    rows = (
        PrintedReport.objects.filter(offender_id__in=list(people), kind=kind, for_file=True)
        .order_by("printed_at", "pk")
        .values_list(
            "offender_id",
            "serial",
            "printed_at",
            "note_ids",
            "note_versions",
            "report_ids",
            "report_versions",
        )
    )
    found: dict[int, EarlierPrints] = {}
    for person, serial, at, notes, note_versions, reports, report_versions in rows:
        earlier = found.setdefault(person, EarlierPrints())
        earlier.last_at = at
        for known, ids, versions in (
            (earlier.notes, notes, note_versions),
            (earlier.reports, reports, report_versions),
        ):
            for pk, version in zip_longest(ids, versions):
                first = known.get(pk)
                known[pk] = Printed(first.serial if first else serial, version, at)
    return found
