"""The facts of cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from agency.models import Facility, Unit
from agency.roles import CASE_HOLDING_ROLES
from casenotes.models import Behaviour, CaseNote, ContactReport
from casenotes.models.notes import was_reached
from offenders.models import (
    Absence,
    CaseAssignment,
    Movement,
    Offender,
    Placement,
    SentenceDetermination,
)
from offenders.models.custody import DEPARTURE_KINDS
from plans.models import PlanReview
from scheduling.engine import facts
from scheduling.gather import exemptions, records, supervision
from scheduling.gather.placements import (
    PLACE_COLUMNS,
    UNIT_COLUMNS,
    Away,
    Places,
    Stay,
    absences_of,
    home_of,
    in_order,
    placements_of,
)
from scheduling.gather.sources import Source, made_from, read, wanted
from scheduling.gather.subjects import Gathered
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


def _sentence(
    pk: int, recorded_on: date, start_on: date, eed: date | None, edr: date | None, srd: date | None
) -> facts.Sentence:
    return facts.Sentence(ref("sentence", pk), recorded_on, start_on, eed, edr, srd)


def _departure(pk: int, origin: int | None, kind: Any, occurred_on: date) -> facts.Departure:
    return facts.Departure(ref("movement", origin or pk), kind, occurred_on)


def _plan_event(
    pk: int,
    origin: int | None,
    plan: str,
    kind: Any,
    done_on: date,
    done_by: int | None,
    resets_cycle: bool,
) -> facts.PlanEvent:
    by = ref("user", done_by) if done_by else ""
    return facts.PlanEvent(ref("plan_review", origin or pk), plan, kind, done_on, by, resets_cycle)


def _report(pk: int, kind: Any, completed_on: date, author: int) -> facts.Report:
    return facts.Report(ref("report", pk), kind, completed_on, ref("user", author))


#: A note, its author, and whether it counted for the officer in charge when it was signed.
NoteRow = tuple[facts.Note, int, bool]


def _note(
    pk: int,
    kind: str,
    occurred_on: date,
    recorded_on: date,
    author: int,
    assignment_ended: int | None,
    contact: str,
    contact_mode: str,
    collateral: str,
    behaviour: str,
    for_officer: bool,
) -> NoteRow:
    note = facts.Note(
        ref=ref("note", pk),
        kind=kind,
        on=occurred_on,
        recorded_on=recorded_on,
        author=ref("user", author),
        assignment=ref("assignment", assignment_ended) if assignment_ended else "",
        contact=was_reached(contact, contact_mode),
        collateral=collateral,
        states_absence=behaviour == Behaviour.ABSENCE,
    )
    return note, author, for_officer


#: Where the facts of a case come from, by the field of CaseFacts that they fill, or by the name
#: under which several are put together. They are read in this order.
SOURCES: dict[str, Source] = {
    "sentences": Source(
        lambda: SentenceDetermination.objects.standing(),
        ("pk", "recorded_on", "start_on", "eed", "edr", "srd"),
        _sentence,
    ),
    "stays": Source(
        lambda: Placement.objects.all(),
        (
            "arrival_id",
            "facility_id",
            "unit_id",
            "permanent",
            "arrived_at",
            "arrived_on",
            "departed_at",
            "departed_on",
        ),
    ),
    "absences": Source(
        lambda: Absence.objects.all(), ("movement_id", "left_on", "returned_on", "reason")
    ),
    "departures": Source(
        lambda: Movement.objects.standing().filter(kind__in=sorted(DEPARTURE_KINDS)),
        ("pk", "origin_id", "kind", "occurred_on"),
        _departure,
    ),
    # A row for each posting in which the officer could have held the case.
    "assignments": Source(
        lambda: CaseAssignment.objects.standing(),
        ("pk", "officer_id", "from_on", "until_on"),
    ),
    "postings": Source(
        lambda: CaseAssignment.objects.standing().filter(
            officer__postings__role__in=sorted(CASE_HOLDING_ROLES),
            officer__postings__facility__isnull=False,
        ),
        (
            "pk",
            "from_on",
            "officer__postings__pk",
            "officer__postings__facility_id",
            "officer__postings__from_on",
            "officer__postings__until_on",
        ),
    ),
    # Who stood in for the officers of the case, and when.
    "covers": Source(
        lambda: CaseAssignment.objects.standing().filter(
            officer__covered_by__isnull=False, officer__covered_by__withdrawn_at=None
        ),
        (
            "pk",
            "officer__covered_by__pk",
            "officer_id",
            "officer__covered_by__colleague_id",
            "officer__covered_by__from_on",
            "officer__covered_by__until_on",
        ),
    ),
    "plan_events": Source(
        lambda: PlanReview.objects.standing(),
        ("pk", "origin_id", "plan", "kind", "done_on", "done_by_id", "resets_cycle"),
        _plan_event,
    ),
    "reports": Source(
        lambda: ContactReport.objects.standing(),
        ("pk", "kind", "completed_on", "author_id"),
        _report,
    ),
    "notes": Source(
        lambda: CaseNote.objects.counting(),
        (
            "pk",
            "type__code",
            "occurred_on",
            "recorded_on",
            "author_id",
            "assignment_ended_id",
            "contact",
            "contact_mode",
            "collateral",
            "type__behaviour",
            "for_officer",
        ),
        _note,
    ),
    "exemptions": exemptions.source("offender_id"),
    "legal_status": Source(
        lambda: Offender.objects.all(), ("legal_status",), lambda status: status, by="pk"
    ),
    **supervision.SOURCES,
    **records.SOURCES,
}


#: Put together by `gather`, so always read.
_COMBINED = frozenset({"stays", "absences", "assignments", "postings", "covers"})

#: The places where these people are or were. They are common to many, and watched as such.
PLACES: dict[str, Source] = {
    "places": Source(lambda: Facility.objects.all(), PLACE_COLUMNS, by="placements__offender_id"),
    "units": Source(
        lambda: Unit.objects.exclude(local_procedure=""),
        UNIT_COLUMNS,
        by="placements__offender_id",
    ),
}


def gather(offender_ids: Sequence[int], only: Collection[str] | None = None) -> list[Gathered]:
    """The facts of these cases, in the order of the ids; one statement for each source, or one
    for all when the cases are few.

    The facility is where the person is placed for good, or was last. only: names of SOURCES;
    facts from other sources are left out, because no duty in force reads them.
    """
    sources = wanted(SOURCES, only, _COMBINED)
    rows = read({**sources, **PLACES}, offender_ids)
    places = Places(
        (row for found in rows.pop("places").values() for row in found),
        (row for found in rows.pop("units").values() for row in found),
    )
    stays, away, assigned, posted, covers = (
        rows[name] for name in ("stays", "absences", "assignments", "postings", "covers")
    )
    made = made_from(sources, rows, offender_ids)
    cases = []
    for pk in offender_ids:
        own_stays = in_order(Stay(*row) for row in stays.get(pk, ()))
        placements, exempt_spans = placements_of(own_stays, places)
        home = home_of(own_stays)
        own: dict[str, Any] = dict(made[pk])
        if only is None or "milestones" in only:
            in_custody = [
                stay for stay in own_stays if places.facilities[stay.facility].holds_people
            ]
            own["milestones"] = supervision.milestones_of(
                in_custody, own.get("sentences", ()), own.get("departures", ()), own
            )
        own["notes"] = _with_whom_they_count_for(
            own.get("notes", ()), assigned.get(pk, ()), covers.get(pk, ())
        )
        own["enrolments"] = supervision.enrolments_of(
            own.pop("enrolments", ()), own.pop("verifications", ())
        )
        own["legal_status"] = next(iter(own.pop("legal_status", ())), "")
        own["bookings"] = tuple(row.fact() for row in own.pop("bookings", ()))
        cases.append(
            Gathered(
                pk,
                facts.CaseFacts(
                    ref=ref("offender", pk),
                    placements=placements,
                    exempt_spans=exempt_spans,
                    absences=absences_of([Away(*row) for row in away.get(pk, ())]),
                    assignments=tuple(_assignments(assigned.get(pk, ()), posted.get(pk, ()))),
                    **own,
                ),
                places.facilities[home] if home is not None else None,
            )
        )
    return cases


def _with_whom_they_count_for(
    notes: Iterable[NoteRow], assigned: Sequence[tuple[Any, ...]], covers: Sequence[tuple[Any, ...]]
) -> tuple[facts.Note, ...]:
    """Notes by others than the officer in charge, with the officer for whom they count.

    One that counted when it was signed, or whose author is by now recorded as having stood in for
    the officer that day.
    """
    found = []
    for note, author, for_officer in notes:
        on_behalf_of = ""
        if for_officer or covers:
            officer = next(
                (
                    held_by
                    for _, held_by, from_on, until_on in assigned
                    if from_on <= note.on and (until_on is None or note.on <= until_on)
                ),
                None,
            )
            stood_in = any(
                (covered, colleague) == (officer, author) and first <= note.on <= last
                for _, _, covered, colleague, first, last in covers
            )
            if officer is not None and officer != author and (for_officer or stood_in):
                on_behalf_of = ref("user", officer)
        found.append(replace(note, on_behalf_of=on_behalf_of) if on_behalf_of else note)
    return tuple(found)


def _assignments(
    rows: Iterable[tuple[Any, ...]], postings: Iterable[tuple[Any, ...]]
) -> Iterable[facts.Assignment]:
    """Who held the case, and for which facility where the officer was posted to one alone."""
    there: dict[int, set[int]] = defaultdict(set)
    for pk, assigned_from, _, facility, from_on, until_on in postings:
        if from_on <= assigned_from and (until_on is None or assigned_from <= until_on):
            there[pk].add(facility)
    for pk, officer, from_on, until_on in rows:
        facilities = there.get(pk, set())
        yield facts.Assignment(
            ref=ref("assignment", pk),
            officer=ref("user", officer),
            from_on=from_on,
            until_on=until_on,
            facility=ref("facility", next(iter(facilities))) if len(facilities) == 1 else "",
        )
