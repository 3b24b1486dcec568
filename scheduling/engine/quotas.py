"""The shape `quota`: so many in each calendar period."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import cast

from scheduling.engine import months
from scheduling.engine.context import Outcome, Run, Step
from scheduling.engine.custody import Custody
from scheduling.engine.facts import FacilityFacts, Note, OfficerFacts
from scheduling.engine.occurring import owed_by
from scheduling.engine.ordering import by_day
from scheduling.engine.owners import officer_for, place_for
from scheduling.engine.results import FactUsed
from scheduling.engine.timeline import Timeline
from scheduling.policy.dates import (
    Per,
    Period,
    add_days,
    add_months,
    period_after,
    period_of,
    spoken,
)
from scheduling.policy.select import Line, Version
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Quota

#: A mistyped first day must not run for ever: no record is older than this many periods.
MOST_PERIODS = 1200


def for_case(run: Run, line: Line, timeline: Timeline) -> None:
    """One record in each period, owed by whoever holds the case on its due day (M1)."""
    quota = cast(Quota, line.first().shape)
    if not timeline.assignments:
        return
    first = timeline.assignments[0].from_on
    for period in _periods(run, quota.per, first):
        version = _governing(line, period, timeline)
        if version is None:
            continue
        quota = cast(Quota, version.shape)
        due_on = _due_on(quota, period, run.settings)
        holder = timeline.holder_on(due_on)
        if holder is None:
            continue
        custody = timeline.custody_on(due_on)
        if custody.departed_on is not None and custody.departed_on <= due_on:
            continue
        if quota.when:
            owed = months.condition(quota.when, timeline.facts, timeline.notes, period, due_on)
            if owed is None:
                continue
            kind, used = owed
        else:
            kind, used = _kind(quota, timeline, due_on)
        if quota.fulfilled_by == "note":
            done = _first_note(timeline.notes, period, holder.officer, kind)
        else:
            done = months.done(quota.fulfilled_by, timeline.facts, timeline.notes, period)
        outcome = _outcome(done, custody, period, quota.per)
        facts_used = (FactUsed("Holds the case from", holder.from_on, holder.ref), *used)
        run.emit(
            quota,
            version,
            occurrence=f"{quota.code}/{timeline.facts.ref}/{period.key}",
            subject=timeline.facts.ref,
            due_on=due_on,
            opens_on=period.first_on,
            outcome=outcome,
            kind=kind,
            officer=holder.officer,
            facility=place_for(custody, due_on) or holder.facility,
            facts_used=facts_used,
            steps=_steps(run, quota, period, due_on, facts_used),
        )


def _governing(line: Line, period: Period, timeline: Timeline) -> Version | None:
    if not line.has_local:
        return line.governing(period.first_on)
    stay = timeline.custody_on(period.first_on).stay_on(period.first_on)
    return line.governing(period.first_on, stay.places_on(period.first_on) if stay else ())


def _kind(quota: Quota, timeline: Timeline, due_on: date) -> tuple[str, tuple[FactUsed, ...]]:
    """M3: away on that day, and for longer than the limit strictly before it."""
    if quota.long_absence is None:
        return "", ()
    absence = timeline.away_since(due_on)
    if absence is None or not quota.long_absence.after(absence.from_on) < due_on:
        return "ordinary", ()
    return "continued_absence", (FactUsed("Away since", absence.from_on, absence.ref),)


def _outcome(done: tuple[date, str] | None, custody: Custody, period: Period, per: Per) -> Outcome:
    if done is not None:
        return Outcome(fulfilled_on=done[0], fulfilled_by=done[1])
    closes_on, closed_by = add_days(period_after(period, per).last_on, 1), ""
    departure = custody.departure
    if departure is not None and departure.on < closes_on:
        closes_on, closed_by = departure.on, departure.ref
    return Outcome(closed="missed", closed_on=closes_on, closed_by=closed_by)


def _first_note(
    notes: list[Note], period: Period, officer: str, kind: str
) -> tuple[date, str] | None:
    """The officer's first note that happened in the period; a closing summary is one (M2).

    While somebody is away for long, it is one that says where and why, or that records contact
    with the person (M3).
    """
    for index in range(bisect_left(notes, period.first_on, key=_day), len(notes)):
        note = notes[index]
        if note.on > period.last_on:
            return None
        if kind == "continued_absence" and not (note.states_absence or note.contact):
            continue
        if note.counts and officer in (note.author, note.on_behalf_of):
            return note.on, note.ref
    return None


def _day(note: Note) -> date:
    return note.on


def for_enrolments(run: Run, line: Line, timeline: Timeline) -> None:
    """A check in each period while an enrolment is open, from the period after it became older
    than the limit: the first check is a deadline of its own."""
    quota = cast(Quota, line.first().shape)
    for enrolment in by_day(timeline.facts.enrolments, "opened_on"):
        stale_on = add_days(run.settings.enrolment_stale.after(enrolment.opened_on), 1)
        settings = run.settings
        begins = period_after(
            period_of(stale_on, quota.per, settings.quarter_starts_in, settings.week_starts_on),
            quota.per,
        )
        closed_on = enrolment.closed_on
        for period in _periods(run, quota.per, begins.first_on):
            if period.first_on < begins.first_on:
                continue
            if closed_on is not None and closed_on < period.first_on:
                break
            version = _governing(line, period, timeline)
            if version is None:
                continue
            quota = cast(Quota, version.shape)
            due_on = period.last_on
            custody = timeline.custody_on(due_on)
            days = [day for day in enrolment.verified_on if period.holds(day)]
            if closed_on is not None and period.holds(closed_on):
                days.append(closed_on)
            done = (min(days), enrolment.ref) if days else None
            outcome = _outcome(done, custody, period, quota.per)
            if outcome.closed and custody.departed_on is not None:
                if custody.departed_on < period.first_on:
                    continue
                if custody.departed_on <= due_on:
                    outcome = Outcome(
                        closed="cancelled",
                        closed_on=custody.departed_on,
                        closed_by=outcome.closed_by,
                    )
            used = (FactUsed("Enrolment opened", enrolment.opened_on, enrolment.ref),)
            run.emit(
                quota,
                version,
                occurrence=f"{quota.code}/{enrolment.ref}/{period.key}",
                subject=timeline.facts.ref,
                due_on=due_on,
                opens_on=period.first_on,
                outcome=outcome,
                officer=officer_for(run, timeline, quota.owner, due_on, outcome, None),
                facility=place_for(custody, due_on),
                facts_used=used,
                steps=_steps(run, quota, period, due_on, used),
            )


def for_officer(run: Run, line: Line, officer: OfficerFacts) -> None:
    """One in each period at whose end the officer carries a caseload."""
    quota = cast(Quota, line.first().shape)
    if quota.fulfilled_by == "conference_held":
        held = [(c.held_on, c.ref) for c in officer.conferences if c.held_on is not None]
        if run.settings.conference_period == "rolling":
            _rolling(run, line, officer, sorted(held))
            return
        done = [(on, on, ref) for on, ref in sorted(held)]
    elif quota.fulfilled_by == "memo_sent":
        done = sorted((m.period_on, m.sent_on, m.ref) for m in officer.memos if m.sent_on)
    else:
        done = [
            (s.month or s.on, s.on, s.ref)
            for s in by_day(officer.submissions, "on")
            if s.kind == quota.record_kind
        ]
    _for_holder(
        run,
        line,
        officer.ref,
        officer.facility,
        officer.holds_cases_from,
        officer.holds_cases_until,
        done,
        owed_by(quota.owner, officer),
        "Carries a caseload from",
    )


def for_facility(run: Run, line: Line, facility: FacilityFacts) -> None:
    """A meeting, or so many days of coverage, in each period at whose end it is open."""
    quota = cast(Quota, line.first().shape)
    if quota.fulfilled_by == "days_covered":
        _covered(run, line, facility)
        return
    done = [
        (m.on, m.on, m.ref) for m in by_day(facility.meetings, "on") if m.kind == quota.record_kind
    ]
    _for_holder(
        run, line, facility.ref, facility.ref, facility.open_from, facility.open_until, done, ""
    )


def _covered(run: Run, line: Line, facility: FacilityFacts) -> None:
    """Distinct days of each period on which somebody covered; the last one needed fulfils it."""
    days = sorted(set(facility.covered_on))
    quota = cast(Quota, line.first().shape)
    done: list[tuple[date, date, str]] = []
    settings = run.settings
    start = 0
    while start < len(days):
        period = period_of(
            days[start], quota.per, settings.quarter_starts_in, settings.week_starts_on
        )
        end = start
        while end < len(days) and period.holds(days[end]):
            end += 1
        version = line.governing(period.first_on, (facility.ref,))
        needed = cast(Quota, version.shape).at_least if version is not None else 0
        if 0 < needed <= end - start:
            done.append((period.first_on, days[start + needed - 1], facility.ref))
        start = end
    first = facility.open_from or (days[0] if days else None)
    # A week that had begun before the facility opened is not whole and not counted.
    if first is not None:
        opening = period_of(first, quota.per, settings.quarter_starts_in, settings.week_starts_on)
        if facility.open_from is not None and opening.first_on < first:
            first = add_days(opening.last_on, 1)
    _for_holder(run, line, facility.ref, facility.ref, first, facility.open_until, done, "")


def _for_holder(
    run: Run,
    line: Line,
    subject: str,
    facility: str,
    from_on: date | None,
    until_on: date | None,
    done: list[tuple[date, date, str]],
    officer: str,
    known_from: str = "Known from",
) -> None:
    """`done`: the day that says for which period it counts, when it was done, and the record.
    `known_from`: what `from_on` is called."""
    first = from_on or run.since or min([run.as_of, *(on for on, _, _ in done)])
    for period in _periods(run, cast(Quota, line.first().shape).per, first):
        version = line.governing(period.first_on, (facility,))
        if version is None:
            continue
        quota = cast(Quota, version.shape)
        due_on = _due_on(quota, period, run.settings)
        if due_on < first or (until_on is not None and due_on > until_on):
            continue
        record = next((entry for entry in done if period.holds(entry[0])), None)
        outcome = Outcome(
            closed="missed", closed_on=add_days(period_after(period, quota.per).last_on, 1)
        )
        if record is not None:
            outcome = Outcome(fulfilled_on=record[1], fulfilled_by=record[2])
        facts: tuple[FactUsed, ...] = (FactUsed(f"The {quota.per} begins", period.first_on, ""),)
        if from_on is not None:
            facts = (FactUsed(known_from, from_on, subject), *facts)
        run.emit(
            quota,
            version,
            occurrence=f"{quota.code}/{subject}/{period.key}",
            subject=subject,
            due_on=due_on,
            opens_on=period.first_on,
            outcome=outcome,
            officer=officer,
            facility=facility,
            facts_used=facts,
            steps=_steps(run, quota, period, due_on, ()),
        )


def _rolling(run: Run, line: Line, officer: OfficerFacts, held: list[tuple[date, str]]) -> None:
    """By the agency's setting three months after the last one, in place of each quarter."""
    length = 3
    points = list(held)
    started = officer.holds_cases_from
    if started is not None and (not points or points[0][0] > started):
        points.insert(0, (started, officer.ref))
    for index, (on, ref) in enumerate(points):
        version = line.governing(on, (officer.facility,))
        if version is None:
            continue
        quota = cast(Quota, version.shape)
        due_on = add_months(on, length)
        outcome = Outcome()
        if index + 1 < len(points):
            outcome = Outcome(fulfilled_on=points[index + 1][0], fulfilled_by=points[index + 1][1])
        elif officer.holds_cases_until is not None and officer.holds_cases_until < due_on:
            continue
        label = "Carries a caseload from" if ref == officer.ref else "Last conference"
        run.emit(
            quota,
            version,
            occurrence=f"{quota.code}/{officer.ref}/{ref}/next",
            subject=officer.ref,
            due_on=due_on,
            outcome=outcome,
            officer=owed_by(quota.owner, officer),
            facility=officer.facility,
            facts_used=(FactUsed(label, on, ref),),
            steps=(
                Step(label, "", on),
                Step(quota.name, f"{spoken(on)} + {length} months", due_on, None, True),
            ),
        )


