"""Facts that contradict each other or are missing: said, never a crash, never passed over."""

from __future__ import annotations

from datetime import date, datetime

from scheduling.engine import contradictions
from scheduling.engine.context import Run
from scheduling.engine.custody import Custody
from scheduling.engine.facts import CaseFacts
from scheduling.engine.ordering import by_day
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import add_days, spoken
from scheduling.policy.select import Line
from scheduling.policy.shapes import Cycle, Quota, Stage


def check(run: Run, lines: tuple[Line, ...], timeline: Timeline) -> None:
    """Add what is wrong with a case's facts, as far as the policies in force need them."""
    shapes = [line.first().shape for line in lines]
    needs_end = any(
        isinstance(shape, Stage) or (isinstance(shape, Cycle) and len(shape.bands) > 1)
        for shape in shapes
    )
    started_by = {
        shape.plan
        for shape in shapes
        if isinstance(shape, Cycle) and shape.starts == "initial_plan_approved"
    }
    held_monthly = any(isinstance(shape, Quota) and shape.subject == "case" for shape in shapes)
    for index, custody in enumerate(timeline.custodies):
        if needs_end:
            _sentences(run, custody)
        if index and started_by:
            _without_plan(run, custody, started_by)
    if held_monthly:
        _without_officer(run, timeline)
    _movements(run, timeline)
    _assignments(run, timeline)
    _spans(run, timeline.facts)
    _community(run, timeline.facts)
    if timeline.facts.exemptions:
        contradictions.of_exemptions(run, timeline.facts.exemptions)


def _sentences(run: Run, custody: Custody) -> None:
    if not custody.sentences:
        if custody.places or custody.plan_events:
            run.find("no_sentence", "No sentence is recorded; the longer interval is used.")
        return
    last = custody.sentences[-1]
    for sentence in custody.sentences:
        end = sentence.effective_end
        if end is not None and end < sentence.start_on:
            run.find(
                "end_before_start",
                f"The sentence ends on {spoken(end)}, before its start on "
                f"{spoken(sentence.start_on)}.",
                sentence.ref,
            )
    end = last.effective_end
    if end is None:
        run.find(
            "no_release_date", "No release date is recorded; the longer interval is used.", last.ref
        )
    elif custody.departure is None or custody.departure.on > run.as_of:
        if end < run.as_of:
            run.find(
                "release_date_passed",
                f"The release date, {spoken(end)}, has passed and the person is still held; the "
                "shorter interval goes on until a new date is recorded.",
                last.ref,
            )
        run.changes_on(add_days(end, 1))
    if custody.departure is not None:
        run.changes_on(custody.departure.on)


def _without_plan(run: Run, custody: Custody, plans: set[str]) -> None:
    if custody.places and not any(custody.approval(plan) for plan in plans):
        arrived_on = custody.places[0].arrived_on
        run.find(
            "no_plan_since_return",
            f"Back in custody on {spoken(arrived_on)} and no plan approved since; no contact "
            "cycle runs until one is.",
            custody.places[0].ref,
        )


def _without_officer(run: Run, timeline: Timeline) -> None:
    custody = timeline.custodies[-1]
    departed = custody.departed_on is not None and custody.departed_on <= run.as_of
    run.changes_on(custody.departed_on)
    for change in timeline.changes_of_holder():
        run.changes_on(change)
    stay = custody.stay_on(run.as_of)
    for arrival in custody.stays:
        run.changes_on(arrival.arrived_on)
    if stay is not None and not departed and timeline.holder_on(run.as_of) is None:
        run.find("no_officer", "Nobody holds this case, so no monthly note is asked for.", stay.ref)


def _movements(run: Run, timeline: Timeline) -> None:
    facts = timeline.facts
    if facts.placements:
        first = by_day(facts.placements, "arrived_on")[0]
        for departure in by_day(facts.departures, "on"):
            if departure.on < first.arrived_on:
                run.find(
                    "departed_before_arrival",
                    f"Left on {spoken(departure.on)}, before the first arrival on "
                    f"{spoken(first.arrived_on)}; the departure is not used.",
                    departure.ref,
                    first.ref,
                )
        for assignment in timeline.assignments:
            until = assignment.until_on
            if until is not None and assignment.from_on <= until < first.arrived_on:
                run.find(
                    "allocated_before_arrival",
                    f"An officer held the case until {spoken(until)}, before the first arrival on "
                    f"{spoken(first.arrived_on)}; that counts for no placement.",
                    assignment.ref,
                    first.ref,
                )
    last = timeline.custodies[-1]
    if last.departure is None:
        return
    gone_on = last.departure.on
    later = [(event.on, event.ref) for event in facts.plan_events if event.on > gone_on]
    later += [(report.on, report.ref) for report in facts.reports if report.on > gone_on]
    later += [(a.from_on, a.ref) for a in facts.assignments if a.from_on > gone_on]
    for on, ref in sorted(later):
        run.find(
            "after_departure",
            f"Dated {spoken(on)}, after the person left on {spoken(gone_on)}; it is not used.",
            ref,
            last.departure.ref,
        )


