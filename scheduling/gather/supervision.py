"""Supervision, custody elsewhere, programs, and the junctures of a way through custody and back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from offenders.models import CustodyBooking, Enrolment, EnrolmentVerification, SupervisionTerm
from offenders.models.programs import EnrolmentResult
from offenders.models.supervision import SupervisionEnd, SupervisionKind
from scheduling.engine import facts
from scheduling.gather.sources import Source
from scheduling.refs import ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduling.gather.placements import Stay

#: Kinds of supervision that begin with a release from custody.
_AFTER_RELEASE = frozenset({SupervisionKind.PAROLE, SupervisionKind.POST_RELEASE})

#: Departures that are a release; a discharge from prison is one too, with no supervision after it.
_RELEASES = frozenset({"parole", "discharge"})


def _supervision(
    pk: int,
    from_on: date,
    expires_on: date | None,
    ended_on: date | None,
    ended_how: str,
    kind: str,
) -> facts.Supervision:
    return facts.Supervision(ref("supervision", pk), from_on, expires_on, ended_on, ended_how, kind)


class Enrolled(NamedTuple):
    """An enrolment, in the order of its source's columns."""

    pk: int
    program: str
    opened_on: date
    closed_on: date | None
    result: str
    residential: bool


class Booked(NamedTuple):
    """A custody booking, in the order of its source's columns."""

    pk: int
    booked_on: date
    released_on: date | None
    typed_on: date | None
    booking_type: str
    sentenced: bool
    planned_release_on: date | None

    def fact(self) -> facts.CustodyBooking:
        """The booking as the engine reads it."""
        return facts.CustodyBooking(
            ref("booking", self.pk),
            self.booked_on,
            self.released_on,
            self.typed_on,
            self.booking_type,
            self.sentenced,
        )


SOURCES: dict[str, Source] = {
    "supervisions": Source(
        lambda: SupervisionTerm.objects.standing(),
        ("pk", "from_on", "expires_on", "ended_on", "ended_how", "kind"),
        _supervision,
    ),
    "bookings": Source(
        lambda: CustodyBooking.objects.standing(),
        (
            "pk",
            "booked_on",
            "released_on",
            "typed_on",
            "booking_type",
            "sentenced",
            "planned_release_on",
        ),
        lambda *row: Booked(*row),
    ),
    "enrolments": Source(
        lambda: Enrolment.objects.all(),
        ("pk", "program__name", "opened_on", "closed_on", "result", "program__residential"),
        lambda *row: Enrolled(*row),
    ),
    "verifications": Source(
        lambda: EnrolmentVerification.objects.filter(still_valid=True),
        ("enrolment_id", "on", "pk"),
        lambda *row: row[:2],
        by="enrolment__offender_id",
    ),
}


def enrolments_of(
    enrolled: Iterable[Enrolled], verified: Iterable[tuple[int, date]]
) -> tuple[facts.Enrolment, ...]:
    """Enrolments with the days on which somebody found them still valid."""
    days: defaultdict[int, list[date]] = defaultdict(list)
    for pk, on in verified:
        days[pk].append(on)
    return tuple(
        facts.Enrolment(
            ref("enrolment", row.pk),
            row.program,
            row.opened_on,
            row.closed_on,
            tuple(sorted(days[row.pk])),
            row.residential,
        )
        for row in enrolled
    )


def milestones_of(
    stays: Sequence[Stay],
    sentences: Sequence[facts.Sentence],
    departures: Sequence[facts.Departure],
    made: dict[str, tuple[Any, ...]],
) -> tuple[facts.Milestone, ...]:
    """The junctures at which documents are owed, from whatever records the agency keeps.

    A prison's come from arrivals, release dates and departures, a community agency's from terms
    of supervision and from bookings in which a sentence is served. What is planned and what came
    of it have one name, so that a date which moves moves what is due.
    """
    found = [
        *_in_prison(stays, sentences, departures),
        *_in_custody_elsewhere(made.get("bookings", ())),
    ]
    released_on = {one.on for one in found if one.kind == "release"}
    found += _under_supervision(made.get("supervisions", ()), released_on)
    for row in made.get("enrolments", ()):
        if row.closed_on is not None and row.result == EnrolmentResult.COMPLETED:
            found.append(
                facts.Milestone(ref("enrolment", row.pk), "program_completed", row.closed_on)
            )
    return tuple(found)


def _in_prison(
    stays: Sequence[Stay],
    sentences: Sequence[facts.Sentence],
    departures: Sequence[facts.Departure],
) -> Iterator[facts.Milestone]:
    left = sorted(departures, key=lambda one: (one.on, one.ref))
    after: date | None = None
    for departure in [*left, None]:
        until = departure.on if departure is not None else None
        arrived = [
            stay
            for stay in stays
            if (after is None or stay.arrived_on >= after)
            and (until is None or stay.arrived_on < until)
        ]
        if arrived:
            intake = ref("movement", arrived[0].arrival)
            yield facts.Milestone(intake, "intake", arrived[0].arrived_on)
            ends = _planned_end(sentences, until)
            if ends is not None:
                yield facts.Milestone(f"{intake}/release", "planned_release", ends)
            if departure is not None and departure.kind in _RELEASES:
                yield facts.Milestone(f"{intake}/release", "release", departure.on)
        after = until


def _planned_end(sentences: Sequence[facts.Sentence], until: date | None) -> date | None:
    """The end by the last determination before leaving."""
    known = [one for one in sentences if until is None or one.effective_on <= until]
    last = max(known, key=lambda one: (one.effective_on, len(one.ref), one.ref), default=None)
    return last.effective_end if last is not None else None


def _in_custody_elsewhere(bookings: Iterable[Booked]) -> Iterator[facts.Milestone]:
    for row in bookings:
        if not row.sentenced:
            continue
        name = ref("booking", row.pk)
        yield facts.Milestone(name, "intake", row.booked_on)
        if row.planned_release_on is not None:
            yield facts.Milestone(f"{name}/release", "planned_release", row.planned_release_on)
        if row.released_on is not None:
            yield facts.Milestone(f"{name}/release", "release", row.released_on)


def _under_supervision(
    terms: Iterable[facts.Supervision], released_on: set[date]
) -> Iterator[facts.Milestone]:
    for term in terms:
        if term.kind in _AFTER_RELEASE and term.from_on not in released_on:
            yield facts.Milestone(term.ref, "release", term.from_on)
        end = f"{term.ref}/discharge"
        if term.expires_on is not None:
            yield facts.Milestone(end, "planned_discharge", term.expires_on)
        if term.ended_on is not None and term.ended_how == SupervisionEnd.COMPLETED:
            yield facts.Milestone(end, "discharge", term.ended_on)
