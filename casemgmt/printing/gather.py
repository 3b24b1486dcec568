"""Reads, with a fixed number of queries, what one reader may have printed about one person.

The reader's rights are those of the moment of reading: whoever calls it later, in a job, gets
what the reader may have then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from agency import clock
from agency.access import Action
from agency.models import Agency
from casemgmt.printing.content import Addition, Answer, Entry, Period, Person, Report, Withheld
from casenotes.checklists import FOCUS_POINTS, PRIMARY_CHECKS
from casenotes.models import CaseNote, ContactMode, ContactReport, Facet
from offenders.models import Offender, SentenceDetermination

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from agency.models import Facility, User
    from casenotes.models import Amendment, ReportAnswer
    from offenders.models import Placement
    from offenders.querysets import AboutOffenderQuerySet, OffenderQuerySet

#: Where an entry stands: its day, whether it is withheld, then moment, kind and id.
Place = tuple[object, ...]

_ITEM_NAMES = {item.code: item.name for item in (*PRIMARY_CHECKS, *FOCUS_POINTS)}
_ITEM_ORDER = {code: order for order, code in enumerate(_ITEM_NAMES)}
_FACET_NAMES = dict(Facet.choices)

RELEASE_DATES = (
    ("eed", "Earliest eligibility"),
    ("edr", "Earliest release"),
    ("srd", "Statutory review"),
)


def printable_people(reader: User) -> OffenderQuerySet:
    """People whose notes and reports `reader` may print and carry away today."""
    return (
        Offender.objects.in_scope(reader, "print", Action.CREATE)
        .filter(pk__in=Offender.objects.in_scope(reader, "print", Action.EXPORT).values("pk"))
        .filter(pk__in=Offender.objects.in_scope(reader, "note", Action.EXPORT).values("pk"))
        .filter(pk__in=Offender.objects.in_scope(reader, "report", Action.EXPORT).values("pk"))
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report would hold: numbers only, for the preview."""

    notes: int = 0
    reports: int = 0
    withheld: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.notes or self.reports or self.withheld)


def count_for(people: Iterable[int], reader: User, period: Period) -> dict[int, Counts]:
    """What the reports about `people` (ids) would hold, by id, in three queries."""
    ids = list(people)

    def per_person(rows: AboutOffenderQuerySet) -> dict[int, int]:
        counted = rows.filter(offender_id__in=ids).order_by().values("offender_id")
        return {row["offender_id"]: row["n"] for row in counted.annotate(n=Count("pk"))}

    notes = per_person(_in_days(CaseNote.objects.visible_to(reader), "occurred_on", period))
    withheld = per_person(_in_days(CaseNote.objects.withheld_from(reader), "occurred_on", period))
    reports = per_person(_in_days(ContactReport.objects.visible_to(reader), "interview_on", period))
    return {pk: Counts(notes.get(pk, 0), reports.get(pk, 0), withheld.get(pk, 0)) for pk in ids}


def gather(offender: Offender, reader: User, period: Period, facility: Facility) -> Report:
    """The report about one person, in the order in which things happened.

    facility: where it is printed. The caller has made sure that `reader` may print this person.
    A note belongs to the day that was on the wall where it happened, so both ends of the period
    are whole days at that place.
    """
    agency = Agency.current()
    return Report(
        agency=agency.name,
        facility=facility.name,
        time_zone=facility.time_zone,
        person=_person(offender, agency, clock.today(facility)),
        period=period,
        entries=tuple(_in_order(offender, reader, period, facility)),
    )


def _in_days(rows: AboutOffenderQuerySet, field: str, period: Period) -> AboutOffenderQuerySet:
    if period.from_on is not None:
        rows = rows.filter(**{f"{field}__gte": period.from_on})
    return rows.filter(**{f"{field}__lte": period.until_on})


def _person(offender: Offender, agency: Agency, today: date) -> Person:
    placement = offender.current_placement()
    assignment = offender.current_assignment(today)
    determined = (
        SentenceDetermination.objects.standing()
        .filter(offender=offender, recorded_on__lte=today)
        .order_by("-recorded_on", "-pk")
        .first()
    )
    dates = tuple(
        (agency.term(field, label), on)
        for field, label in RELEASE_DATES
        if determined is not None and (on := getattr(determined, field)) is not None
    )
    return Person(
        number=offender.number,
        sort_name=offender.sort_name,
        date_of_birth=offender.date_of_birth,
        location=_location(placement),
        officer=assignment.officer.full_name if assignment else "",
        release_dates=dates,
    )


def _location(placement: Placement | None) -> str:
    if placement is None:
        return "Not in custody"
    facility: str = placement.facility.name
    return f"{placement.unit.name}, {facility}" if placement.unit else facility


def _in_order(
    offender: Offender, reader: User, period: Period, facility: Facility
) -> list[Entry | Withheld]:
    """Entries by the day and moment at which they happened; what is withheld of a day comes last
    in it, so that its place tells no time."""
    zone = facility.time_zone
    placed: list[tuple[Place, Entry | Withheld]] = [
        *_notes(offender, reader, period, zone),
        *_reports(offender, reader, period, zone),
        *_withheld(offender, reader, period),
    ]
    placed.sort(key=lambda pair: pair[0])
    return [entry for _, entry in placed]


def _by_time(on: date, entry: Entry) -> Place:
    return (on, False, entry.occurred_at, entry.recorded_at, entry.kind, entry.id)


def _notes(
    offender: Offender, reader: User, period: Period, zone: str
) -> list[tuple[Place, Entry]]:
    readable = CaseNote.objects.visible_to(reader).filter(offender=offender)
    rows = _in_days(readable, "occurred_on", period)
    placed = []
    for note in rows.select_related("type", "facility").prefetch_related("amendments"):
        entry = Entry(
            kind="note",
            id=note.pk,
            title=_title(note.type.name, note.contact_in_words),
            occurred_at=note.occurred_at,
            recorded_at=note.recorded_at,
            time_zone=note.facility.time_zone if note.facility else zone,
            late=note.is_late_entry,
            author_name=note.author_name,
            author_role=note.author_role,
            text=note.text,
            place=_elsewhere(note.facility, zone),
            subjects=tuple(_FACET_NAMES.get(facet, facet) for facet in note.facets),
            additions=_additions(note.amendments.all()),
        )
        placed.append((_by_time(note.occurred_on, entry), entry))
    return placed


def _reports(
    offender: Offender, reader: User, period: Period, zone: str
) -> list[tuple[Place, Entry]]:
    readable = ContactReport.objects.visible_to(reader).filter(offender=offender)
    rows = _in_days(readable, "interview_on", period)
    placed = []
    for report in rows.select_related("facility").prefetch_related("answers", "amendments"):
        entry = Entry(
            kind="report",
            id=report.pk,
            title=_title(report.get_kind_display(), _mode_in_words(report.contact_mode)),
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
        )
        placed.append((_by_time(report.interview_on, entry), entry))
    return placed


def _withheld(offender: Offender, reader: User, period: Period) -> list[tuple[Place, Withheld]]:
    rows = CaseNote.objects.withheld_from(reader).filter(offender=offender)
    by_day = _in_days(rows, "occurred_on", period).order_by().values("occurred_on")
    return [
        ((row["occurred_on"], True), Withheld(row["occurred_on"], row["n"]))
        for row in by_day.annotate(n=Count("pk"))
    ]


def _mode_in_words(mode: str) -> str:
    return "" if mode in {ContactMode.NONE, ""} else str(ContactMode(mode).label)


def _title(name: str, contact: str) -> str:
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
