"""The timeline of a case, from seven kinds of records, narrowed to what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agency import clock
from casemgmt.pages.attached import shown_files
from casemgmt.pages.timeline.cards import Cards, with_names
from casemgmt.pages.timeline.entries import ENTRIES_ON_A_PAGE, SOURCES, Cursor, Entry
from casemgmt.pages.timeline.filters import Filters
from casemgmt.pages.timeline.marks import add_marks
from casenotes.models import Amendment, BehaviourEvent, CaseNote, ContactReport
from casenotes.reach import Reach, reach_over_one
from offenders.models import CaseAssignment, Movement, SentenceDetermination
from plans.models import PlanReview

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agency.models import Facility, User
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

    def rows(self, key: str) -> QuerySet[Any]:
        """All rows of one source that the user may read, unordered."""
        about = {"offender": self.offender}
        match key:
            case "notes":
                return self.reach.readable(CaseNote.objects.filter(**about), limited=True)
            case "reports":
                return self.reach.readable(ContactReport.objects.filter(**about), limited=True)
        return other_rows(key).filter(**about)

    def page(self, before: str = "") -> tuple[list[Entry], str]:
        """A page of entries, and the keyset of what is earlier ("" for none)."""
        cursor = Cursor.parse(before) if before else None
        cards = Cards(self.user, self.zone)
        entries: list[Entry] = []
        for rank, source in enumerate(SOURCES):
            if not self.filters.asks_for(source.key):
                continue
            rows: QuerySet[Any]
            if source.key == "notes" and not self.filters.hide_restricted:
                rows = CaseNote.objects.filter(offender=self.offender)
            elif source.key == "reports" and not self.filters.hide_restricted:
                rows = self._reports_with_struck()
            else:
                rows = self.filters.narrow(source, self.rows(source.key), self.user, self.zone)
            if cursor is not None:
                rows = rows.filter(
                    cursor.before_by_day(rank, source.column, self.zone)
                    if source.by_day
                    else cursor.before(rank, source.column)
                )
            rows = with_names(source.key, rows)
            rows = rows.order_by(f"-{source.column}", "-pk")[: ENTRIES_ON_A_PAGE + 1]
            for row in rows:
                row.readable = self._is_readable(row)
                entries.append(cards.card(source.key, rank, row))
        entries.sort(key=lambda entry: entry.order, reverse=True)
        shown = entries[:ENTRIES_ON_A_PAGE]
        add_amendments(shown)
        add_files(shown)
        add_marks(shown, self.filters.search)
        return shown, shown[-1].keyset if len(entries) > ENTRIES_ON_A_PAGE else ""

    def _is_readable(self, row: Any) -> bool:
        return not isinstance(row, CaseNote | ContactReport) or self.reach.reads(row)

    def _reports_with_struck(self) -> QuerySet[Any]:
        """Those that the user reads, and those struck as about somebody else."""
        about = ContactReport.objects.filter(offender=self.offender)
        return about if self.reach.reports else self.reach.readable(about)


def other_rows(key: str) -> QuerySet[Any]:
    """The rows of a source whose readers are those of the case."""
    match key:
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
    for added in Amendment.objects.filter(Q(note_id__in=notes) | Q(report_id__in=reports)):
        if added.note_id is not None:
            notes[added.note_id].additions.append(added)
        elif added.report_id is not None:
            reports[added.report_id].additions.append(added)


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