def _assignments(run: Run, timeline: Timeline) -> None:
    for before, after in zip(timeline.assignments, timeline.assignments[1:], strict=False):
        if before.until_on is not None and before.until_on >= after.from_on:
            run.find(
                "two_officers",
                f"Two officers hold the case on {spoken(after.from_on)}; the later one counts.",
                before.ref,
                after.ref,
            )


def _spans(run: Run, facts: CaseFacts) -> None:
    spans = [(a.from_on, a.until_on, a.ref) for a in facts.absences]
    spans += [(a.from_on, a.until_on, a.ref) for a in facts.assignments]
    spans += [(e.from_on, e.until_on, e.ref) for e in facts.exempt_spans]
    for from_on, until_on, ref in spans:
        if until_on is not None and until_on < add_days(from_on, -1):
            run.find(
                "ends_before_it_begins",
                f"Ends on {spoken(until_on)}, before it begins on {spoken(from_on)}.",
                ref,
            )
    for notice in facts.pregnancies:
        if notice.notified_on is not None and notice.notified_on < notice.received_on:
            run.find(
                "notified_before_received",
                f"Notified on {spoken(notice.notified_on)}, before the form came on "
                f"{spoken(notice.received_on)}.",
                notice.ref,
            )
    resets = [e for e in facts.plan_events if e.resets_cycle]
    for event in resets:
        approved = [
            e.on for e in facts.plan_events if e.kind == "approved" and e.plan == event.plan
        ]
        if not approved or event.on <= min(approved):
            run.find(
                "reset_before_start",
                f"The review of {spoken(event.on)} cannot restart a cycle that had not begun.",
                event.ref,
            )


def _community(run: Run, facts: CaseFacts) -> None:
    """Programs, bookings, supervision, junctures and team appearances."""
    for e in facts.enrolments:
        contradictions.before(
            run,
            "ends_before_it_begins",
            "An enrolment was closed",
            e.closed_on,
            "it was opened",
            e.opened_on,
            e.ref,
        )
    for b in facts.bookings:
        contradictions.before(
            run,
            "ends_before_it_begins",
            "Released from custody",
            b.released_on,
            "the booking",
            b.booked_on,
            b.ref,
        )
    for s in facts.supervisions:
        contradictions.before(
            run,
            "ends_before_it_begins",
            "Supervision ended",
            s.ended_on,
            "it began",
            s.from_on,
            s.ref,
        )
        contradictions.before(
            run,
            "ends_before_it_begins",
            "Supervision expires",
            s.expires_on,
            "it began",
            s.from_on,
            s.ref,
        )
    for w in facts.warrant_requests:
        contradictions.before(
            run,
            "decided_before_prepared",
            "A warrant request was decided",
            w.decided_on,
            "it was prepared",
            w.prepared_on,
            w.ref,
        )
    for t in facts.team_appearances:
        if t.noticed_at is not None and _moment(t.noticed_at) > _moment(t.at):
            run.find(
                "notice_after_appearance",
                f"Notice was given on {spoken(t.noticed_at.date())}, after the team appearance of "
                f"{spoken(t.at.date())}.",
                t.ref,
            )
    for c in facts.consents:
        contradictions.before(
            run,
            "ends_before_it_begins",
            "A consent expires",
            c.expires_on,
            "it was signed",
            c.signed_on,
            c.ref,
        )
    _junctures(run, facts)


def _moment(moment: datetime) -> str:
    """Local times compare as they are written, whatever they say of a zone."""
    return moment.replace(tzinfo=None).isoformat()


def _junctures(run: Run, facts: CaseFacts) -> None:
    if not facts.milestones:
        return
    days: dict[str, tuple[date, str]] = {}
    for milestone in by_day(facts.milestones, "on"):
        days.setdefault(milestone.kind, (milestone.on, milestone.ref))
    for early, late, what, than in (
        ("intake", "release", "Released", "intake"),
        ("intake", "planned_release", "Release is planned", "intake"),
        ("release", "discharge", "Discharged", "the release"),
    ):
        if early in days and late in days:
            contradictions.before(
                run,
                "junctures_out_of_order",
                what,
                days[late][0],
                than,
                days[early][0],
                days[late][1],
            )
    planned = days.get("planned_release")
    if planned is not None and "release" not in days and planned[0] < run.as_of:
        run.find(
            "planned_release_passed",
            f"The planned release, {spoken(planned[0])}, has passed and no release is recorded.",
            planned[1],
        )
    elif planned is not None:
        run.changes_on(add_days(planned[0], 1))
