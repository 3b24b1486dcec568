"""Reads the facts of many cases with a fixed number of queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from agency.models import Facility, Posting
from agency.roles import CASE_HOLDING_ROLES
from casenotes.models import CaseNote, ContactReport
from offenders.models import (
    Absence,
    CaseAssignment,
    Movement,
    Placement,
    SentenceDetermination,
)
from offenders.models.custody import DEPARTURE_KINDS
from plans.models import PlanReview
from scheduling.engine import facts
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GatheredCase:
    """The facts of one case. facility: where the person is placed for good, or was last."""

    offender_id: int
    facts: facts.CaseFacts
    facility: Facility | None


def gather(offender_ids: Sequence[int]) -> list[GatheredCase]:
    """The facts of these cases, in the order of the ids. Ten queries."""
    places = {place.pk: place for place in Facility.objects.all()}
    sentences = _by_offender(
        SentenceDetermination.objects.standing(), offender_ids, order=("recorded_on", "pk")
    )
    stays = _by_offender(
        Placement.objects.select_related("unit"), offender_ids, order=("arrived_at", "pk")
    )
    absences = _by_offender(Absence.objects.all(), offender_ids)
    departures = _by_offender(
        Movement.objects.standing().filter(kind__in=sorted(DEPARTURE_KINDS)), offender_ids
    )
    assignments = _by_offender(CaseAssignment.objects.standing(), offender_ids)
    reviews = _by_offender(PlanReview.objects.standing(), offender_ids)
    notes = defaultdict(list)
    for row in (
        CaseNote.objects.filter(offender_id__in=offender_ids)
        .order_by()
        .values_list(
            "offender_id",
            "pk",
            "type__code",
            "occurred_on",
            "recorded_on",
            "author_id",
            "assignment_ended_id",
        )
    ):
        notes[row[0]].append(_note(*row[1:]))
    reports = defaultdict(list)
    for row in (
        ContactReport.objects.filter(offender_id__in=offender_ids)
        .order_by()
        .values_list("offender_id", "pk", "kind", "completed_on", "author_id")
    ):
        reports[row[0]].append(
            facts.Report(ref("report", row[1]), row[2], row[3], ref("user", row[4]))
        )
    posted = _facilities_of_officers(assignments)

    cases = []
    for pk in offender_ids:
        placements, exempt_spans = _placements(stays[pk], absences[pk], places)
        cases.append(
            GatheredCase(
                pk,
                facts.CaseFacts(
                    ref=ref("offender", pk),
                    sentences=tuple(_sentence(row) for row in sentences[pk]),
                    placements=placements,
                    exempt_spans=exempt_spans,
                    absences=tuple(_absences(absences[pk])),
                    assignments=tuple(_assignment(row, posted) for row in assignments[pk]),
                    plan_events=tuple(_plan_event(row) for row in reviews[pk]),
                    reports=tuple(reports[pk]),
                    notes=tuple(notes[pk]),
                    departures=tuple(_departure(row) for row in departures[pk]),
                ),
                _home(stays[pk], places),
            )
        )
    return cases


def _by_offender(
    rows: QuerySet[Any], offender_ids: Sequence[int], order: tuple[str, ...] = ("pk",)
) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(offender_id__in=offender_ids).order_by(*order):
        grouped[row.offender_id].append(row)
    return grouped


def _sentence(row: SentenceDetermination) -> facts.Sentence:
    return facts.Sentence(
        ref=ref("sentence", row.pk),
        effective_on=row.recorded_on,
        start_on=row.start_on,
        eed=row.eed,
        edr=row.edr,
        srd=row.srd,
    )


def _home(stays: list[Placement], places: dict[int, Facility]) -> Facility | None:
    """The facility that answers for the case: the latest permanent placement, else the latest."""
    if not stays:
        return None
    latest = max(
        stays, key=lambda stay: (stay.departed_at is None, stay.permanent, stay.arrived_at)
    )
    return places[latest.facility_id]


def _placements(
    stays: list[Placement], absences: list[Absence], places: dict[int, Facility]
) -> tuple[tuple[facts.Placement, ...], tuple[facts.ExemptSpan, ...]]:
    """Placements as the engine reads them: one after the other, each until the next.

    A move within a facility starts nothing unless a local procedure begins or ends with it. The
    end of a temporary placement is a placement back at the permanent facility that starts no
    clock.
    """
    found: list[facts.Placement] = []
    spans: list[facts.ExemptSpan] = []
    home: Placement | None = None
    for stay in stays:
        place = places[stay.facility_id]
        name = ref("movement", stay.arrival_id)
        pieces = _local_procedure_pieces(stay, place)
        for index, (from_on, until_on, procedure) in enumerate(pieces):
            exempt = bool(procedure)
            before = found[-1] if found else None
            if index and exempt:
                spans.append(facts.ExemptSpan(name, from_on, until_on, procedure))
                continue
            if (
                stay.permanent
                and before is not None
                and before.permanent
                and home is not None
                and home.departed_on == from_on
                and before.facility == ref("facility", stay.facility_id)
                and before.exempt == exempt
            ):
                continue
            found.append(
                facts.Placement(
                    ref=name if not index else f"{name}/procedure-ended-{index}",
                    facility=ref("facility", stay.facility_id),
                    arrived_on=from_on,
                    permanent=stay.permanent,
                    exempt=exempt,
                    local_procedure=procedure,
                    unit=ref("unit", stay.unit_id) if stay.unit_id and exempt else "",
                )
            )
        if stay.permanent:
            home = stay
        elif home is not None and stay.departed_on is not None and _outlasts(home, stay):
            back = places[home.facility_id]
            procedure = _procedure_on(home, back, stay.departed_on)
            found.append(
                facts.Placement(
                    ref=f"{ref('movement', stay.arrival_id)}/return",
                    facility=ref("facility", home.facility_id),
                    arrived_on=stay.departed_on,
                    permanent=False,
                    exempt=bool(procedure),
                    local_procedure=procedure,
                )
            )
    return tuple(found), tuple(spans)


def _outlasts(home: Placement, stay: Placement) -> bool:
    """Whether the permanent placement went on after the temporary one had ended."""
    return home.departed_at is None or (
        stay.departed_at is not None and home.departed_at > stay.departed_at
    )


def _procedure_on(stay: Placement, place: Facility, on: date) -> str:
    """The local procedure followed there on that day; the unit's before the facility's."""
    if stay.unit is not None and stay.unit.follows_local_procedure(on):
        return stay.unit.local_procedure
    return place.local_procedure if place.follows_local_procedure(on) else ""


def _local_procedure_pieces(
    stay: Placement, place: Facility
) -> list[tuple[date, date | None, str]]:
    """The stay cut where a local procedure begins or ends: (first day, last day, procedure)."""
    last = stay.departed_on - ONE_DAY if stay.departed_on else None
    cuts = {stay.arrived_on}
    for holder in (place, stay.unit):
        if holder is None or not holder.local_procedure:
            continue
        begins, ends = holder.local_procedure_from, holder.local_procedure_until
        cuts.update(
            day
            for day in (begins, ends + ONE_DAY if ends else None)
            if day and stay.arrived_on < day and (last is None or day <= last)
        )
    days = sorted(cuts)
    return [
        (
            day,
            days[index + 1] - ONE_DAY if index + 1 < len(days) else last,
            _procedure_on(stay, place, day),
        )
        for index, day in enumerate(days)
    ]


def _absences(rows: Iterable[Absence]) -> Iterable[facts.Absence]:
    for row in rows:
        until_on = row.returned_on - ONE_DAY if row.returned_on else None
        if until_on is None or until_on >= row.left_on:
            yield facts.Absence(
                ref=ref("movement", row.movement_id),
                from_on=row.left_on,
                until_on=until_on,
                reason=row.reason,
            )


def _assignment(
    row: CaseAssignment, posted: dict[int, list[tuple[int, date, date | None]]]
) -> facts.Assignment:
    there = {
        facility
        for facility, from_on, until_on in posted.get(row.officer_id, [])
        if from_on <= row.from_on and (until_on is None or row.from_on <= until_on)
    }
    return facts.Assignment(
        ref=ref("assignment", row.pk),
        officer=ref("user", row.officer_id),
        from_on=row.from_on,
        until_on=row.until_on,
        facility=ref("facility", there.pop()) if len(there) == 1 else "",
    )


def _facilities_of_officers(
    assignments: dict[int, list[CaseAssignment]],
) -> dict[int, list[tuple[int, date, date | None]]]:
    officers = {row.officer_id for rows in assignments.values() for row in rows}
    posted = defaultdict(list)
    for user, facility, from_on, until_on in (
        Posting.objects.in_roles(CASE_HOLDING_ROLES)
        .filter(user_id__in=officers, facility__isnull=False)
        .values_list("user_id", "facility_id", "from_on", "until_on")
    ):
        posted[user].append((facility, from_on, until_on))
    return posted


def _plan_event(row: PlanReview) -> facts.PlanEvent:
    return facts.PlanEvent(
        ref=ref("plan_review", row.origin_id_or_own),
        plan=row.plan,
        kind=cast("facts.PlanEventKind", row.kind),
        on=row.done_on,
        by=ref("user", row.done_by_id) if row.done_by_id else "",
        resets_cycle=row.resets_cycle,
    )


def _departure(row: Movement) -> facts.Departure:
    return facts.Departure(
        ref("movement", row.origin_id_or_own),
        cast("facts.DepartureKind", row.kind),
        row.occurred_on,
    )


def _note(
    pk: int,
    kind: str,
    occurred_on: date,
    recorded_on: date,
    author: int,
    assignment_ended: int | None,
) -> facts.Note:
    return facts.Note(
        ref=ref("note", pk),
        kind=kind,
        on=occurred_on,
        recorded_on=recorded_on,
        author=ref("user", author),
        assignment=ref("assignment", assignment_ended) if assignment_ended else "",
    )