def _periods(run: Run, per: Per, first: date) -> Iterator[Period]:
    """From the first day's period to that of the last day asked for, or of `as_of`."""
    if run.since is not None and run.since > first:
        first = run.since
    period = period_of(first, per, run.settings.quarter_starts_in, run.settings.week_starts_on)
    for _ in range(MOST_PERIODS):
        if period.first_on > run.until:
            run.changes_on(period.first_on)
            return
        yield period
        following = period_after(period, per)
        if following.first_on <= period.first_on:
            return
        period = following


def _due_on(quota: Quota, period: Period, settings: Settings) -> date:
    """The period's last day, or the agency's day of the month where that comes first."""
    day = getattr(settings, quota.due_day) if quota.due_day else 0
    return period.last_on.replace(day=day) if 0 < day < period.last_on.day else period.last_on


def _steps(
    run: Run, quota: Quota, period: Period, due_on: date, facts: tuple[FactUsed, ...]
) -> tuple[Step, ...]:
    if run.steps is None:
        return ()
    whole = f"{spoken(period.first_on)} to {spoken(period.last_on)}"
    day = "its last day" if due_on == period.last_on else "the day that the agency has set"
    return (
        *(Step(fact.label, "", fact.on) for fact in facts),
        Step("Week" if quota.per == "week" else f"Calendar {quota.per}", whole),
        Step(quota.name, day, due_on, None, True),
    )
