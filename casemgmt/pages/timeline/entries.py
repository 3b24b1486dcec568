"""The timeline of a case: what happened, newest first, from six kinds of records.

Pages follow one another by a keyset (moment, kind, id), so nothing is shown twice or left out
when somebody adds an entry meanwhile, and the hundredth page costs what the first one does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from agency import clock
from casenotes.models import Amendment, CaseNote, ContactReport, Facet
from offenders.models import CaseAssignment, Movement, SentenceDetermination
from plans.models import PlanReview

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from agency.models import Facility, User
    from offenders.models import Offender

ENTRIES_ON_A_PAGE = 20


@dataclass(slots=True)
class Entry:
    """One card. `restricted`: only its day is shown, nothing of what it says or who wrote it."""

    at: datetime
    rank: int
    pk: int
    zone: ZoneInfo
    kind: str
    text: str = ""
    by: str = ""
    place: str = ""
    details: str = ""
    recorded_at: datetime | None = None
    all_day: bool = False
    is_late: bool = False
    confidential: bool = False
    restricted: bool = False
    url: str = ""
    amend_url: str = ""
    additions: list[Amendment] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"{SOURCES[self.rank].record}-{self.pk}"

    @property
    def keyset(self) -> str:
        """Its place in the order, for the link to what is earlier."""
        return f"{self.at.isoformat()}_{self.rank}_{self.pk}"

    @property
    def order(self) -> tuple[datetime, int, int]:
        """Newest first; at one moment by kind, then by id."""
        return (self.at, -self.rank, self.pk)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the page before ended."""

    at: datetime
    rank: int
    pk: int

    @classmethod
    def parse(cls, raw: str) -> Cursor | None:
        """The cursor in an address; None for none, or one that somebody mangled."""
        try:
            at, rank, pk = raw.split("_")
            return cls(datetime.fromisoformat(at), int(rank), int(pk))
        except ValueError:
            return None

    def before(self, rank: int, column: str) -> Q:
        """Rows of the source `rank` that come after this cursor, by a column of moments."""
        if rank < self.rank:
            return Q(**{f"{column}__lt": self.at})
        if rank > self.rank:
            return Q(**{f"{column}__lte": self.at})
        return Q(**{f"{column}__lt": self.at}) | Q(**{column: self.at, "pk__lt": self.pk})

    def before_by_day(self, rank: int, column: str, zone: ZoneInfo) -> Q:
        """The same for a column of days, each standing for its midnight at the place."""
        local = self.at.astimezone(zone)
        if local.time() != time(0):
            return Q(**{f"{column}__lte": local.date()})
        if rank < self.rank:
            return Q(**{f"{column}__lt": local.date()})
        if rank > self.rank:
            return Q(**{f"{column}__lte": local.date()})
        return Q(**{f"{column}__lt": local.date()}) | Q(**{column: local.date(), "pk__lt": self.pk})


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of record: its filter chip, what due items call it, the column that orders it."""

    key: str
    name: str
    record: str
    column: str
    by_day: bool = False


SOURCES = (
    Source("notes", "Notes", "note", "occurred_at"),
    Source("reports", "Reports", "report", "signed_at"),
    Source("movements", "Movements", "movement", "occurred_at"),
    Source("plan", "Plan", "plan_review", "done_on", by_day=True),
    Source("officers", "Officers", "assignment", "from_on", by_day=True),
    Source("sentence", "Sentence", "sentence", "recorded_on", by_day=True),
)


class Timeline:
    """The entries of one case that `user` may know of. place: whose midnight a day means."""

    def __init__(self, user: User, offender: Offender, place: Facility | None):
        self.user = user
        self.offender = offender
        self.zone = clock.zone(place)

    def rows(self, key: str) -> QuerySet[Any]:
        """All rows of one source, unordered."""
        about = {"offender": self.offender}
        match key:
            case "notes":
                return CaseNote.objects.filter(**about)
            case "reports":
                return ContactReport.objects.visible_to(self.user).filter(**about)
            case "movements":
                return Movement.objects.standing().filter(**about)
            case "plan":
                return PlanReview.objects.standing().filter(**about)
            case "officers":
                return CaseAssignment.objects.standing().filter(**about)
        return SentenceDetermination.objects.standing().filter(**about)

    def page(self, show: str = "", before: str = "") -> tuple[list[Entry], str]:
        """A page of entries, and the address of what is earlier ("" for none).

        show: the key of one source, "mine" for what the user wrote, "" for all.
        """
        cursor = Cursor.parse(before) if before else None
        entries: list[Entry] = []
        for rank, source in enumerate(SOURCES):
            if show == "mine" and source.key not in {"notes", "reports"}:
                continue
            if show not in {"", "mine", source.key}:
                continue
            rows = self.rows(source.key)
            if show == "mine":
                rows = rows.filter(author=self.user)
            if cursor is not None:
                rows = rows.filter(
                    cursor.before_by_day(rank, source.column, self.zone)
                    if source.by_day
                    else cursor.before(rank, source.column)
                )
            if source.key == "notes":
                seen = CaseNote.objects.visible_to(self.user).filter(pk=OuterRef("pk"))
                rows = rows.annotate(readable=Exists(seen))
            rows = _with_names(source.key, rows)
            rows = rows.order_by(f"-{source.column}", "-pk")[: ENTRIES_ON_A_PAGE + 1]
            entries.extend(self._entry(source.key, rank, row) for row in rows)
        entries.sort(key=lambda entry: entry.order, reverse=True)
        shown = entries[:ENTRIES_ON_A_PAGE]
        self._add_amendments(shown)
        return shown, shown[-1].keyset if len(entries) > ENTRIES_ON_A_PAGE else ""

    def _add_amendments(self, entries: list[Entry]) -> None:
        notes = {e.pk: e for e in entries if e.rank == 0 and not e.restricted}
        reports = {e.pk: e for e in entries if e.rank == 1}
        if not notes and not reports:
            return
        for added in Amendment.objects.filter(Q(note_id__in=notes) | Q(report_id__in=reports)):
            if added.note_id is not None:
                notes[added.note_id].additions.append(added)
            elif added.report_id is not None:
                reports[added.report_id].additions.append(added)

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(0), tzinfo=self.zone)

    def _entry(self, key: str, rank: int, row: Any) -> Entry:
        return getattr(self, f"_{key}")(rank, row)

    def _notes(self, rank: int, note: Any) -> Entry:
        zone = clock.zone(note.facility) if note.facility else self.zone
        entry = Entry(note.occurred_at, rank, note.pk, zone, "Note", restricted=not note.readable)
        if entry.restricted:
            return entry
        about = [str(Facet(facet).label) for facet in note.facets]
        if note.contact_in_words:
            about.insert(0, note.contact_in_words)
        reason = getattr(note, "no_contact", None)
        if reason is not None:
            about.append(f"No contact in {reason.month:%B}: {reason.get_reason_display().lower()}")
        entry.kind = note.type.name
        entry.text = note.text
        entry.by = _signed_by(note)
        entry.place = note.facility.name if note.facility else ""
        entry.details = ", ".join(about)
        entry.recorded_at = note.recorded_at
        entry.is_late = note.is_late_entry
        entry.confidential = note.confidential
        if note.author_id == self.user.pk:
            entry.amend_url = reverse("pages:note-amend", args=[note.pk])
        return entry

    def _reports(self, rank: int, report: Any) -> Entry:
        zone = clock.zone(report.facility) if report.facility else self.zone
        held = report.interview_at.astimezone(zone)
        entry = Entry(
            report.signed_at,
            rank,
            report.pk,
            zone,
            report.get_kind_display(),
            text=report.summary,
            by=_signed_by(report),
            place=report.facility.name if report.facility else "",
            details=(
                f"Interview {held.day} {held:%b %Y}, {report.get_contact_mode_display().lower()}"
            ),
            recorded_at=report.signed_at,
            url=reverse("pages:report", args=[report.pk]),
        )
        if report.author_id == self.user.pk:
            entry.amend_url = reverse("pages:report-amend", args=[report.pk])
        return entry

    def _movements(self, rank: int, movement: Any) -> Entry:
        zone = clock.zone(movement.facility) if movement.facility else self.zone
        words = movement.get_kind_display()
        if movement.facility:
            words += (
                f" to {movement.facility.name}"
                if movement.kind == "transfer"
                else (f" at {movement.facility.name}")
            )
            if movement.unit:
                words += f", {movement.unit.name}"
        if movement.permanent is False:
            words += ", temporary"
        if movement.reason:
            words += f". {movement.reason}"
        return Entry(
            movement.occurred_at,
            rank,
            movement.pk,
            zone,
            "Movement",
            text=f"{words}{'' if words.endswith('.') else '.'}",
            by=str(movement.recorded_by or "Records system"),
            recorded_at=movement.recorded_at,
            details="Corrects an earlier entry" if movement.corrects_id else "",
        )

    def _plan(self, rank: int, review: Any) -> Entry:
        words = f"{review.get_plan_display()} {review.get_kind_display().lower()}."
        if review.resets_cycle:
            words += " The contact cycle starts anew."
        return Entry(
            self._midnight(review.done_on),
            rank,
            review.pk,
            self.zone,
            "Plan",
            text=words,
            by=str(review.done_by or review.recorded_by or "Records system"),
            recorded_at=review.recorded_at,
            all_day=True,
            url=reverse("pages:plan-review", args=[review.pk]),
        )

    def _officers(self, rank: int, link: Any) -> Entry:
        words = f"{link.officer} is the officer in charge"
        if link.until_on:
            words += f" until {link.until_on.day} {link.until_on:%b %Y}"
            if link.end_reason:
                words += f" ({link.end_reason.lower()})"
        return Entry(
            self._midnight(link.from_on),
            rank,
            link.pk,
            self.zone,
            "Officer",
            text=f"{words}.",
            by=str(link.recorded_by or "Records system"),
            details=link.reason,
            recorded_at=link.recorded_at,
            all_day=True,
        )

    def _sentence(self, rank: int, found: Any) -> Entry:
        ends = [
            f"{name} {day.day} {day:%b %Y}"
            for name, day in (("EED", found.eed), ("EDR", found.edr), ("SRD", found.srd))
            if day
        ]
        return Entry(
            self._midnight(found.recorded_on),
            rank,
            found.pk,
            self.zone,
            "Sentence",
            text=f"Release dates determined: {', '.join(ends) or 'none yet'}.",
            by=str(found.recorded_by or "Records system"),
            details=found.reason,
            recorded_at=found.recorded_at,
            all_day=True,
        )


def _signed_by(record: Any) -> str:
    return (
        f"{record.author_name}, {record.author_role.lower()}"
        if record.author_role
        else (record.author_name)
    )


def _with_names(key: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    named = {
        "notes": ("type", "facility", "no_contact"),
        "reports": ("facility",),
        "movements": ("facility", "unit", "recorded_by"),
        "plan": ("done_by", "recorded_by"),
        "officers": ("officer", "recorded_by"),
        "sentence": ("recorded_by",),
    }[key]
    return rows.select_related(*named)
