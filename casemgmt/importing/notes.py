"""The notes file: signed notes and contact reports; a changed text becomes an amendment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from casemgmt.importing.context import TimeRefused
from casenotes.models import (
    Amendment,
    AmendmentKind,
    CaseNote,
    ContactReport,
    NoteType,
    ReportKind,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from agency.models import Facility, User
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row
    from offenders.models import CaseAssignment

BATCH = 1_000
REPORT_KINDS = {
    "primary_contact_report": ReportKind.PRIMARY,
    "regular_contact_report": ReportKind.REGULAR,
}
TERMINATION_SUMMARY = "termination_summary"


class Notes:
    """The notes and reports of one batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.context: Context = batch.context
        self.types = {
            type_.code: type_ for type_ in NoteType.objects.select_related("parent").all()
        }
        self.new_notes: list[CaseNote] = []
        self.new_reports: list[ContactReport] = []
        self.amendments: list[Amendment] = []
        self._read_stored()

    def _read_stored(self) -> None:
        """By person, author, type and moment: the stored note or report, and its text by now."""
        pks = self.batch.pks()
        self.stored: dict[tuple[Any, ...], CaseNote | ContactReport] = {}
        for note in CaseNote.objects.filter(offender_id__in=pks).order_by("-pk"):
            self.stored[note.offender_id, note.author_id, note.type_id, note.occurred_at] = note
        types = {kind: self.types.get(code) for code, kind in REPORT_KINDS.items()}
        for report in ContactReport.objects.filter(offender_id__in=pks).order_by("-pk"):
            type_ = types[ReportKind(report.kind)]
            if type_ is not None:
                key = (report.offender_id, report.author_id, type_.pk, report.interview_at)
                self.stored[key] = report
        self.texts: dict[tuple[str, int], str] = {}
        sent = Amendment.objects.exclude(source="").order_by("pk")
        for amendment in sent.filter(note__offender_id__in=pks):
            self.texts["note", amendment.note_id or 0] = amendment.text
        for amendment in sent.filter(report__offender_id__in=pks):
            self.texts["report", amendment.report_id or 0] = amendment.text

    def take(self, person: Person) -> None:
        """Plan the rows of one person."""
        by_moment: dict[tuple[Any, ...], list[tuple[Row, dict[str, Any]]]] = defaultdict(list)
        for row in person.rows["notes"]:
            read = self._read(person, row)
            if read is not None:
                key = (person.pk, read["author"].pk, read["type"].pk, read["occurred_at"])
                by_moment[key].append((row, read))
        for key, same in by_moment.items():
            if len(same) > 1:
                # Two ways to write one moment are one key.
                for row, _ in same:
                    others = ", ".join(str(other.line) for other, _ in same if other is not row)
                    self.context.refuse(row, "occurred_at", f"The same moment as line {others}.")
                continue
            row, read = same[0]
            self._plan(person, row, read, self.stored.get(key))
        person.drop_refused("notes")

    def write(self) -> None:
        """Add what is new; what is signed is never changed."""
        CaseNote.objects.bulk_create(self.new_notes, batch_size=BATCH)
        ContactReport.objects.bulk_create(self.new_reports, batch_size=BATCH)
        Amendment.objects.bulk_create(self.amendments, batch_size=BATCH)

    def _read(self, person: Person, row: Row) -> dict[str, Any] | None:
        """What the row says, with moments told; None when it is refused."""
        context, values = self.context, row.values
        author = context.user_of(row, "author", values["author"])
        type_ = self.types.get(values["type"])
        if type_ is None:
            known = ", ".join(self.types)
            context.refuse(row, "type", f"Not a type of note of the agency: {known}.")
        place = person.place_at_local(values["occurred_at"], context)
        moments: dict[str, datetime] = {}
        for column in ("occurred_at", "recorded_at"):
            # The person may have been moved before it was recorded.
            there = person.place_at_local(values[column], context)
            try:
                moments[column] = context.moment(values[column], there)
            except TimeRefused as refused:
                context.refuse(row, column, str(refused))
                continue
            if moments[column] > context.now:
                context.refuse(row, column, "It lies in the future.")
        if len(moments) == 2 and moments["recorded_at"] < moments["occurred_at"]:
            context.refuse(row, "recorded_at", "It was recorded before it happened.")
        if row.refused:
            return None
        assert type_ is not None
        return {
            "author": author,
            "type": type_.parent or type_,
            "subtype": type_ if type_.parent else None,
            "place": place,
            "text": values["text"],
            **moments,
        }

    def _plan(
        self,
        person: Person,
        row: Row,
        read: dict[str, Any],
        stored: CaseNote | ContactReport | None,
    ) -> None:
        if stored is None:
            self._add(person, read)
            person.count(self.context, row, new=True)
            return
        is_note = isinstance(stored, CaseNote)
        recorded_at = stored.recorded_at if isinstance(stored, CaseNote) else stored.signed_at
        text = stored.text if isinstance(stored, CaseNote) else stored.summary
        text = self.texts.get(("note" if is_note else "report", stored.pk), text)
        if stored.source and recorded_at != read["recorded_at"]:
            self.context.refuse(
                row, "recorded_at", "The signed note has another time of recording, which stays."
            )
            return
        if text == read["text"]:
            person.count(self.context, row)
            return
        self.amendments.append(
            Amendment(
                note=stored if isinstance(stored, CaseNote) else None,
                report=stored if isinstance(stored, ContactReport) else None,
                kind=AmendmentKind.MORE_DETAILS,
                text=read["text"],
                author=read["author"],
                author_name=read["author"].full_name,
                author_role=self._role(read["author"], self.context.today(read["place"])),
                recorded_at=self.context.now,
                source=self.context.source,
            )
        )
        person.count(self.context, row, changed=True)

    def _add(self, person: Person, read: dict[str, Any]) -> None:
        author: User = read["author"]
        place: Facility | None = read["place"]
        type_: NoteType = read["type"]
        occurred_on = self.context.local_date(read["occurred_at"], place)
        recorded_on = self.context.local_date(read["recorded_at"], place)
        signed = {
            "offender_id": person.pk,
            "author": author,
            "author_name": author.full_name,
            "author_role": self._role(author, recorded_on),
            "facility": place,
            "source": self.context.source,
        }
        if type_.code in REPORT_KINDS:
            self.new_reports.append(
                ContactReport(
                    kind=REPORT_KINDS[type_.code],
                    interview_at=read["occurred_at"],
                    interview_on=occurred_on,
                    summary=read["text"],
                    signed_at=read["recorded_at"],
                    completed_on=recorded_on,
                    **signed,
                )
            )
            return
        held = _held_on(person, occurred_on)
        closes = type_.code == TERMINATION_SUMMARY
        self.new_notes.append(
            CaseNote(
                type=type_,
                subtype=read["subtype"],
                occurred_at=read["occurred_at"],
                occurred_on=occurred_on,
                recorded_at=read["recorded_at"],
                recorded_on=recorded_on,
                text=read["text"],
                confidential=type_.confidential,
                for_officer=any(a.officer_id == author.pk for a in held),
                assignment_ended=_closed_by(person, author, occurred_on) if closes else None,
                **signed,
            )
        )

    def _role(self, user: User, on: date) -> str:
        """The roles that somebody was posted in on that day, as a signature shows them."""
        return ", ".join(
            sorted(
                {
                    posting.role_word
                    for posting in self.context.postings.get(user.pk, ())
                    if posting.holds_on(on)
                }
            )
        )


def import_notes(batch: Batch) -> None:
    """Sign notes and reports as they were signed in the old system."""
    if not batch.has_rows("notes"):
        return
    notes = Notes(batch)
    for person in batch.known():
        notes.take(person)
    notes.write()


def _held_on(person: Person, on: date) -> list[CaseAssignment]:
    return [assignment for assignment in person.assignments if assignment.holds_on(on)]


def _closed_by(person: Person, author: User, on: date) -> CaseAssignment | None:
    """The author's latest assignment by then: the one that the summary closes."""
    mine = [
        a
        for a in person.assignments
        if a.officer_id == author.pk and a.withdrawn_at is None and a.from_on <= on
    ]
    return max(mine, key=lambda a: (a.from_on, a.pk), default=None)
