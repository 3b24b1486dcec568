"""Facts of made-up cases under the county's policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scheduling.engine.facts import (
    AssessmentMade,
    Assignment,
    CaseFacts,
    CoachingItem,
    Conference,
    CustodyBooking,
    Enrolment,
    Exemption,
    Facts,
    NoContactReason,
    Note,
    OfficerFacts,
    PlanEvent,
    Submission,
    Supervision,
    WarrantRequest,
)
from scheduling.policy.dates import month_end
from scheduling.scenario_keys import Keys
from scheduling.scenario_readers.common import Read, exemptions


def probation(keys: Keys, _: frozenset[str]) -> Read:
    """One officer's conferences, or one case: a month of it, its programs, its assessments."""
    exempt = exemptions(keys)
    month = keys.month("month")
    officer = _officer(keys, exempt)
    case = _probationer(keys, month, exempt)
    subjects: list[Facts] = [found for found in (officer, case) if found is not None]
    if month is None:
        return Read(tuple(subjects))
    return Read(tuple(subjects), month, month_end(month))


def _officer(keys: Keys, exempt: tuple[Exemption, ...]) -> OfficerFacts | None:
    name, supervisor = keys.text("officer"), keys.text("supervisor")
    conferences = [
        Conference(f"conference:held-{index}", on, supervisor, None, on)
        for index, on in enumerate(keys.day_or_days("held"), start=1)
    ]
    conferences += _set_for(keys, supervisor)
    coaching = []
    for index, entry in enumerate(keys.objects("coaching"), start=1):
        coaching.append(
            CoachingItem(
                f"coaching:{index}",
                entry.needed_day("agreed"),
                entry.needed_day("next_check"),
                entry.day("closed"),
            )
        )
        entry.finish()
    reviews = tuple(
        Submission(f"review:{index}", on, "statistical_review")
        for index, on in enumerate(keys.days("statistical_reviews"), start=1)
    )
    if not (name or conferences or coaching or reviews):
        return None
    return OfficerFacts(
        name or "officer:1",
        supervisor=supervisor,
        submissions=reviews,
        conferences=tuple(conferences),
        coaching=tuple(coaching),
        exemptions=exempt,
    )


def _set_for(keys: Keys, supervisor: str) -> list[Conference]:
    """One conference with its notice; moved, it needs its notice for the new day."""
    on, noticed = keys.day("conference"), keys.first_day("notice_sent", "notice_sent_on")
    moved = keys.first_day("rescheduled_to", "moved_to")
    again = keys.first_day("new_notice_sent", "second_notice_sent", "new_notice")
    keys.first_day("rescheduled_on", "moved_on")
    held = keys.first_day("conference_held", "held_on")
    evaluated = keys.first_day("evaluated", "evaluated_on")
    cancelled = keys.first_day("cancelled", "cancelled_on")
    if on is None and held is None:
        return []
    set_for = moved or on or held
    assert set_for is not None
    if moved is not None and on is not None and (moved < on or again is not None):
        noticed = again
    return [Conference("conference:1", set_for, supervisor, noticed, held, cancelled, evaluated)]


def _probationer(keys: Keys, month: date | None, exempt: tuple[Exemption, ...]) -> CaseFacts | None:
    received = keys.first_day("received", "assigned")
    dpo = keys.text("dpo") or "DPO"
    left = keys.first_day("discharged", "supervision_ended")
    enrolments = _enrolments(keys, month)
    bookings = _bookings(keys, received)
    assessments = _assessments(keys)
    notes, reasons, warrants = _month(keys, month)
    plans = tuple(
        PlanEvent(f"plan:{index}", "case_plan", "approved", on)
        for index, on in enumerate(keys.day_or_days("case_plan"), start=1)
    )
    from_on = received or month
    if from_on is None and enrolments:
        from_on = enrolments[0].opened_on
    if from_on is None and bookings:
        from_on = bookings[0].booked_on
    if from_on is None and assessments:
        from_on = assessments[0].on
    if from_on is None:
        return None
    terms = () if left is None else (Supervision("term:1", from_on, ended_on=left,
                                                 ended_how="completed"),)  # fmt: skip
    return CaseFacts(
        "offender:1",
        assignments=(Assignment("assignment:1", dpo, from_on),),
        enrolments=enrolments,
        bookings=bookings,
        assessments=assessments,
        notes=notes,
        no_contact_reasons=reasons,
        warrant_requests=warrants,
        plan_events=plans,
        supervisions=terms,
        exemptions=exempt,
    )


