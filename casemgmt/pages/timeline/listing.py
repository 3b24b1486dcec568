"""The timeline of a case, from seven kinds of records, narrowed to what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agency import clock, statements
from casemgmt.pages.attached import shown_files
from casemgmt.pages.timeline.cards import Cards, add_rare_parts, with_names
from casemgmt.pages.timeline.entries import ENTRIES_ON_A_PAGE, SOURCES, Cursor, Entry, earlier
from casemgmt.pages.timeline.filters import Filters, narrowed
from casemgmt.pages.timeline.marks import add_marks
from casenotes.models import Amendment, BehaviourEvent, CaseNote, ContactReport
from casenotes.reach import Reach, Reading, reach_over_one, readable
from offenders.models import CaseAssignment, Movement, SentenceDetermination
from plans.models import PlanReview

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import Facility, User
    from casemgmt.pages.timeline.entries import Source
    from offenders.models import Offender


class Timeline:
    """The entries of one case that `user` may know of. place: whose midnight a day means.

    Without filters, or with a kind alone, a note that the user may not read keeps its place with
    its day. As soon as something else is asked, such notes are not asked about at all: neither a
    match nor a gap in the list says anything of them.
    """

    def __init__(
        self,
        user: User,
        offender: Offender,
        place: Facility | None,
        filters: Filters | None = None,
    ):
        self.user = user
        self.offender = offender
        self.zone = clock.zone(place)
        self.filters = filters or Filters()
        self._reach: Reach | None = None

    @property
    def reach(self) -> Reach:
        """What the user reads about this person."""
        if self._reach is None:
            self._reach = reach_over_one(self.user, self.offender.pk)
        return self._reach

    def number_of_notes(self) -> int:
        """How many notes the user may read."""
        return self.reach.readable(CaseNote.objects.filter(offender=self.offender)).count()

    def page(self, before: str = "") -> tuple[list[Entry], str]:
        """A page of entries, and the keyset of what is earlier ("" for none)."""
        cursor = Cursor.parse(before) if before else None
        cards = Cards(self.user, self.zone)
        entries: list[Entry] = []
        for rank, source in enumerate(SOURCES):
            if not self.filters.asks_for(source.key):
                continue
            for row in self._rows(rank, source, cursor):
                row.readable = self._is_readable(row)
                entries.append(cards.card(source.key, rank, row))
        entries.sort(key=lambda entry: entry.order, reverse=True)
        shown = entries[:ENTRIES_ON_A_PAGE]
        add_amendments(shown)
        add_files(shown)
        add_marks(shown, self.filters.search)
        return shown, shown[-1].keyset if len(entries) > ENTRIES_ON_A_PAGE else ""

    def _rows(self, rank: int, source: Source, cursor: Cursor | None) -> list[Any]:
        """The newest of one source, one more than a page holds."""
        reading, readers = self._reading(source.key)
        values = {"offender": self.offender.pk, **readers}
        if self.filters.hide_restricted:
            values |= self.filters.values(source, self.user, self.zone) | self.filters.words()
        form = ""
        if cursor is not None:
            form, before = cursor.before(rank, source, self.zone)
            values |= before
        rows = statements.fetch(_page, rank, reading, self.filters.form, form, **values)
        add_rare_parts(source.key, rows)
        return rows

    def _reading(self, key: str) -> tuple[Reading | None, dict[str, Any]]:
        """Within what the rows of a source are limited by their readers; None for nothing.

        A note that one may not read keeps its place; of reports those do that were struck as being
        about somebody else.
        """
        if key == "notes" and self.filters.hide_restricted:
            return self.reach.reading(CaseNote, limited=True)
        if key == "reports" and (self.filters.hide_restricted or not self.reach.reports):
            return self.reach.reading(ContactReport, limited=True)
        return None, {}

    def _is_readable(self, row: Any) -> bool:
        return not isinstance(row, CaseNote | ContactReport) or self.reach.reads(row)


def _page(
    rank: int, reading: Reading | None, wanted: tuple[str, str], before: str, /, **values: Any
) -> QuerySet[Any]:
    source = SOURCES[rank]
    rows = rows_of(source.key).filter(offender_id=values["offender"])
    if reading is not None:
        rows = readable(rows, reading, values)
    rows = narrowed(source, rows, wanted, values).filter(earlier(source.column, before, values))
    ordered = with_names(source.key, rows).order_by(f"-{source.column}", "-pk")
    return ordered[: ENTRIES_ON_A_PAGE + 1]


def rows_of(key: str) -> QuerySet[Any]:
    """The rows of a source about anybody."""
    match key:
        case "notes":
            return CaseNote.objects.all()
        case "reports":
            return ContactReport.objects.all()
        case "movements":
            return Movement.objects.standing()
        case "plan":
            return PlanReview.objects.standing()
        case "officers":
            return CaseAssignment.objects.standing()
        case "behaviour":
            return BehaviourEvent.objects.standing()
    return SentenceDetermination.objects.standing()


def add_amendments(entries: list[Entry]) -> None:
    """Put the additions under the notes and reports among the entries; one query."""
    notes = {e.pk: e for e in entries if e.rank == 0 and not e.restricted}
    reports = {e.pk: e for e in entries if e.rank == 1 and not e.restricted}
    if not notes and not reports:
        return
    found = statements.fetch(_additions, notes=sorted(notes), reports=sorted(reports))
    for added in found:
        if added.note_id is not None:
            notes[added.note_id].additions.append(added)
        elif added.report_id is not None:
            reports[added.report_id].additions.append(added)


def _additions(notes: list[int], reports: list[int]) -> QuerySet[Amendment]:
    return Amendment.objects.filter(Q(note_id__among=notes) | Q(report_id__among=reports))


def add_files(entries: list[Entry]) -> None:
    """Put the files under the notes among the entries; one query, and none without files."""
    notes = {e.pk: e for e in entries if e.has_files}
    if notes:
        for pk, files in shown_files(notes).items():
            notes[pk].files = files


def records_shown(entries: list[Entry]) -> dict[str, list[int]]:
    """Ids of the notes and reports whose text a page shows, for the audit log."""
    shown: dict[str, list[int]] = {}
    for entry in entries:
        key = SOURCES[entry.rank].key
        if key in {"notes", "reports"} and not entry.restricted:
            shown.setdefault(key, []).append(entry.pk)
    return shown
