"""The movements file, and the placements and absences that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casemgmt.importing.context import TimeRefused
from offenders.models import Absence, Movement, MovementKind, Placement
from offenders.models.custody import KINDS_WITH_FACILITY
from offenders.rules import derive_custody, in_order
from offenders.services.custody import absences_from, as_moved, placements_from

if TYPE_CHECKING:
    from datetime import datetime

    from agency.models import Facility
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row

BATCH = 1_000
NEEDS_PERMANENT = frozenset({MovementKind.ARRIVAL, MovementKind.TRANSFER})
COMPARED = ("kind", "facility_id", "unit_id", "permanent", "reason")


@dataclass(slots=True)
class Planned:
    """A movement that a row asks for; `tip` is the stored one that it corrects."""

    row: Row
    movement: Movement
    tip: Movement | None


def import_movements(batch: Batch) -> None:
    """Add movements and corrections, and make placements and absences what they imply."""
    context = batch.context
    stored = batch.by_person(Movement.objects.filter(offender_id__in=batch.pks()).order_by("pk"))
    new: list[Movement] = []
    moved: list[Person] = []
    for person in batch.known():
        person.movements = stored[person.pk]
        planned = _plan(context, person) if person.rows["movements"] else []
        planned = _without_contradictions(context, person, planned)
        person.drop_refused("movements")
        for plan in planned:
            person.count(context, plan.row, new=plan.tip is None, changed=True)
        if planned:
            new.extend(plan.movement for plan in planned)
            person.movements = [*person.movements, *(plan.movement for plan in planned)]
            moved.append(person)
    Movement.objects.bulk_create(new, batch_size=BATCH)
    for person in batch.known():
        person.custody = derive_custody(as_moved(m) for m in standing(person.movements))
    _rebuild(moved)


def standing(movements: list[Movement]) -> list[Movement]:
    """Those that no other of them corrects, and that are no withdrawal."""
    corrected = {m.corrects_id for m in movements}
    return [m for m in movements if m.pk not in corrected and not m.withdraws]


def _rebuild(people: list[Person]) -> None:
    pks = [person.pk for person in people]
    if not pks:
        return
    Placement.objects.filter(offender_id__in=pks).delete()
    Absence.objects.filter(offender_id__in=pks).delete()
    Placement.objects.bulk_create(
        [row for person in people for row in placements_from(person.custody, person.pk)],
        batch_size=BATCH,
    )
    Absence.objects.bulk_create(
        [row for person in people for row in absences_from(person.custody, person.pk)],
        batch_size=BATCH,
    )


# --- what the rows ask for -----------------------------------------------------------------------


def _plan(context: Context, person: Person) -> list[Planned]:
    """New movements and corrections of one person; unchanged rows are counted on the way."""
    rows = person.rows["movements"]
    _resolve_times(context, person, rows)
    _refuse_same_moment(context, rows)
    planned = []
    for row in rows:
        if row.refused:
            continue
        at = row.values["_at"]
        same = [m for m in person.movements if m.occurred_at == at]
        word = _last_word(same)
        movement = _movement(context, person, row, word)
        if movement is None:
            continue
        if word is not None and all(
            getattr(movement, name) == getattr(word, name) for name in COMPARED
        ):
            person.count(context, row)
            continue
        tip = _tip(word, person.movements) if word is not None else None
        if tip is not None:
            movement.corrects = tip
            movement.origin_id = tip.origin_id_or_own
        planned.append(Planned(row, movement, tip))
    return planned


def _last_word(same: list[Movement]) -> Movement | None:
    """What was said last about that moment: by an import, else by anyone.

    A correction that somebody made here is not undone by a row that says again what it said
    before; a row that says something new is newer than the correction.
    """
    imported = [m for m in same if m.source and not m.withdraws]
    return max(imported or same, key=lambda m: m.pk, default=None)


def _tip(word: Movement, movements: list[Movement]) -> Movement:
    """The newest row of a chain of corrections."""
    by_corrected = {m.corrects_id: m for m in movements if m.corrects_id}
    while word.pk in by_corrected:
        word = by_corrected[word.pk]
    return word


def _movement(context: Context, person: Person, row: Row, word: Movement | None) -> Movement | None:
    """The unsaved movement of a row; None when it is refused for what cannot be."""
    kind = row.values["kind"]
    place: Facility | None = row.values["_place"]
    if "facility" not in row.values and word is not None and word.facility_id is not None:
        place = context.facility_by_pk[word.facility_id]
    if "unit" in row.values:
        unit = context.unit_of(row, place, row.values["unit"]) if place else None
        if place is None and row.values["unit"] is not None:
            context.refuse(row, "unit", f"A {kind} names no unit.")
        unit_id = unit.pk if unit else None
    else:
        unit_id = word.unit_id if word else None
    permanent = row.get("permanent", word.permanent if word else None)
    reason = row.get("reason", word.reason if word else "") or ""
    if kind in KINDS_WITH_FACILITY and place is None:
        context.refuse(row, "facility", "Say to which facility.")
    if kind not in KINDS_WITH_FACILITY and place is not None:
        context.refuse(row, "facility", f"A {kind} names no facility.")
    if kind in NEEDS_PERMANENT and permanent is None:
        context.refuse(row, "permanent", "Say whether the placement is permanent.")
    at = row.values["_at"]
    if at > context.now:
        context.refuse(row, "occurred_at", "It lies in the future.")
    if row.refused:
        return None
    return Movement(
        offender_id=person.pk,
        kind=kind,
        facility_id=place.pk if place else None,
        unit_id=unit_id,
        occurred_at=at,
        occurred_on=context.local_date(at, row.values["_zone_of"]),
        permanent=permanent,
        reason=reason,
        recorded_at=context.now,
        recorded_by=context.by,
        source=context.source,
    )


# --- time ----------------------------------------------------------------------------------------


def _resolve_times(context: Context, person: Person, rows: list[Row]) -> None:
    """Set `_place`, `_zone_of` (whose wall clock counts) and `_at` of each row, or refuse it."""
    for row in rows:
        code = row.values.get("facility")
        row.values["_place"] = context.facility_of(row, "facility", code)
    timeline = _whereabouts(context, person, rows)
    for row in rows:
        if row.refused:
            continue
        written = row.values["occurred_at"]
        place = row.values["_place"] or _last_place(context, timeline, written)
        row.values["_zone_of"] = place
        try:
            row.values["_at"] = context.moment(written, place)
        except TimeRefused as refused:
            context.refuse(row, "occurred_at", str(refused))


def _whereabouts(
    context: Context, person: Person, rows: list[Row]
) -> list[tuple[datetime, Facility]]:
    """When the person came to which facility, from stored movements and from rows."""
    came = [
        (m.occurred_at, context.facility_by_pk[m.facility_id])
        for m in standing(person.movements)
        if m.facility_id is not None
    ]
    for row in rows:
        place = row.values["_place"]
        if place is not None and not row.refused:
            try:
                came.append((context.moment(row.values["occurred_at"], place), place))
            except TimeRefused:
                continue  # refused where its own time is read
    came.sort(key=lambda arrival: (arrival[0], arrival[1].code))
    return came


def _last_place(
    context: Context, came: list[tuple[datetime, Facility]], written: datetime
) -> Facility | None:
    """Where the person was by the clock on the wall there."""
    for since, place in reversed(came):
        moment = written if written.tzinfo else written.replace(tzinfo=context.zone(place))
        if since <= moment:
            return place
    return None


def _refuse_same_moment(context: Context, rows: list[Row]) -> None:
    """Two ways to write one moment are one key."""
    lines: dict[datetime, list[Row]] = {}
    for row in rows:
        if not row.refused:
            lines.setdefault(row.values["_at"], []).append(row)
    for same in lines.values():
        for row in same if len(same) > 1 else ():
            others = ", ".join(str(other.line) for other in same if other is not row)
            context.refuse(row, "occurred_at", f"The same moment as line {others}.")


# --- what cannot be ------------------------------------------------------------------------------


def _without_contradictions(
    context: Context, person: Person, planned: list[Planned]
) -> list[Planned]:
    """Refuse what cannot be with what is stored and with what else is sent."""
    if not planned:
        return []
    known = set(derive_custody(as_moved(m) for m in standing(person.movements)).contradictions)
    while planned:
        by_id = {-index: plan for index, plan in enumerate(planned, start=1)}
        corrected = {plan.tip.pk for plan in planned if plan.tip is not None}
        moves = [as_moved(m) for m in standing(person.movements) if m.pk not in corrected]
        moves += [as_moved(plan.movement, number) for number, plan in by_id.items()]
        custody = derive_custody(moves)
        at_fault = [(pk, what) for pk, what in custody.contradictions if pk in by_id]
        spoilt = [c for c in custody.contradictions if c[0] not in by_id and c not in known]
        if spoilt and not at_fault:
            # A stored movement could not be so any more: the sent one before it is at fault.
            ordered = [move.id for move in in_order(moves)]
            before = ordered[: ordered.index(spoilt[0][0])]
            culprit = next((pk for pk in reversed(before) if pk in by_id), next(iter(by_id)))
            what = f"With it a stored movement could not be so: {spoilt[0][1]}"
            at_fault = [(culprit, what)]
        if not at_fault:
            return planned
        lines = _refused_lines(person)
        for pk, what in at_fault:
            context.refuse(by_id[pk].row, "kind", what + _because(what, lines))
        planned = [plan for plan in planned if not plan.row.refused]
    return planned


def _refused_lines(person: Person) -> str:
    """The refused movements of a person: "line 4", "lines 4, 9", or nothing."""
    lines = sorted(
        {row.line for row in person.rows["movements"] if row.refused}
        | set(person.refused["movements"])
    )
    if not lines:
        return ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _because(what: str, lines: str) -> str:
    """Which refused movements may have made one impossible that lacks something before it."""
    if not lines:
        return ""
    if "nowhere" in what or "without" in what or "not placed" in what:
        return f" It depends on {lines} of movements, refused."
    return f" Of the same person {lines} of movements is refused too."
