"""What starts or ends a clock, read from the facts: one function for each event.

An occasion names the record, its day, and what fulfils a deadline that answers to it. The shape
`deadline` does the arithmetic and knows no records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from scheduling.engine.context import Outcome
from scheduling.engine.facts import (
    AssessmentMade,
    CaseFacts,
    FacilityFacts,
    Milestone,
    OfficerFacts,
    PlanEvent,
)
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Custody, Timeline, by_day
from scheduling.policy.dates import add_days
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline, Event


class Occasion(NamedTuple):
    """An event that happened or is planned.

    `ref` names it in the key of an obligation. `done`: when and by which record a deadline for it
    was fulfilled. `ended`: how it ends otherwise. `at`, `done_at`: local times where hours count.
    `officer`: whose it is, where the record says so. `not_after`, `not_before`: bounds of the
    date, with the words for the lower one.
    """

    ref: str
    on: date
    label: str
    done: tuple[date, str] | None = None
    ended: Outcome | None = None
    at: datetime | None = None
    done_at: datetime | None = None
    officer: str | None = None
    used: tuple[FactUsed, ...] = ()
    not_after: date | None = None
    not_before: date | None = None


def _assessed(
    facts: CaseFacts, instrument: str, from_on: date, until: date | None = None
) -> AssessmentMade | None:
    """The first assessment with that instrument ("" is any) from a day until before another."""
    return next(
        (
            made
            for made in by_day(facts.assessments, "on")
            if made.on >= from_on
            and (until is None or made.on < until)
            and (not instrument or made.instrument == instrument)
        ),
        None,
    )


def _planned(events: list[PlanEvent], shape: Deadline) -> tuple[date, str] | None:
    kinds = ("approved", "reviewed") if shape.fulfilled_by == "plan_kept" else ("approved",)
    return next(((e.on, e.ref) for e in events if e.plan == shape.plan and e.kind in kinds), None)


def case_received(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """The case came to its first officer in each time in custody or under supervision. Held in
    custody elsewhere then, the clock starts on the day of release."""
    for custody in timeline.custodies:
        first = next((a for a in timeline.assignments if custody.holds(a.from_on)), None)
        if first is None:
            continue
        on: date | None = first.from_on
        used = [FactUsed("Case received", first.from_on, first.ref)]
        if shape.instrument:
            for booking in by_day(timeline.facts.bookings, "booked_on"):
                ends = booking.released_on
                if on is None or booking.booked_on > on or (ends is not None and ends <= on):
                    continue
                on = ends
                used.append(FactUsed("Released from custody", on, booking.ref))
        if on is None:
            continue
        limit = shape.unless_assessed_within
        done: tuple[date, str] | None
        if shape.fulfilled_by == "assessment":
            if limit is not None and _is_current(timeline.facts, shape, first.from_on):
                continue
            made = _assessed(timeline.facts, shape.instrument, first.from_on)
            done = (made.on, made.ref) if made is not None else None
        else:
            done = _planned(custody.plan_events, shape)
        yield Occasion(first.ref, on, used[-1].label, done, used=tuple(used))


def _is_current(facts: CaseFacts, shape: Deadline, on: date) -> bool:
    """Whether an assessment before that day is no older than the limit on it."""
    limit = shape.unless_assessed_within
    return limit is not None and any(
        made.on < on <= limit.after(made.on)
        for made in facts.assessments
        if made.instrument == shape.instrument
    )


def designated_arrival(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """The first permanent placement of each time in custody."""
    for custody in timeline.custodies:
        stay = next((stay for stay in custody.stays if stay.covered_from is not None), None)
        if stay is None or stay.covered_from is None:
            continue
        held = _appearance(timeline, custody, "initial_classification")
        label = "Arrival at the designated institution"
        yield Occasion(stay.ref, stay.covered_from, label, held[0] if held else None)


def _appearance(timeline: Timeline, custody: Custody, kind: str) -> list[tuple[date, str]]:
    """The appearances of a kind that were held, in order."""
    held = [
        (made.held_on, made.ref)
        for made in timeline.appearances()
        if made.kind == kind and made.held_on is not None and custody.holds(made.held_on)
    ]
    return sorted(held)


def team_appearance(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """The person is to appear before the team, unless the notice was waived in writing."""
    for appearance in timeline.appearances():
        noticed = appearance.noticed_at
        ended = None
        if appearance.waived_on is not None:
            ended = Outcome(
                closed="cancelled", closed_on=appearance.waived_on, closed_by=appearance.ref
            )
        yield Occasion(
            appearance.ref,
            appearance.at.date(),
            "Team appearance",
            (noticed.date(), appearance.ref) if noticed is not None else None,
            ended,
            at=appearance.at.replace(tzinfo=None),
            done_at=noticed.replace(tzinfo=None) if noticed is not None else None,
        )


def enrolment_opened(shape: Deadline, timeline: Timeline, settings: Settings) -> Iterator[Occasion]:
    """Each enrolment. A check, or the end of the enrolment, counts once it has become stale."""
    span = settings.enrolment_stale if shape.within_setting else shape.within
    for enrolment in by_day(timeline.facts.enrolments, "opened_on"):
        stale_on = enrolment.opened_on
        if span is not None:
            stale_on = add_days(span.after(enrolment.opened_on), 1 if shape.over else 0)
        if enrolment.closed_on is not None and enrolment.closed_on < stale_on:
            continue
        days = [day for day in enrolment.verified_on if day >= stale_on]
        if enrolment.closed_on is not None:
            days.append(enrolment.closed_on)
        done = (min(days), enrolment.ref) if days else None
        yield Occasion(enrolment.ref, enrolment.opened_on, "Enrolment opened", done)


def custody_booked(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """A person under supervision was taken into custody elsewhere."""
    for booking in by_day(timeline.facts.bookings, "booked_on"):
        done = (booking.typed_on, booking.ref) if booking.typed_on is not None else None
        yield Occasion(booking.ref, booking.booked_on, "Taken into custody", done)


class _Round(NamedTuple):
    """One way through custody and back: from an intake until the next."""

    intake: Milestone | None
    until: date | None
    milestones: list[Milestone]

    def first(self, kind: str) -> Milestone | None:
        return next((m for m in self.milestones if m.kind == kind), None)

    def last(self, kind: str) -> Milestone | None:
        return next((m for m in reversed(self.milestones) if m.kind == kind), None)

    def holds(self, day: date) -> bool:
        after = self.intake is None or day >= self.intake.on
        return after and (self.until is None or day < self.until)


def _rounds(facts: CaseFacts) -> list[_Round]:
    ordered = by_day(facts.milestones, "on")
    intakes = [m for m in ordered if m.kind == "intake"]
    if not intakes:
        return [_Round(None, None, ordered)] if ordered or facts.supervisions else []
    found: list[_Round] = []
    for index, intake in enumerate(intakes):
        until = intakes[index + 1].on if index + 1 < len(intakes) else None
        one = _Round(intake, until, [])
        # What lies before the first intake belongs to it, so that nothing is passed over.
        one.milestones.extend(
            m for m in ordered if one.holds(m.on) or (index == 0 and m.on < intake.on)
        )
        found.append(one)
    return found


def _approved_in(timeline: Timeline, one: _Round, shape: Deadline) -> tuple[date, str] | None:
    events = [e for e in by_day(timeline.facts.plan_events, "on") if one.holds(e.on)]
    return _planned(events, shape)


def intake(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each intake into prison."""
    for one in _rounds(timeline.facts):
        if one.intake is None:
            continue
        if shape.fulfilled_by == "assessment":
            made = _assessed(timeline.facts, shape.instrument, one.intake.on, one.until)
            done = (made.on, made.ref) if made is not None else None
        else:
            done = _approved_in(timeline, one, shape)
        yield Occasion(one.intake.ref, one.intake.on, "Intake", done)


