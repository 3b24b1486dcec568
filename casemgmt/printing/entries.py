"""Notes and contact reports as entries of a report: each with what hangs on it, in one query."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from casemgmt.printing.content import Addition, Answer, Entry, Struck
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS
from casenotes.models import Amendment, Attachment, ContactMode, Facet
from casenotes.services.signing import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from agency.models import Facility
    from casenotes.models import CaseNote, ContactReport, ReportAnswer, Strike
    from offenders.querysets import AboutOffenderQuerySet

_ITEM_NAMES = {item.code: item.name for item in (*PRIMARY_CHECKS, *FOCUS_POINTS)}
_ITEM_ORDER = {code: order for order, code in enumerate(_ITEM_NAMES)}
_FACET_NAMES = dict(Facet.choices)

#: The headings of a termination summary. OP-060101, III.A.2.
SUMMARY_PARTS = ("Progress", "Problems", "Concerns", "Recent developments")


def entries_of_notes(
    rows: AboutOffenderQuerySet, zone: str, *, struck: Container[int] | None = None
) -> Iterator[tuple[CaseNote, Entry]]:
    """Each note of `rows` with its entry; zone: the clock of a note without a place.

    struck: only of these (ids) a strike counts, as at an earlier moment; by default of all.
    """
    found = rows.select_related("type", "subtype", "facility", "strike").prefetch_related(
        "amendments",
        Prefetch("attachments", Attachment.objects.order_by("added_at", "pk")),
    )
    for note in found:
        parts = _parts(note) if note.type.code == TERMINATION_SUMMARY else ()
        strike = _strike_on(note, struck)
        yield (
            note,
            _without_another_person(
                strike,
                Entry(
                    kind="note",
                    id=note.pk,
                    title=title_of(note.kind_in_words, note.contact_in_words),
                    occurred_at=note.occurred_at,
                    recorded_at=note.recorded_at,
                    time_zone=note.facility.time_zone if note.facility else zone,
                    late=note.is_late_entry,
                    author_name=note.author_name,
                    author_role=note.author_role,
                    text="" if parts else note.text,
                    place=_elsewhere(note.facility, zone),
                    subjects=tuple(_FACET_NAMES.get(facet, facet) for facet in note.facets),
                    details=_details(note),
                    parts=parts,
                    attachments=tuple(file.file_name for file in note.attachments.all()),
                    additions=_additions(note.amendments.all()),
                    struck=_struck(strike),
                    version=len(note.amendments.all()),
                ),
            ),
        )


def entries_of_reports(
    rows: AboutOffenderQuerySet, zone: str, *, struck: Container[int] | None = None
) -> Iterator[tuple[ContactReport, Entry]]:
    """Each contact report of `rows` with its entry; struck: as for notes."""
    found = rows.select_related("facility", "strike").prefetch_related("answers", "amendments")
    for report in found:
        strike = _strike_on(report, struck)
        yield (
            report,
            _without_another_person(
                strike,
                Entry(
                    kind="report",
                    id=report.pk,
                    title=title_of(report.get_kind_display(), _mode_in_words(report.contact_mode)),
                    occurred_at=report.interview_at,
                    recorded_at=report.signed_at,
                    time_zone=report.facility.time_zone if report.facility else zone,
                    late=(report.completed_on.year, report.completed_on.month)
                    > (report.interview_on.year, report.interview_on.month),
                    author_name=report.author_name,
                    author_role=report.author_role,
                    text=report.summary,
                    place=_elsewhere(report.facility, zone),
                    others_present=report.others_present,
                    answers=_answers(report),
                    additions=_additions(report.amendments.all()),
                    struck=_struck(strike),
                    version=len(report.amendments.all()),
                ),
            ),
        )


def _strike_on(record: CaseNote | ContactReport, struck: Container[int] | None) -> Strike | None:
    counts = struck is None or record.pk in struck
    return getattr(record, "strike", None) if counts else None


def _without_another_person(strike: Strike | None, entry: Entry) -> Entry:
    """The entry as paper of this person's file may hold it: of one that was struck because it is
    about somebody else, only that it was, whoever prints it."""
    if strike is None or not strike.about_another:
        return entry
    return replace(
        entry,
        text="",
        parts=(),
        subjects=(),
        details=(),
        attachments=(),
        answers=(),
        others_present="",
        additions=(),
    )


def _details(note: CaseNote) -> tuple[tuple[str, str], ...]:
    """Where contact was made and who took part, where the note says so."""
    found = (
        ("Place", str(getattr(note, "get_place_display", lambda: "")() or "")),
        ("Took part", str(getattr(note, "participants", "") or "")),
        ("Away at", f"{note.absent_at}: {note.absent_because}" if note.absent_at else ""),
    )
    return tuple((name, words) for name, words in found if words)


def _parts(note: CaseNote) -> tuple[tuple[str, str], ...]:
    """The text of a termination summary by its headings; nothing where it has others."""
    found: list[tuple[str, list[str]]] = []
    for line in note.text.split("\n"):
        following = SUMMARY_PARTS[len(found)] if len(found) < len(SUMMARY_PARTS) else None
        if line == following:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        elif line.strip():
            return ()
    if len(found) != len(SUMMARY_PARTS):
        return ()
    return tuple((name, "\n".join(lines).strip("\n")) for name, lines in found)


def _struck(strike: Strike | None) -> Struck | None:
    if strike is None:
        return None
    why = "it is about another person" if strike.about_another else "its content was wrong"
    return Struck(why, strike.struck_by_name, strike.struck_at)


def _mode_in_words(mode: str) -> str:
    return "" if mode in {ContactMode.NONE, ""} else str(ContactMode(mode).label)


def title_of(name: str, contact: str) -> str:
    """The kind of entry, and how contact was made if it was."""
    return f"{name}, {contact[:1].lower()}{contact[1:]}" if contact else name


def _elsewhere(place: Facility | None, zone: str) -> str:
    """The facility's name where its clock differs from the one of the report."""
    return place.name if place is not None and place.time_zone != zone else ""


def _additions(amendments: Iterable[Amendment]) -> tuple[Addition, ...]:
    return tuple(
        Addition(
            kind=amendment.get_kind_display(),
            recorded_at=amendment.recorded_at,
            author_name=amendment.author_name,
            author_role=amendment.author_role,
            text=amendment.text,
        )
        for amendment in sorted(amendments, key=lambda a: (a.recorded_at, a.pk))
    )


def _answers(report: ContactReport) -> tuple[Answer, ...]:
    """In the order of the form; an item that the form no longer has comes last, by its code."""
    rows: list[ReportAnswer] = sorted(
        report.answers.all(), key=lambda a: (_ITEM_ORDER.get(a.item, len(_ITEM_ORDER)), a.item)
    )
    return tuple(
        Answer(
            name=_ITEM_NAMES.get(row.item) or row.item,
            yes=row.answer,
            comment=row.comment,
            action=row.action,
            action_by=row.action_by,
            action_due_on=row.action_due_on,
        )
        for row in rows
    )
