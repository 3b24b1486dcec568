"""What has happened since a report was printed to what stands on it, or should have stood on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from casemgmt.printing.content import Period
from casemgmt.printing.gather import notes_of, reports_of, withheld_of
from casenotes.models import Amendment, CaseNote, ContactReport, PrintedReport, Strike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from agency.models import User

#: As many changes as are listed; the rest is counted.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One change. what: in words; kind and pk: the note or report, if the reader may open it."""

    at: datetime
    what: str
    about: str
    happened_on: date
    kind: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """All changes since a print, the first one first; withheld: how many further notes were added
    that the reader may not read; reprints: later paper of the same kind that takes its place."""

    changes: tuple[Change, ...]
    withheld: int
    reprints: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether the record of the period has changed."""
        return bool(self.changes or self.withheld)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A note or report that a print holds, and in which version."""

    kind: str
    pk: int
    what: str
    happened_on: date
    version: int | None


def on_paper(row: PrintedReport, reader: User) -> list[OnPaper]:
    """The notes and reports of a print that the reader may read, in the order of their days."""
    notes = CaseNote.objects.visible_to(reader).filter(pk__in=row.note_ids).select_related("type")
    reports = ContactReport.objects.visible_to(reader).filter(pk__in=row.report_ids)
    note_versions = dict(zip_longest(row.note_ids, row.note_versions))
    report_versions = dict(zip_longest(row.report_ids, row.report_versions))
    found = [
        OnPaper("note", note.pk, note.type.name, note.occurred_on, note_versions[note.pk])
        for note in notes
    ]
    found += [
        OnPaper(
            "report",
            report.pk,
            report.get_kind_display(),
            report.interview_on,
            report_versions[report.pk],
        )
        for report in reports
    ]
    return sorted(found, key=lambda one: (one.happened_on, one.kind, one.pk))


def changes_since(row: PrintedReport, reader: User) -> Since:
    """What has changed, within what `reader` may read now. A fixed number of queries."""
    held = on_paper(row, reader)
    found = [*_amended(row, held), *_struck(row, held), *_struck_and_closed(row, reader)]
    withheld = 0
    if row.until_on is not None and not row.reference:
        period = Period(row.from_on, row.until_on)
        found += _recorded_later(row, reader, period)
        later = withheld_of(row.kind, reader, period)
        withheld = later.filter(offender_id=row.offender_id, recorded_at__gt=row.printed_at).count()
    found.sort(key=lambda change: (change.at, change.kind, change.pk))
    reprints = PrintedReport.objects.filter(replaces=row).order_by("printed_at")
    return Since(tuple(found), withheld, tuple(reprints.values_list("serial", flat=True)))


def _amended(row: PrintedReport, held: Iterable[OnPaper]) -> Iterator[Change]:
    known = {(one.kind, one.pk): one for one in held}
    for kind in ("note", "report"):
        ids = [pk for of, pk in known if of == kind]
        seen: dict[int, int] = {}
        additions = Amendment.objects.filter(**{f"{kind}_id__in": ids})
        for addition in additions.order_by("recorded_at", "pk"):
            pk: int = getattr(addition, f"{kind}_id")
            seen[pk] = seen.get(pk, 0) + 1
            one = known[kind, pk]
            printed = (
                addition.recorded_at <= row.printed_at
                if one.version is None
                else seen[pk] <= one.version
            )
            if not printed:
                yield Change(
                    addition.recorded_at,
                    str(addition.get_kind_display()),
                    one.what,
                    one.happened_on,
                    kind,
                    pk,
                )


def _struck(row: PrintedReport, held: Iterable[OnPaper]) -> Iterator[Change]:
    known = {(one.kind, one.pk): one for one in held}
    for kind in ("note", "report"):
        ids = [pk for of, pk in known if of == kind]
        strikes = Strike.objects.filter(**{f"{kind}_id__in": ids}, struck_at__gt=row.printed_at)
        for strike in strikes:
            one = known[kind, getattr(strike, f"{kind}_id")]
            yield Change(
                strike.struck_at, "Struck as an error", one.what, one.happened_on, kind, one.pk
            )


def _struck_and_closed(row: PrintedReport, reader: User) -> Iterator[Change]:
    """What was struck as about somebody whom the reader may not read: that the paper holds it is
    all the more to be known, and its day and that it was struck tell nothing of what it says."""
    since = {"strike__struck_at__gt": row.printed_at}
    notes = CaseNote.objects.struck_from(reader).filter(pk__in=row.note_ids, **since)
    reports = ContactReport.objects.struck_from(reader).filter(pk__in=row.report_ids, **since)
    what = "Struck as about another person"
    for note in notes.select_related("strike"):
        yield Change(note.strike.struck_at, what, "Note", note.occurred_on)
    for report in reports.select_related("strike"):
        yield Change(report.strike.struck_at, what, "Contact report", report.interview_on)


def _recorded_later(row: PrintedReport, reader: User, period: Period) -> Iterator[Change]:
    about = {"offender_id": row.offender_id}
    notes = notes_of(row.kind, CaseNote.objects.visible_to(reader), period)
    for note in notes.filter(recorded_at__gt=row.printed_at, **about).select_related("type"):
        yield Change(
            note.recorded_at, "Recorded later", note.type.name, note.occurred_on, "note", note.pk
        )
    reports = reports_of(row.kind, ContactReport.objects.visible_to(reader), period)
    for report in reports.filter(signed_at__gt=row.printed_at, **about):
        yield Change(
            report.signed_at,
            "Signed later",
            str(report.get_kind_display()),
            report.interview_on,
            "report",
            report.pk,
        )