def _juncture(one: _Round, kind: str) -> tuple[Milestone, str] | None:
    """What happened, else what is planned."""
    happened = one.first(kind)
    if happened is not None:
        return happened, kind.capitalize()
    planned = one.last(f"planned_{kind}")
    return (planned, f"Planned {kind}") if planned is not None else None


def _ref(one: _Round, milestone: Milestone) -> str:
    """The same before and after what was planned has happened."""
    if one.intake is not None:
        return one.intake.ref
    return milestone.ref


def release(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each release to the community; the planned day until there is an actual one."""
    for one in _rounds(timeline.facts):
        found = _juncture(one, "release")
        if found is not None:
            milestone, label = found
            used = (FactUsed(label, milestone.on, milestone.ref),)
            done = _approved_in(timeline, one, shape)
            yield Occasion(_ref(one, milestone), milestone.on, label, done, used=used)


def discharge(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each successful end of supervision; who was revoked or came back is not discharged."""
    for one in _rounds(timeline.facts):
        terms = [s for s in by_day(timeline.facts.supervisions, "from_on") if one.holds(s.from_on)]
        happened = one.first("discharge")
        if happened is None:
            ended = [s for s in terms if s.ended_on is not None]
            if one.until is not None or (ended and ended[-1].ended_how not in ("", "completed")):
                continue
        found = _juncture(one, "discharge")
        if found is not None:
            milestone, label = found
            ref, on, source = _ref(one, milestone), milestone.on, milestone.ref
        else:
            expiring = [s for s in terms if s.expires_on is not None]
            if not expiring or expiring[-1].expires_on is None:
                continue
            on, source, label = expiring[-1].expires_on, expiring[-1].ref, "Supervision expires"
            ref = one.intake.ref if one.intake is not None else source
        done = _approved_in(timeline, one, shape)
        yield Occasion(ref, on, label, done, used=(FactUsed(label, on, source),))


#: Which juncture begins which phase.
_PHASES = (("intake", "institutional"), ("release", "reentry"), ("discharge", "reintegration"))


def phase_begun(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """Each phase that has begun or has a planned beginning; a lead named for it fulfils it."""
    for one in _rounds(timeline.facts):
        for kind, phase in _PHASES:
            if kind == "intake":
                found = (one.intake, "Intake") if one.intake is not None else None
            else:
                found = _juncture(one, kind)
            if found is None:
                continue
            milestone, label = found
            leads = [
                lead
                for lead in by_day(timeline.facts.team_leads, "from_on")
                if lead.phase == phase and one.holds(lead.from_on)
            ]
            done = (leads[0].from_on, leads[0].ref) if leads else None
            used = (FactUsed(label, milestone.on, milestone.ref),)
            yield Occasion(f"{_ref(one, milestone)}/{phase}", milestone.on, label, done, used=used)


def program_completed(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each program that was completed."""
    for milestone in by_day(timeline.facts.milestones, "on"):
        if milestone.kind == "program_completed":
            made = _assessed(timeline.facts, shape.instrument, milestone.on)
            done = (made.on, made.ref) if made is not None else None
            yield Occasion(milestone.ref, milestone.on, "Program completed", done)


def plan_action_due(shape: Deadline, timeline: Timeline, _: Settings) -> Iterator[Occasion]:
    """Each action of a plan, on the day that the plan gives it."""
    for action in by_day(timeline.facts.plan_actions, "due_on"):
        if shape.plan and action.plan != shape.plan:
            continue
        done = (action.done_on, action.ref) if action.done_on is not None else None
        ended = None
        if action.dropped_on is not None:
            ended = Outcome(closed="cancelled", closed_on=action.dropped_on, closed_by=action.ref)
        label = f"The plan's day for: {action.what}" if action.what else "The plan's day"
        yield Occasion(action.ref, action.due_on, label, done, ended, officer=action.owner or None)


def application_due(_: Deadline, timeline: Timeline, __: Settings) -> Iterator[Occasion]:
    """The person may soon apply for something."""
    for entry in by_day(timeline.facts.applications, "eligible_on"):
        done = (entry.informed_on, entry.ref) if entry.informed_on is not None else None
        ended = None
        if entry.withdrawn_on is not None:
            ended = Outcome(closed="cancelled", closed_on=entry.withdrawn_on, closed_by=entry.ref)
        yield Occasion(entry.ref, entry.eligible_on, "May apply from", done, ended)


def conference(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each conference that is set; moved, it needs its notice for the day it is set for now."""
    for entry in by_day(officer.conferences, "on"):
        done = (entry.noticed_on, entry.ref) if entry.noticed_on is not None else None
        ended = None
        if entry.cancelled_on is not None:
            ended = Outcome(closed="cancelled", closed_on=entry.cancelled_on, closed_by=entry.ref)
        elif entry.held_on is not None:
            # Held without a notice: nobody can send it any more.
            ended = Outcome(closed="missed", closed_on=entry.held_on, closed_by=entry.ref)
        yield Occasion(
            entry.ref,
            entry.on,
            "Conference",
            done,
            ended,
            officer=entry.supervisor or officer.supervisor or None,
        )


def conference_held(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each conference that was held."""
    for entry in by_day(officer.conferences, "on"):
        if entry.held_on is not None:
            done = (entry.evaluated_on, entry.ref) if entry.evaluated_on is not None else None
            by = entry.supervisor or officer.supervisor or None
            yield Occasion(entry.ref, entry.held_on, "Conference held", done, officer=by)


def coaching_agreed(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each coaching item, on the day on which it is next looked at."""
    for item in by_day(officer.coaching, "agreed_on"):
        done = (item.closed_on, item.ref) if item.closed_on is not None else None
        used = (
            FactUsed("Coaching agreed", item.agreed_on, item.ref),
            FactUsed("Next check", item.next_check_on, item.ref),
        )
        yield Occasion(item.ref, item.next_check_on, "Next check", done, used=used)


def memo_sent(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each memo that was sent."""
    for memo in by_day(officer.memos, "period_on"):
        if memo.sent_on is not None:
            done = (memo.discussed_on, memo.ref) if memo.discussed_on is not None else None
            yield Occasion(memo.ref, memo.sent_on, "Memo sent", done)


def revision_effective(_: Deadline, officer: OfficerFacts, __: Settings) -> Iterator[Occasion]:
    """Each procedure that was revised; one issued late is due on the day it was issued."""
    for revision in by_day(officer.revisions, "effective_on"):
        read_on = revision.acknowledged_on
        done = (read_on, revision.ref) if read_on is not None else None
        used = (
            FactUsed("Issued", revision.issued_on, revision.ref),
            FactUsed("In force from", revision.effective_on, revision.ref),
        )
        yield Occasion(
            f"{officer.ref}/{revision.ref}",  # each officer owes to have read the same revision
            revision.effective_on,
            "In force from",
            done,
            used=used,
            not_before=revision.issued_on,
        )


def meeting_held(shape: Deadline, facility: FacilityFacts, _: Settings) -> Iterator[Occasion]:
    """Each meeting of the kinds meant, with the next one of the same kind."""
    for kind in shape.record_kinds:
        meetings = [m for m in by_day(facility.meetings, "on") if m.kind == kind]
        for index, meeting in enumerate(meetings):
            following = next((m.on for m in meetings[index + 1 :] if m.on > meeting.on), None)
            sent = meeting.minutes_forwarded_on
            yield Occasion(
                meeting.ref,
                meeting.on,
                "Meeting held",
                (sent, meeting.ref) if sent is not None else None,
                used=(
                    FactUsed("Meeting held", meeting.on, meeting.ref),
                    *((FactUsed("Next meeting", following, ""),) if following else ()),
                ),
                not_after=add_days(following, -1) if following else None,
            )


CaseSource = Callable[[Deadline, Timeline, Settings], Iterator[Occasion]]
OfficerSource = Callable[[Deadline, OfficerFacts, Settings], Iterator[Occasion]]
FacilitySource = Callable[[Deadline, FacilityFacts, Settings], Iterator[Occasion]]

OF_CASES: dict[Event, CaseSource] = {
    "case_received": case_received,
    "designated_arrival": designated_arrival,
    "team_appearance": team_appearance,
    "enrolment_opened": enrolment_opened,
    "custody_booked": custody_booked,
    "intake": intake,
    "release": release,
    "discharge": discharge,
    "phase_begun": phase_begun,
    "program_completed": program_completed,
    "plan_action_due": plan_action_due,
    "application_due": application_due,
}
OF_OFFICERS: dict[Event, OfficerSource] = {
    "conference": conference,
    "conference_held": conference_held,
    "coaching_agreed": coaching_agreed,
    "memo_sent": memo_sent,
    "revision_effective": revision_effective,
}
OF_FACILITIES: dict[Event, FacilitySource] = {"meeting_held": meeting_held}