def _enrolments(keys: Keys, month: date | None) -> tuple[Enrolment, ...]:
    found: list[Enrolment] = []
    opened, closed = keys.day("opened_on"), keys.day("closed_on")
    verified = [*keys.day_or_days("verified_on"), *keys.day_or_days("verified")]
    if opened is not None:
        found.append(Enrolment("enrolment:1", "", opened, closed, tuple(verified)))
    if keys.flag("residential") and month is not None:
        found.append(Enrolment("enrolment:residential", "", month, residential=True))
    return tuple(found)


def _bookings(keys: Keys, received: date | None) -> tuple[CustodyBooking, ...]:
    held = keys.flag("in_custody")
    booked = keys.first_day("booked", "booked_on", "custody_from")
    released = keys.first_day("released", "released_on", "released_from_custody", "release")
    typed = keys.first_day("booking_type_completed", "typed_on")
    kind = keys.text("booking_type")
    if not held and booked is None:
        return ()
    from_on = booked or received
    if from_on is None:
        raise keys.refuse("booked", "expected a date, since no other says when custody began")
    return (CustodyBooking("booking:1", from_on, released, typed, kind),)


def _assessments(keys: Keys) -> tuple[AssessmentMade, ...]:
    prior = keys.first_day("prior_assessment", "last_assessment")
    done = keys.first_day("assessed", "assessed_on", "assessment_done")
    refused = keys.flag("interview_refused")
    found: list[AssessmentMade] = []
    if prior is not None and not refused:
        # One at which the interview was refused is no assessment on which to build.
        found.append(AssessmentMade("assessment:prior", "LS/CMI", prior))
    if done is not None:
        found.append(AssessmentMade("assessment:new", "LS/CMI", done))
    return tuple(found)


def _month(
    keys: Keys, month: date | None
) -> tuple[tuple[Note, ...], tuple[NoContactReason, ...], tuple[WarrantRequest, ...]]:
    """What was entered about one month."""
    contacts = keys.count("contacts") or 0
    confirmed = keys.first_day("residential_confirmed", "staff_contact", "staff_contact_on")
    reason = _reason(keys, month)
    named = ("warrant_request_pending", "warrant_pending", "warrant")
    pending = True in [keys.flag(key) for key in named]
    prepared = keys.first_day(
        "warrant_request_prepared", "warrant_prepared", "warrant_request_prepared_on"
    )
    submitted = keys.first_day("warrant_request_submitted", "submitted_on")
    decided = keys.first_day("warrant_request_decided", "decided_on")
    if month is None:
        return (), (), ()
    notes = [Note("note:1", "contact", month, month, "DPO")] if contacts else []
    if confirmed is not None:
        notes.append(
            Note(
                "note:staff",
                "contact",
                confirmed,
                confirmed,
                "DPO",
                contact=False,
                collateral="residential_staff",
            )  # fmt: skip
        )
    warrants: tuple[WarrantRequest, ...] = ()
    if pending or prepared is not None:
        warrants = (
            WarrantRequest(
                "warrant:1", prepared, submitted, decided, opened_on=month if pending else None
            ),
        )
    return tuple(notes), reason, warrants


def _reason(keys: Keys, month: date | None) -> tuple[NoContactReason, ...]:
    """A reason entered on a day: an object, or a text with `reason_entered`."""
    entered = keys.first_day("reason_entered", "no_contact_reason_entered", "entered_on")
    raw = keys.values.get("no_contact_reason")
    text = ""
    if isinstance(raw, Mapping):
        entry = keys.object("no_contact_reason")
        assert entry is not None
        text = entry.text("reason", needed=True)
        entered = entry.first_day("entered_on", "entered") or entered
        entry.finish()
    else:
        text = keys.text("no_contact_reason") or keys.text("reason")
    if not text or month is None:
        return ()
    return (NoContactReason("reason:1", month, text, entered or month),)
