"""The assignments file: which officer had whom, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from agency.roles import CASE_HOLDING_ROLES
from casemgmt.importing.custody import standing
from casemgmt.importing.saver import Saver
from offenders.models import CaseAssignment
from offenders.models.custody import DEPARTURE_KINDS

if TYPE_CHECKING:
    from agency.models import User
    from casemgmt.importing.context import Context
    from casemgmt.importing.person import Batch, Person
    from casemgmt.importing.staging import Row
    from offenders.models import Movement

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Claim:
    """What a row says, or a stored assignment that movements end; `stored` is what it changes."""

    row: Row | None
    officer: User | None
    from_on: date
    until_on: date | None
    stored: CaseAssignment | None
    end_reason: str = ""


def import_assignments(batch: Batch) -> None:
    """Add and change assignments; end those that a departure or a transfer ends."""
    context = batch.context
    stored = batch.by_person(
        CaseAssignment.objects.filter(offender_id__in=batch.pks()).order_by("from_on", "pk")
    )
    # The database refuses an overlap at once, so what shrinks goes first.
    shorter, longer = Saver(context, CaseAssignment), Saver(context, CaseAssignment)
    for person in batch.known():
        person.assignments = stored[person.pk]
        claims = [
            claim for row in person.rows["assignments"] if (claim := _claim(context, person, row))
        ]
        claims = _without_overlaps(context, person, claims)
        person.drop_refused("assignments")
        claims += _ended_by_movements(context, person, claims)
        for claim in claims:
            _save(context, person, claim, shorter, longer)
    shorter.write()
    longer.write()


def _claim(context: Context, person: Person, row: Row) -> Claim | None:
    """What a row asks for; None when it is refused or says what is stored."""
    values = row.values
    officer = context.user_of(row, "officer", values["officer"])
    places = person.places_on(values["from_on"])
    place = context.facility_by_pk[places[0]] if places else None
    if values["from_on"] > context.today(place):
        context.refuse(row, "from_on", "It lies in the future.")
    until = values.get("until_on")
    if until is not None and until < values["from_on"]:
        context.refuse(row, "until_on", "It ends before it starts.")
    if row.refused or officer is None:
        return None
    stored = _stored(person, officer, values["from_on"])
    reason = ""
    if "until_on" not in values and stored is not None:
        until = stored.until_on
    elif until is None:
        until, reason = _end_of_custody(context, person, officer.pk, values["from_on"])
    if stored is not None:
        # Imports name nobody as who ended it: somebody here did, and an empty cell that says what
        # it said before does not undo that.
        ended_here = stored.until_on is not None and stored.end_recorded_by_id is not None
        if (
            stored.withdrawn_at is not None
            or stored.until_on == until
            or (ended_here and values.get("until_on") is None)
        ):
            person.count(context, row)
            return None
    elif not _may_hold(context, row, person, officer):
        return None
    return Claim(row, officer, values["from_on"], until, stored, reason)


def _stored(person: Person, officer: User, from_on: date) -> CaseAssignment | None:
    same = [a for a in person.assignments if a.officer_id == officer.pk and a.from_on == from_on]
    return min(same, key=lambda a: (a.withdrawn_at is not None, a.pk), default=None)


def _may_hold(context: Context, row: Row, person: Person, officer: User) -> bool:
    """Whether the officer was posted, that day, where the person was, in a role that may hold
    cases; refuses the row otherwise."""
    on = row.values["from_on"]
    places = person.places_on(on)
    if not places:
        lines = person.refused["movements"]
        because = f" It depends on line {lines[0]} of movements, which is refused." if lines else ""
        context.refuse(row, "from_on", f"The person is placed nowhere that day.{because}")
    elif not any(_posted(context, officer.pk, place, on) for place in places):
        postings = context.refused_staff_lines(officer.username)
        because = f" It depends on {postings} of staff, refused." if postings else ""
        context.refuse(
            row,
            "officer",
            "Not staff at the person's facility that day in a role that may hold cases." + because,
        )
    return not row.refused


def _posted(context: Context, user_id: int, facility_id: int | None, on: date) -> bool:
    return any(
        posting.facility_id == facility_id
        and posting.role in CASE_HOLDING_ROLES
        and posting.holds_on(on)
        for posting in context.postings.get(user_id, ())
    )


def _end_of_custody(
    context: Context, person: Person, officer_id: int, from_on: date
) -> tuple[date | None, str]:
    """The last day of an assignment without an end: the day before a departure, or before a
    permanent move to a facility where the officer is not posted. OP-060101, III.A.2; COPP 10.3,
    Case allocation."""
    for movement in _effective(person):
        on = movement.occurred_on
        departs = movement.kind in DEPARTURE_KINDS and on >= from_on
        moves = (
            movement.kind == "transfer"
            and bool(movement.permanent)
            and on > from_on
            and not _posted(context, officer_id, movement.facility_id, on)
        )
        if departs or moves:
            return max(from_on, on - ONE_DAY), movement.get_kind_display()
    return None, ""


def _effective(person: Person) -> list[Movement]:
    impossible = {pk for pk, _ in person.custody.contradictions}
    return sorted(
        (m for m in standing(person.movements) if m.pk not in impossible),
        key=lambda m: m.occurred_at,
    )


def _ended_by_movements(context: Context, person: Person, claims: list[Claim]) -> list[Claim]:
    """Stored assignments without an end, of which no row speaks, that new movements end."""
    if not person.changes.get("movements"):
        return []
    spoken_of = {claim.stored.pk for claim in claims if claim.stored is not None}
    ended = []
    for stored in person.assignments:
        if stored.until_on is None and stored.withdrawn_at is None and stored.pk not in spoken_of:
            until, reason = _end_of_custody(context, person, stored.officer_id, stored.from_on)
            if until is not None:
                ended.append(Claim(None, None, stored.from_on, until, stored, reason))
    return ended


def _without_overlaps(context: Context, person: Person, claims: list[Claim]) -> list[Claim]:
    """Refuse the rows after the first in time; what is stored was there before."""
    taken = {a.pk: (a.from_on, a.until_on) for a in person.assignments if a.withdrawn_at is None}
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (c.from_on, c.stored is None)):
        own = claim.stored.pk if claim.stored is not None else 0
        spans = [span for pk, span in taken.items() if pk != own]
        twins = [c for c in claims if c is not claim and c.from_on == claim.from_on]
        tied = claim.stored is None and any(twin.stored is None for twin in twins)
        assert claim.row is not None
        if any(_overlap(claim, span) for span in spans):
            context.refuse(
                claim.row, "from_on", "Another officer has the person on some of these days."
            )
        elif tied:
            others = ", ".join(str(twin.row.line) for twin in twins if twin.row is not None)
            context.refuse(
                claim.row,
                "from_on",
                f"Line {others} gives the person to another officer from the same day.",
            )
        else:
            taken[own or -len(kept) - 1] = (claim.from_on, claim.until_on)
            kept.append(claim)
    return kept


def _overlap(claim: Claim, span: tuple[date, date | None]) -> bool:
    from_on, until_on = span
    return (until_on is None or claim.from_on <= until_on) and (
        claim.until_on is None or from_on <= claim.until_on
    )


def _save(context: Context, person: Person, claim: Claim, shorter: Saver, longer: Saver) -> None:
    ended = claim.until_on is not None
    end: dict[str, Any] = {
        "until_on": claim.until_on,
        "end_reason": claim.end_reason,
        "end_recorded_at": context.now if ended else None,
        "end_recorded_by": None,
    }
    if claim.stored is None:
        assert claim.officer is not None
        assignment = CaseAssignment(
            offender_id=person.pk,
            officer=claim.officer,
            from_on=claim.from_on,
            reason=context.source,
            recorded_at=context.now,
            recorded_by=context.by,
            **end,
        )
        longer.new.append(assignment)
        person.assignments = [*person.assignments, assignment]
    else:
        before = claim.stored.until_on
        shrinks = ended and (before is None or claim.until_on < before)  # type: ignore[operator]
        (shorter if shrinks else longer).change(claim.stored, end)
    if claim.row is not None:
        person.count(context, claim.row, new=claim.stored is None, changed=True)
    else:
        person.changes.setdefault("assignments", 1)
