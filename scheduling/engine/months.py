"""What one month of a case holds: contact, residence, a warrant asked for, and what was entered."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from scheduling.engine.facts import CaseFacts, CustodyBooking, Enrolment, Note, WarrantRequest
from scheduling.engine.results import FactUsed
from scheduling.policy.dates import Period
from scheduling.policy.vocabulary import QuotaFulfilment, QuotaWhen

#: The reasons for no contact that follow from other records.
RESIDENTIAL, WARRANT, IN_CUSTODY = "residential_treatment", "warrant", "in_custody"
REASONS = frozenset({RESIDENTIAL, WARRANT, IN_CUSTODY})

#: With whom contact is made to confirm that the person lives where treatment is given.
RESIDENTIAL_STAFF = "residential_staff"

Owed = tuple[str, tuple[FactUsed, ...]]


def condition(
    when: QuotaWhen, facts: CaseFacts, notes: list[Note], period: Period, due_on: date
) -> Owed | None:
    """Whether the month owes it: its kind and the records that say so; None: not owed.

    no_contact: nobody reached the person in the month; the kind is the reason that other records
    give for it. residential: in residential treatment in the month. warrant: a warrant is to be
    asked for, or was given as the reason.
    """
    if _ended(facts, due_on):
        return None
    if when == "no_contact":
        return _no_contact(facts, notes, period)
    if when == "residential":
        stays = _residences(facts, period)
        return (
            ("", (FactUsed("Residential since", stays[0].opened_on, stays[0].ref),))
            if (stays)
            else None
        )
    return _warrant(facts, period)


def _ended(facts: CaseFacts, due_on: date) -> bool:
    """Whether supervision has ended by that day; where no term is recorded it goes on."""
    terms = facts.supervisions
    return bool(terms) and all(t.ended_on is not None and t.ended_on <= due_on for t in terms)


def _no_contact(facts: CaseFacts, notes: list[Note], period: Period) -> Owed | None:
    for note in _in(notes, period):
        if note.counts and note.contact and not note.collateral:
            return None
    warrant = _pending(facts, period)
    if warrant is not None:
        used = FactUsed("Warrant to be requested", _since(warrant), warrant.ref)
        return WARRANT, (used,)
    stays = _residences(facts, period)
    if stays:
        return RESIDENTIAL, (FactUsed("Residential since", stays[0].opened_on, stays[0].ref),)
    held = _bookings(facts, period)
    if held:
        return IN_CUSTODY, (FactUsed("In custody since", held[0].booked_on, held[0].ref),)
    return "", ()


def _in(notes: list[Note], period: Period) -> list[Note]:
    first = bisect_left(notes, period.first_on, key=lambda note: note.on)
    found = []
    for index in range(first, len(notes)):
        if notes[index].on > period.last_on:
            break
        found.append(notes[index])
    return found


def _residences(facts: CaseFacts, period: Period) -> list[Enrolment]:
    """Residential enrolments open on the month's last day."""
    return sorted(
        (
            e
            for e in facts.enrolments
            if e.residential
            and e.opened_on <= period.last_on
            and (e.closed_on is None or e.closed_on > period.last_on)
        ),
        key=lambda e: (e.opened_on, e.ref),
    )


def _bookings(facts: CaseFacts, period: Period) -> list[CustodyBooking]:
    """In custody on the month's last day."""
    return sorted(
        (
            b
            for b in facts.bookings
            if b.booked_on <= period.last_on
            and (b.released_on is None or b.released_on > period.last_on)
        ),
        key=lambda b: (b.booked_on, b.ref),
    )


def _since(request: WarrantRequest) -> date | None:
    days = [day for day in (request.opened_on, request.prepared_on) if day is not None]
    return min(days, default=None)


def _pending(facts: CaseFacts, period: Period) -> WarrantRequest | None:
    """A request that was pending on some day of the month, the oldest first."""
    found = []
    for request in facts.warrant_requests:
        since = _since(request)
        if since is None or since > period.last_on:
            continue
        if request.decided_on is None or request.decided_on >= period.first_on:
            found.append((since, request.ref, request))
    return min(found)[2] if found else None


def _warrant(facts: CaseFacts, period: Period) -> Owed | None:
    request = _pending(facts, period)
    if request is not None:
        return "", (FactUsed("Warrant to be requested", _since(request), request.ref),)
    for given in facts.no_contact_reasons:
        if given.reason == WARRANT and period.holds(given.month):
            return "", (FactUsed("Reason for no contact: warrant", given.entered_on, given.ref),)
    return None


def done(
    by: QuotaFulfilment, facts: CaseFacts, notes: list[Note], period: Period
) -> tuple[date, str] | None:
    """When and by which record the month's duty was fulfilled."""
    found: list[tuple[date, str]] = []
    if by == "no_contact_reason":
        found = [
            (given.entered_on, given.ref)
            for given in facts.no_contact_reasons
            if period.holds(given.month)
        ]
    elif by == "residential_contact":
        found = [
            (note.on, note.ref)
            for note in _in(notes, period)
            if note.counts and note.collateral == RESIDENTIAL_STAFF
        ]
    elif by == "warrant_prepared":
        request = _pending(facts, period)
        if request is not None and request.prepared_on is not None:
            # Prepared in an earlier month and still pending: nothing more is owed in this one.
            found = [(request.prepared_on, request.ref)]
    return min(found, default=None)
