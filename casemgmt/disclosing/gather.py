"""Reads everything that a request asks for, within what one reader may read: a query a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agency import clock
from agency.access import Action
from agency.templatetags.words import short_day
from casemgmt.disclosing.content import Piece
from casemgmt.disclosing.enclosing import FILE, details_of
from casemgmt.disclosing.given import GIVEN
from casemgmt.disclosing.held import NOT_GIVEN, WITH_NOTES_AND_REPORTS
from casemgmt.printing.content import Entry
from casemgmt.printing.entries import entries_of_notes, entries_of_reports
from casemgmt.printing.words import moment
from casenotes.models import (
    AccessItem,
    BatchLine,
    CaseNote,
    ContactReport,
    Disclosure,
    DisclosureKind,
    ReportKind,
)
from offenders.models import Offender
from scheduling import policies
from scheduling.models import DueItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agency.models import User
    from casemgmt.disclosing.held import Held
    from casenotes.models import AccessRequest

#: Says nothing to the person: how rows hang together, and what only the machine uses.
_TECHNICAL = frozenset(
    {
        *("id", "form_key", "source", "origin", "corrects", "withdraws", "revision", "position"),
        *("job", "by", "recorded_at", "stored_as", "sha256", "occurrence", "resets_cycle"),
    }
)


def everything(request: AccessRequest, reader: User) -> list[Piece]:
    """Every entry that the request asks for and `reader` may read, restricted ones marked.

    In the order of the sections, each by day. Nothing about another person is in it that was put
    on this record by mistake.
    """
    wanted = set(request.items)
    offender = request.offender
    zone = request.facility.time_zone
    whole = AccessItem.WHOLE_FILE in wanted
    found: list[Piece] = []
    if whole:
        found.extend(_who(offender, request))
    if whole or AccessItem.NOTES in wanted:
        found.extend(_notes(request, reader, zone))
    kinds = set(ReportKind.values) if whole else _kinds_of_report(wanted)
    if kinds:
        found.extend(_reports(request, reader, zone, kinds))
    if whole:
        opened = {
            name
            for name in {held.object for held in GIVEN}
            if Offender.objects.in_scope(reader, name, Action.READ).filter(pk=offender.pk).exists()
        }
        for held in GIVEN:
            if held.object in opened:
                found.extend(_rows(held, request, reader, zone))
    return found


def _kinds_of_report(wanted: set[str]) -> set[str]:
    by_item = {AccessItem.PRIMARY: ReportKind.PRIMARY, AccessItem.REGULAR: ReportKind.REGULAR}
    return {kind.value for item, kind in by_item.items() if item in wanted}


def _in_days(rows: Any, request: AccessRequest, day: str, *, moments: bool = False) -> Any:
    """The rows of the period asked for; both of its days are whole days at the facility."""
    if request.from_on:
        first = clock.local_moment(request.from_on, time.min, request.facility)
        rows = rows.filter(**{f"{day}__gte": first if moments else request.from_on})
    if request.until_on:
        after = clock.local_moment(request.until_on + timedelta(1), time.min, request.facility)
        rows = rows.filter(
            **({f"{day}__lt": after} if moments else {f"{day}__lte": request.until_on})
        )
    return rows


# ---- The person, the notes, the reports ----------------------------------------------------------


def _who(offender: Offender, request: AccessRequest) -> Iterator[Piece]:
    details = [
        (_label(field.name), words)
        for field in Offender._meta.concrete_fields
        if field.name not in _TECHNICAL and (words := _in_words(offender, field, "UTC"))
    ]
    yield _piece("offender", offender.pk, "who", "You", None, details, request)


def _notes(request: AccessRequest, reader: User, zone: str) -> Iterator[Piece]:
    rows = CaseNote.objects.visible_to(reader).filter(offender=request.offender_id)
    rows = _in_days(rows, request, "occurred_on").exclude(strike__about_another=True)
    rows = rows.order_by("occurred_at", "pk")
    own_lines = own_lines_of(request.offender_id)
    for note, entry in entries_of_notes(rows, zone):
        entry = with_own_line(entry, own_lines)
        noted = Piece("notes", note.occurred_on, entry, note.confidential)
        yield noted
        for file in note.attachments.all():
            details = details_of(file, entry.title, note.occurred_on)
            title = f"File {file.pk}"
            piece = _piece(FILE, file.pk, "files", title, note.occurred_on, details, request)
            yield replace(piece, restricted=note.confidential, of=noted.key)


def own_lines_of(offender_id: int) -> dict[int, str]:
    """What notes of group sessions say of this person alone, by the note's id."""
    lines = BatchLine.objects.filter(note__offender=offender_id)
    return dict(lines.values_list("note", "words"))


def with_own_line(entry: Entry, own_lines: dict[int, str]) -> Entry:
    """The entry of a note, with what the note of a group session says of this person alone."""
    said = own_lines.get(entry.id, "")
    if not said:
        return entry
    return replace(entry, details=(*entry.details, ("Of the person alone", said)))


