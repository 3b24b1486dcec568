"""From rows of seven kinds of records to cards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from agency import clock, statements
from casemgmt.pages.errors_in_records.shown import origin, struck
from casemgmt.pages.timeline.entries import SOURCES, Entry
from casenotes.models import (
    Attachment,
    BehaviourResponse,
    Facet,
    MeetingPlace,
    NoContactReason,
    Strike,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from agency.models import User


class Cards:
    """Makes cards for one reader. zone: whose midnight a day means."""

    def __init__(self, user: User, zone: ZoneInfo):
        self.user = user
        self.zone = zone

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(0), tzinfo=self.zone)

    def card(self, key: str, rank: int, row: Any) -> Entry:
        """The card of one row of the source `key`, which stands at `rank` among the sources."""
        entry: Entry = getattr(self, f"_{key}")(rank, row)
        entry.offender_id = row.offender_id
        entry.happened_on = getattr(row, SOURCES[rank].happened)
        return entry

    def _notes(self, rank: int, note: Any) -> Entry:
        zone = clock.zone(note.facility) if note.facility else self.zone
        entry = Entry(
            note.occurred_at,
            rank,
            note.pk,
            zone,
            "Note",
            restricted=not getattr(note, "readable", True),
        )
        if entry.restricted:
            # Of a confidential note nothing is told, not even what became of it.
            entry.struck = None if note.confidential else struck(note)
            return entry
        entry.struck = struck(note)
        entry.origin = origin(note)
        about = [str(Facet(facet).label) for facet in note.facets]
        if note.place:
            about.insert(0, str(MeetingPlace(note.place).label))
        if note.contact_in_words:
            about.insert(0, note.contact_in_words)
        about += note.said_besides
        reason = getattr(note, "no_contact", None)
        if reason is not None:
            about.append(f"No contact in {reason.month:%B}: {reason.get_reason_display().lower()}")
        entry.kind = note.kind_in_words
        entry.text = note.text
        entry.has_files = note.has_files
        entry.by = _signed_by(note)
        entry.place = note.facility.name if note.facility else ""
        entry.details = ", ".join(about)
        entry.silent_on = ", ".join(note.silent_on)
        entry.recorded_at = note.recorded_at
        entry.is_late = note.is_late_entry
        entry.confidential = note.confidential
        if entry.struck is None:
            entry.error_url = _address("error-note", note.pk)
        if note.author_id == self.user.pk and entry.struck is None:
            entry.amend_url = _address("note-amend", note.pk)
        return entry

    def _reports(self, rank: int, report: Any) -> Entry:
        zone = clock.zone(report.facility) if report.facility else self.zone
        held = report.interview_at.astimezone(zone)
        if not getattr(report, "readable", True):
            return Entry(
                report.signed_at,
                rank,
                report.pk,
                zone,
                "Report",
                restricted=True,
                struck=struck(report),
            )
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
            url=_address("report", report.pk),
            struck=struck(report),
            origin=origin(report),
        )
        if entry.struck is None:
            entry.error_url = _address("error-report", report.pk)
        if report.author_id == self.user.pk and entry.struck is None:
            entry.amend_url = _address("report-amend", report.pk)
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
            url=_address("plan-review", review.pk),
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
            # COPP 10.3, Case allocation: the day counts, and a recording after the next day shows.
            is_late=link.recorded_by is not None
            and link.recorded_at.astimezone(self.zone).date() > link.from_on + timedelta(days=1),
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

    def _behaviour(self, rank: int, event: Any) -> Entry:
        about = [event.get_severity_display()]
        if event.nature:
            about.append(event.get_nature_display().lower())
        if event.need:
            about.append(f"need: {event.need}")
        answers = ", ".join(event.answers) if event.answers else "not answered yet"
        return Entry(
            self._midnight(event.occurred_on),
            rank,
            event.pk,
            self.zone,
            event.get_kind_display(),
            text=event.what,
            by=event.recorded_by_name,
            details=f"{', '.join(about)} · {answers}",
            recorded_at=event.recorded_at,
            all_day=True,
            url=_address("behaviour", event.offender_id),
        )


@cache
def _around_id(name: str) -> tuple[str, str]:
    """What stands before and after the id in the addresses of that name."""
    before, _, after = reverse(f"pages:{name}", args=[0]).rpartition("0")
    return before, after


def _address(name: str, pk: int) -> str:
    """The address of that name for one of many ids: looked up once and not for each card."""
    before, after = _around_id(name)
    return f"{before}{pk}{after}"


def _signed_by(record: Any) -> str:
    return (
        f"{record.author_name}, {record.author_role.lower()}"
        if record.author_role
        else (record.author_name)
    )


def with_names(key: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of the source `key` with what their cards name, but for what `add_rare_parts` adds."""
    if key == "behaviour":
        answered = BehaviourResponse.objects.standing().filter(
            event_id=Coalesce(OuterRef("origin_id"), OuterRef("pk"))
        )
        return rows.annotate(answers=ArraySubquery(answered.values("level_name")))
    named = {
        "notes": ("type", "subtype", "facility"),
        "reports": ("facility",),
        "movements": ("facility", "unit", "recorded_by"),
        "plan": ("done_by", "recorded_by"),
        "officers": ("officer", "recorded_by"),
        "sentence": ("recorded_by",),
    }[key]
    if key == "notes":
        reasons = NoContactReason.objects.filter(note_id=OuterRef("pk"))
        files = Attachment.objects.filter(note_id=OuterRef("pk"))
        rows = rows.annotate(has_files=Exists(files), has_reason=Exists(reasons))
    if key in {"notes", "reports"}:
        record = _record(key)
        strikes = Strike.objects.filter(
            Q(**{f"{record}_id": OuterRef("pk")}) | Q(**{f"new_{record}_id": OuterRef("pk")})
        )
        rows = rows.annotate(has_strike=Exists(strikes))
    return rows.select_related(*named)


def add_rare_parts(key: str, rows: list[Any]) -> None:
    """Give the rows that `with_names` chose their strikes and reasons for no contact, which few
    rows have. Read apart, of those rows alone: to plan the joins takes PostgreSQL longer than the
    whole page. No query where there are none."""
    if key not in {"notes", "reports"}:
        return
    record = _record(key)
    struck_ones = [row.pk for row in rows if row.has_strike]
    strikes = statements.fetch(_strikes, record, ids=struck_ones) if struck_ones else []
    _give(rows, "strike", {getattr(strike, f"{record}_id"): strike for strike in strikes})
    _give(rows, "in_place_of", {getattr(strike, f"new_{record}_id"): strike for strike in strikes})
    if key == "notes":
        with_reason = [row.pk for row in rows if row.has_reason]
        reasons = statements.fetch(_reasons, ids=with_reason) if with_reason else []
        _give(rows, "no_contact", {reason.note_id: reason for reason in reasons})


def _strikes(record: str, /, ids: list[int]) -> QuerySet[Strike]:
    about = Q(**{f"{record}_id__among": ids}) | Q(**{f"new_{record}_id__among": ids})
    return Strike.objects.filter(about).select_related("error")


def _reasons(ids: list[int]) -> QuerySet[NoContactReason]:
    return NoContactReason.objects.filter(note_id__among=ids)


def _give(rows: list[Any], name: str, found: dict[int, Any]) -> None:
    """Let `row.name` be what was found for its id, or nothing, without asking again."""
    for row in rows:
        row._meta.get_field(name).set_cached_value(row, found.get(row.pk))


def _record(key: str) -> str:
    return next(source.record for source in SOURCES if source.key == key)
