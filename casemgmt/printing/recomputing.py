"""Reckons the fingerprint of an older print anew, from the records as they were at its moment.

Signed notes and amendments never change, so the ledger's list of them and of their versions, with
its particulars, gives the content again; a text that was changed past the product gives another
fingerprint. An extract, which holds more than notes and reports: see casemgmt/disclosing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from casemgmt.printing.content import STRUCK, Entry, Period, Person, Report, Withheld
from casemgmt.printing.entries import entries_of_notes, entries_of_reports, title_of
from casemgmt.printing.gather import Place, by_time, only_additions
from casemgmt.printing.redacting import key_of
from casenotes.models import CaseNote, ContactReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casenotes.models import PrintedReport


class Verdict(StrEnum):
    """PARTLY: what cannot change is the same; other records read differently today."""

    SAME = "same"
    PARTLY = "partly"
    DIFFERENT = "different"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What came of it. why: where it cannot be reckoned, a sentence that says why.

    same, entries: of an extract, how many of its entries read today as on the paper.
    """

    verdict: Verdict
    why: str = ""
    same: int = 0
    entries: int = 0

    @property
    def other(self) -> int:
        """How many entries of an extract read differently today."""
        return self.entries - self.same


BEFORE = "it was printed before the ledger kept what that takes"


def reckoned(row: PrintedReport) -> Reckoned:
    """Whether the records of its moment still give the fingerprint of a print of the file."""
    if cannot := why_not(row):
        return Reckoned(Verdict.CANNOT, cannot)
    assert row.until_on is not None
    placed: list[tuple[Place, Entry | Withheld]] = [
        *notes_then(row),
        *reports_then(row),
        *_withheld(kept_of(row)),
    ]
    placed.sort(key=lambda pair: pair[0])
    then = Report(
        agency="",
        facility="",
        time_zone=kept_of(row)["zone"],
        person=Person(kept_of(row)["number"], kept_of(row)["name"], None, "", ""),
        period=Period(row.from_on, row.until_on),
        entries=tuple(entry for _, entry in placed),
        kind=row.kind,
    )
    is_same = then.fingerprint() == row.fingerprint
    return Reckoned(Verdict.SAME if is_same else Verdict.DIFFERENT)


def kept_of(row: PrintedReport) -> dict[str, Any]:
    """The particulars of a print that has them."""
    return row.particulars or {}


def why_not(row: PrintedReport) -> str:
    """Why the ledger's row does not say enough to make the content again; "" where it does."""
    whole = (
        row.particulars is not None
        and row.until_on is not None
        and len(row.note_ids) == len(row.note_versions)
        and len(row.report_ids) == len(row.report_versions)
    )
    return "" if whole else BEFORE


def notes_then(row: PrintedReport) -> Iterator[tuple[Place, Entry]]:
    """The notes of a print as they were on it, each with its place."""
    versions = dict(zip(row.note_ids, row.note_versions, strict=True))
    rows = CaseNote.objects.filter(pk__in=row.note_ids)
    for note, entry in entries_of_notes(rows, kept_of(row)["zone"], struck=_struck(row, "note")):
        names = kept_of(row)["types"]
        kind = names.get(str(note.type_id), note.type.name)
        if note.subtype:
            kind = f"{kind}: {names.get(str(note.subtype_id), note.subtype.name)}"
        named = replace(entry, title=title_of(kind, note.contact_in_words))
        then = _then(named, kept_of(row), versions[note.pk])
        yield by_time(note.occurred_on, then), then


def reports_then(row: PrintedReport) -> Iterator[tuple[Place, Entry]]:
    """The contact reports of a print as they were on it, each with its place."""
    versions = dict(zip(row.report_ids, row.report_versions, strict=True))
    rows = ContactReport.objects.filter(pk__in=row.report_ids)
    struck = _struck(row, "report")
    for report, entry in entries_of_reports(rows, kept_of(row)["zone"], struck=struck):
        then = _then(entry, kept_of(row), versions[report.pk])
        yield by_time(report.interview_on, then), then


def _struck(row: PrintedReport, kind: str) -> set[int]:
    """Ids of the notes, or reports, that had been struck when it was printed."""
    keys = (key.partition(":") for key in kept_of(row)["struck"])
    return {int(pk) for of, _, pk in keys if of == kind}


def _then(entry: Entry, particulars: dict[str, Any], version: int) -> Entry:
    """The entry as it was: files and amendments are only ever added, each after the others."""
    key = key_of(entry)
    then = replace(
        entry,
        additions=entry.additions[:version],
        version=version,
        attachments=entry.attachments[: particulars["files"].get(key, 0)],
    )
    serial, first = particulars["earlier"].get(key, ("", 0))
    return only_additions(then, serial, then.additions[first:]) if serial else then


def _withheld(particulars: dict[str, Any]) -> Iterator[tuple[Place, Withheld]]:
    for day, count, why in particulars["withheld"]:
        on = date.fromisoformat(day)
        yield (on, True, int(why == STRUCK)), Withheld(on, count, why)