def _reports(request: AccessRequest, reader: User, zone: str, kinds: set[str]) -> Iterator[Piece]:
    rows = ContactReport.objects.visible_to(reader).filter(
        offender=request.offender_id, kind__in=kinds
    )
    rows = _in_days(rows, request, "interview_on").exclude(strike__about_another=True)
    for report, entry in entries_of_reports(rows.order_by("interview_at", "pk"), zone):
        yield Piece("reports", report.interview_on, entry)


# ---- Every other table ---------------------------------------------------------------------------


def _rows(held: Held, request: AccessRequest, reader: User, zone: str) -> Iterator[Piece]:
    model = apps.get_model(held.model)
    rows: Any = model._default_manager.filter(**{held.person: request.offender_id})
    if held.person == "offender" and hasattr(rows, "visible_to") and not held.by_request:
        rows = rows.visible_to(reader)
    if held.day:
        rows = _in_days(rows, request, held.day, moments=_is_moment(model, held.day))
        rows = rows.order_by(held.day, "pk")
    else:
        rows = rows.order_by("pk")
    fields = list(_fields(model, held))
    links = [field.name for field in fields if field.is_relation]
    for row in rows.select_related(*links) if links else rows:
        details = [
            (_label(field.name), words)
            for field in fields
            if (words := _in_words(row, field, zone))
        ]
        on = _day_of(row, held.day, zone)
        piece = _piece(held.key, row.pk, held.section, held.title, on, details, request)
        restricted = held.restricted or _tells_of_a_pregnancy(row)
        yield replace(piece, restricted=restricted, living=held.living)


def _piece(
    kind: str,
    pk: int,
    section: str,
    title: str,
    on: date | None,
    details: list[tuple[str, str]],
    request: AccessRequest,
) -> Piece:
    """A record that is no note or report: of a day or of none, each field a text of its own."""
    noon = clock.local_moment(on or request.received_on, time(12), request.facility)
    return Piece(
        section,
        on,
        Entry(
            kind=kind,
            id=pk,
            title=title,
            occurred_at=noon,
            recorded_at=noon,
            time_zone=request.facility.time_zone,
            late=False,
            author_name="",
            author_role="",
            text="",
            details=tuple(details),
            dated="day" if on else "none",
        ),
    )


def _tells_of_a_pregnancy(row: Any) -> bool:
    return isinstance(row, Disclosure) and row.kind == DisclosureKind.PREGNANCY


def _is_moment(model: type[models.Model], path: str) -> bool:
    for name in path.split("__")[:-1]:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return isinstance(model._meta.get_field(path.split("__")[-1]), models.DateTimeField)


def _fields(model: type[models.Model], held: Held) -> Iterator[Any]:
    """What a row says: everything but keys, twins of other fields and links between entries."""
    names = {field.name for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        name = field.name
        if held.fields:
            if name in held.fields:
                yield field
            continue
        twin = f"{name.removesuffix('_on')}_at" in names and name.endswith("_on")
        if name in _TECHNICAL or twin or (field.is_relation and f"{name}_name" in names):
            continue
        if isinstance(field, models.UUIDField):
            continue
        related = field.related_model if field.is_relation else None
        if related is not None and related._meta.label in _LINKED:
            continue
        yield field


#: Rows of these tables have entries of their own, or none; a link to them says nothing by itself.
_LINKED = frozenset(
    {"offenders.Offender", *(held.model for held in GIVEN), *WITH_NOTES_AND_REPORTS, *NOT_GIVEN}
) - {"plans.Need"}

_LABELS = {
    "from_on": "From",
    "until_on": "Until",
    "on": "On",
    "at": "At",
    "srd": "Statutory review",
    "edr": "Earliest release",
    "eed": "Earliest eligibility",
    "standard": "What",
}


def _label(name: str) -> str:
    """A field's name as people read it: "decided_by_name" is "Decided by"."""
    words = name.removesuffix("_name") if name.endswith("by_name") else name
    return _LABELS.get(words) or words.replace("_", " ").capitalize()


def _in_words(row: models.Model, field: Any, zone: str) -> str:
    """What a field says; "" for nothing."""
    value = getattr(row, field.name)
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(row, DueItem) and field.name == "standard":
        duty = policies.in_force().duties().get(value)
        return duty.duty if duty else str(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(field, ArrayField):
        names = dict(field.base_field.choices or ())
        return ", ".join(str(names.get(one, one)) for one in value)
    return _said(value, zone)


def _said(value: Any, zone: str) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_said(one, zone)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_said(one, zone) for one in value)
    if isinstance(value, UUID):
        return ""
    return str(value)


def _day_of(row: models.Model, path: str, zone: str) -> date | None:
    if not path:
        return None
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).date()
    return value if isinstance(value, date) else None
