"""Reads, with a fixed number of queries, what one reader may have printed about one person.

The reader's rights are those of the moment of reading: whoever calls it later, in a job, gets
what the reader may have then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Count

from agency import clock
from agency.access import Action
from agency.models import Agency
from casemgmt.printing.content import STRUCK, Entry, Period, Person, Report, Withheld
from casemgmt.printing.entries import entries_of_notes, entries_of_reports
from casemgmt.printing.unprinted import EarlierPrints, earlier_prints
from casenotes.models import CaseNote, ContactReport, PrintKind, Strike
from casenotes.services.signing import TERMINATION_SUMMARY
from offenders.models import Offender, SentenceDetermination

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from agency.models import Facility, User
    from casemgmt.printing.content import Addition
    from offenders.models import Placement
    from offenders.querysets import AboutOffenderQuerySet, OffenderQuerySet

#: Where an entry stands: its day, whether it is withheld, then moment, kind and id.
Place = tuple[object, ...]

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


def notes_of(kind: str, readable: AboutOffenderQuerySet, period: Period) -> AboutOffenderQuerySet:
    """Those of `readable` notes that a print of this kind and period holds."""
    if kind == PrintKind.TERMINATION:
        readable = readable.filter(type__code=TERMINATION_SUMMARY)
    elif kind in {PrintKind.PRIMARY, PrintKind.REGULAR}:
        return readable.none()
    return in_days(readable, "occurred_on", period)


def reports_of(kind: str, readable: AboutOffenderQuerySet, period: Period) -> AboutOffenderQuerySet:
    """Those of `readable` contact reports that a print of this kind and period holds."""
    if kind in {PrintKind.PRIMARY, PrintKind.REGULAR}:
        readable = readable.filter(kind=str(kind).removesuffix("_report"))
    elif kind == PrintKind.TERMINATION:
        return readable.none()
    return in_days(readable, "interview_on", period)


def withheld_of(kind: str, reader: User, period: Period) -> AboutOffenderQuerySet:
    """Notes that a print of this kind tells of without showing them.

    Only where every kind of note stands: elsewhere their number would say of which kind they are.
    """
    rows = CaseNote.objects.withheld_from(reader)
    if kind not in {PrintKind.CASE_NOTES, PrintKind.EXTRACT}:
        return rows.none()
    return in_days(rows, "occurred_on", period)


def in_days(rows: AboutOffenderQuerySet, field: str, period: Period) -> AboutOffenderQuerySet:
    """The rows of the period, by the day in `field`; both ends are included."""
    if period.from_on is not None:
        rows = rows.filter(**{f"{field}__gte": period.from_on})
    return rows.filter(**{f"{field}__lte": period.until_on})


def gather(
    offender: Offender,
    reader: User,
    period: Period,
    facility: Facility,
    *,
    kind: str = PrintKind.CASE_NOTES,
    only_new: bool = False,
) -> Report:
    """The report about one person, in the order in which things happened.

    facility: where it is printed. The caller has made sure that `reader` may print this person.
    A note belongs to the day that was on the wall where it happened, so both ends of the period
    are whole days at that place. only_new: only what no earlier print of `kind` for the file held;
    of an entry that is on earlier paper, the additions of since then.
    """
    agency = Agency.current()
    earlier = earlier_prints([offender.pk], kind).get(offender.pk) if only_new else None
    placed: list[tuple[Place, Entry | Withheld]] = [
        *_entries(offender, reader, period, facility.time_zone, kind),
        *_withheld(offender, reader, period, kind, earlier),
        *_struck(offender, reader, period, kind, earlier),
    ]
    if earlier is not None:
        placed = list(_new(placed, earlier))
    placed.sort(key=lambda pair: pair[0])
    return Report(
        agency=agency.name,
        facility=facility.name,
        time_zone=facility.time_zone,
        person=person_of(offender, agency, clock.today(facility)),
        period=period,
        entries=tuple(entry for _, entry in placed),
        kind=kind,
        only_new=only_new,
    )


def person_of(offender: Offender, agency: Agency, today: date) -> Person:
    """Who the report is about, as known on that day."""
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


def by_time(on: date, entry: Entry) -> Place:
    """The place of an entry of that day."""
    return (on, False, entry.occurred_at, entry.recorded_at, entry.kind, entry.id)


def _entries(
    offender: Offender, reader: User, period: Period, zone: str, kind: str
) -> Iterator[tuple[Place, Entry]]:
    """What is withheld of a day comes last in it, so that its place tells no time."""
    notes = CaseNote.objects.visible_to(reader).filter(offender=offender)
    if kind not in {PrintKind.PRIMARY, PrintKind.REGULAR}:
        for note, entry in entries_of_notes(notes_of(kind, notes, period), zone):
            yield by_time(note.occurred_on, entry), entry
    reports = ContactReport.objects.visible_to(reader).filter(offender=offender)
    if kind != PrintKind.TERMINATION:
        for report, entry in entries_of_reports(reports_of(kind, reports, period), zone):
            yield by_time(report.interview_on, entry), entry


def _withheld(
    offender: Offender, reader: User, period: Period, kind: str, earlier: EarlierPrints | None
) -> list[tuple[Place, Withheld]]:
    rows = withheld_of(kind, reader, period).filter(offender=offender)
    if earlier is not None and earlier.last_at is not None:
        rows = rows.filter(recorded_at__gt=earlier.last_at)
    return withheld_by_day(rows)


def withheld_by_day(rows: AboutOffenderQuerySet) -> list[tuple[Place, Withheld]]:
    """For each day of `rows`, which are withheld, that they are and how many."""
    by_day = rows.order_by().values("occurred_on").annotate(n=Count("pk"))
    return [
        ((row["occurred_on"], True, 0), Withheld(row["occurred_on"], row["n"])) for row in by_day
    ]


def struck_of(kind: str, reader: User, period: Period) -> tuple[AboutOffenderQuerySet, ...]:
    """Notes and reports that a print of this kind would hold, had they not been struck as about
    somebody whom the reader may not read."""
    return (
        notes_of(kind, CaseNote.objects.struck_from(reader), period),
        reports_of(kind, ContactReport.objects.struck_from(reader), period),
    )


def _struck(
    offender: Offender, reader: User, period: Period, kind: str, earlier: EarlierPrints | None
) -> Iterator[tuple[Place, Withheld]]:
    """By day, that something was struck which the reader may not read."""
    if not Strike.objects.filter(offender=offender, about_another=True).exists():
        return
    days: dict[date, int] = {}
    for rows, day in zip(
        struck_of(kind, reader, period), ("occurred_on", "interview_on"), strict=True
    ):
        found = rows.filter(offender=offender)
        if earlier is not None and earlier.last_at is not None:
            found = found.filter(strike__struck_at__gt=earlier.last_at)
        for on in found.order_by().values_list(day, flat=True):
            days[on] = days.get(on, 0) + 1
    for on, number in days.items():
        yield (on, True, 1), Withheld(on, number, STRUCK)


def _new(
    placed: Iterable[tuple[Place, Entry | Withheld]], earlier: EarlierPrints
) -> Iterator[tuple[Place, Entry | Withheld]]:
    for place, entry in placed:
        if isinstance(entry, Withheld):
            yield place, entry
            continue
        before = earlier.of(entry.kind).get(entry.id)
        if before is None:
            yield place, entry
            continue
        struck_since = entry.struck is not None and entry.struck.at > before.at
        changed_at = [addition.recorded_at for addition in entry.additions]
        if struck_since or not before.holds(entry.version, changed_at):
            since = [a for a in entry.additions if a.recorded_at > before.at]
            additions = (
                entry.additions[before.version :] if before.version is not None else tuple(since)
            )
            yield place, only_additions(entry, before.serial, additions)


def only_additions(entry: Entry, serial: str, additions: tuple[Addition, ...]) -> Entry:
    """The entry without what stands on the paper of that serial."""
    return replace(
        entry,
        text="",
        parts=(),
        answers=(),
        subjects=(),
        details=(),
        attachments=(),
        others_present="",
        additions=additions,
        earlier=serial,
    )
