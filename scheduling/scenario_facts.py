"""Facts of made-up cases, read strictly from JSON, key by key; one reader per jurisdiction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.engine.facts import (
    Absence,
    Application,
    Assignment,
    CaseFacts,
    Departure,
    DepartureKind,
    FacilityFacts,
    Facts,
    Meeting,
    OfficerFacts,
    Placement,
    PlanEvent,
    PlanEventKind,
    PolicyRevision,
    PregnancyNotice,
    Report,
    Sentence,
)
from scheduling.policy.dates import add_days
from scheduling.policy.load import jurisdictions
from scheduling.scenario_keys import Keys, Refused
from scheduling.scenario_readers.collaborative import collaborative
from scheduling.scenario_readers.common import Read, exemptions, plan_actions
from scheduling.scenario_readers.federal import federal
from scheduling.scenario_readers.probation import probation

__all__ = ["Question", "Refused", "question_from"]


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario as the engine is asked it."""

    scenario: str
    jurisdiction: str
    subjects: tuple[Facts, ...]
    as_of: date
    horizon: date | None
    since: date | None


def question_from(scenario: Any, name: str = "scenario") -> Question:
    """Read one scenario strictly. Raises Refused."""
    if not isinstance(scenario, Mapping):
        raise Refused(name, "scenario", "expected an object")
    scenario_id = scenario.get("id")
    if not isinstance(scenario_id, str) or not scenario_id.strip():
        raise Refused(name, "id", f"expected a text, found {scenario_id!r}")
    jurisdiction = scenario.get("jurisdiction")
    reader = _READERS.get(jurisdiction) if isinstance(jurisdiction, str) else None
    installed = [code for code in jurisdictions() if code in _READERS]
    if reader is None or jurisdiction not in installed:
        raise Refused(
            scenario_id,
            "jurisdiction",
            f"expected an installed one ({', '.join(installed)}), found {jurisdiction!r}",
        )
    asked = scenario.get("closed_for", [])
    if not isinstance(asked, list) or not all(isinstance(code, str) for code in asked):
        raise Refused(scenario_id, "closed_for", f"expected a list of codes, found {asked!r}")
    keys = Keys(scenario_id, "", scenario.get("facts"))
    horizon, as_of, since = keys.day("horizon"), keys.day("as_of"), keys.day("from")
    read = reader(keys, frozenset(asked))
    keys.finish()
    horizon, since = horizon or read.horizon, since or read.since
    if horizon is None and read.needs_horizon:
        raise keys.refuse("horizon", "expected a date, to bound the answer")
    # Without a horizon: all that the facts make due, and what comes next after the last of them.
    judged_on = as_of or horizon or max(keys.days_read, default=None)
    if judged_on is None:
        raise keys.refuse("as_of", "expected a date, since no fact has one")
    return Question(scenario_id, str(jurisdiction), read.subjects, judged_on, horizon, since)


def _western_australia(keys: Keys, _: frozenset[str]) -> Read:
    edr, approved_on, left_on = keys.day("edr"), keys.day("imp_approved"), keys.day("discharged")
    events: list[PlanEvent] = []
    if approved_on is not None:
        events.append(PlanEvent("plan:1", "imp", "approved", approved_on))
    reports: list[Report] = []
    kinds = {"PRIMARY": "primary", "RCR": "regular", "IMP_REVIEW": "review"}
    for index, done in enumerate(keys.objects("completed"), start=1):
        kind, on = kinds[done.choice("type", kinds)], done.needed_day("date")
        done.finish()
        if kind == "review":
            events.append(PlanEvent(f"review:{index}", "imp", "reviewed", on))
        else:
            reports.append(
                Report(f"report:{index}", "primary" if kind == "primary" else "regular", on)
            )
    review = keys.object("unscheduled_imp_review")
    if review is not None:
        on, resets = review.needed_day("date"), review.flag("resets_cycle")
        review.finish()
        events.append(PlanEvent("review:unscheduled", "imp", "reviewed", on, resets_cycle=resets))
    applications = tuple(
        _application(entry, index)
        for index, entry in enumerate(keys.objects("applications"), start=1)
    )
    return Read(
        (
            CaseFacts(
                "offender:1",
                sentences=_sentences(keys, edr),
                placements=tuple(
                    _placement(place, index)
                    for index, place in enumerate(keys.objects("placements"), start=1)
                ),
                absences=_absences(keys),
                assignments=_allocations(keys),
                plan_events=tuple(events),
                reports=tuple(reports),
                departures=()
                if left_on is None
                else (Departure("movement:discharge", "discharge", left_on),),
                applications=applications,
                exemptions=exemptions(keys),
            ),
        ),
        needs_horizon=True,
    )


def _application(entry: Keys, index: int) -> Application:
    found = Application(
        f"application:{index}",
        entry.text("kind") or "parole",
        entry.needed_day("eligible"),
        entry.day("informed"),
        entry.day("withdrawn"),
    )
    entry.finish()
    return found


def _sentences(keys: Keys, edr: date | None) -> tuple[Sentence, ...]:
    sentence = keys.object("sentence")
    changes = keys.objects("sentence_changes")
    if sentence is None:
        if changes:
            raise keys.refuse("sentence", "expected an object where the sentence changes")
        return ()
    start_on = sentence.needed_day("start")
    eed, srd = sentence.day("eed"), sentence.day("srd")
    sentence.finish()
    found = [Sentence("sentence:1", start_on, start_on, eed, edr, srd)]
    for index, change in enumerate(changes, start=2):
        effective_on, new_eed = change.needed_day("effective"), change.day("eed")
        change.finish()
        found.append(Sentence(f"sentence:{index}", effective_on, start_on, new_eed, edr, srd))
    return tuple(found)


def _placement(place: Keys, index: int) -> Placement:
    facility, kind = place.text("facility", needed=True), place.choice("kind", _PLACEMENTS)
    exempt, arrived_on = place.flag("exempt"), place.day("arrived")
    moment, zone_name = place.moment("arrived_at"), place.text("timezone")
    place.finish()
    if moment is not None and moment.tzinfo is not None:
        if not zone_name:
            raise place.refuse("timezone", "expected the facility's time zone with arrived_at")
        try:
            arrived_on = moment.astimezone(ZoneInfo(zone_name)).date()
        except (KeyError, ValueError, OSError):
            raise place.refuse(
                "timezone", f"expected a zone such as Australia/Perth, found {zone_name!r}"
            ) from None
    if arrived_on is None:
        raise place.refuse("arrived", "expected a date such as 2025-01-31, found None")
    return Placement(
        f"placement:{index}", facility, arrived_on, kind == "permanent", exempt, order=index
    )


_PLACEMENTS = ("permanent", "temporary")


def _allocations(keys: Keys) -> tuple[Assignment, ...]:
    read: list[tuple[date, str]] = []
    for allocation in keys.objects("allocations"):
        officer, on = allocation.text("officer", needed=True), allocation.needed_day("date")
        allocation.finish()
        read.append((on, officer))
    return _one_after_another(read)


def _one_after_another(held: list[tuple[date, str]]) -> tuple[Assignment, ...]:
    """Each officer holds the case until the day before the next one."""
    ordered = sorted(held, key=lambda entry: entry[0])
    ends = [add_days(on, -1) for on, _ in ordered[1:]] if ordered else []
    return tuple(
        Assignment(f"assignment:{index}", officer, on, until)
        for index, ((on, officer), until) in enumerate(
            zip(ordered, [*ends, None], strict=False), start=1
        )
    )


def _absences(keys: Keys) -> tuple[Absence, ...]:
    found: list[Absence] = []
    for index, absence in enumerate(keys.objects("absences"), start=1):
        from_on, until_on = absence.needed_day("from"), absence.day("to")
        reason = absence.text("reason")
        absence.finish()
        found.append(Absence(f"absence:{index}", from_on, until_on, reason))
    return tuple(found)


#: Events by which a person leaves; anything else must name the new case manager.
_DEPARTURES: dict[str, DepartureKind] = {
    "parole": "parole",
    "discharge": "discharge",
    "release": "discharge",
    "escape": "escape",
    "death": "death",
    "interstate": "interstate",
    "interstate_transfer": "interstate",
    "interstate_move": "interstate",
}


def _oklahoma(keys: Keys, _: frozenset[str]) -> Read:
    assigned_on, manager = keys.day("assigned"), keys.text("case_manager")
    learned_on, notified = keys.day("learned_on"), keys.moment("notified_at")
    last_review, facility = keys.day("last_review"), keys.text("facility")
    keys.text("learned_via")
    held, covered = keys.days("held"), keys.days("covered")
    planned_on, exempt = keys.day("plan_approved"), exemptions(keys)
    absences = _absences(keys)
    assignments, departures = _changes(keys, assigned_on or learned_on, manager)
    revisions = tuple(
        _revision(entry, index) for index, entry in enumerate(keys.objects("revisions"), start=1)
    )
    actions = plan_actions(keys, "accountability")
    subjects: list[Facts] = []
    if assigned_on or learned_on or last_review or absences or departures or actions:
        pregnancy = (
            ()
            if learned_on is None
            else (PregnancyNotice("form:1", learned_on, notified.date() if notified else None),)
        )
        events = [
            PlanEvent(f"{kind}:1", "accountability", kind, on)
            for kind, on in _plan_events(planned_on, last_review)
        ]
        subjects.append(
            CaseFacts(
                "offender:1",
                absences=absences,
                assignments=assignments,
                plan_events=tuple(events),
                departures=departures,
                pregnancies=pregnancy,
                plan_actions=actions,
                exemptions=exempt,
            )
        )
    elif manager:
        subjects.append(
            OfficerFacts(manager, facility=facility, revisions=revisions, exemptions=exempt)
        )
    if facility or "held" in keys.values or covered:
        meetings = tuple(Meeting(f"meeting:{i}", on) for i, on in enumerate(held, start=1))
        subjects.append(
            FacilityFacts(
                facility or "facility:1",
                meetings=meetings,
                covered_on=tuple(covered),
                exemptions=() if manager else exempt,
            )
        )
    return Read(tuple(subjects), needs_horizon=True)


def _plan_events(approved: date | None, reviewed: date | None) -> list[tuple[PlanEventKind, date]]:
    found: list[tuple[PlanEventKind, date]] = []
    if approved is not None:
        found.append(("approved", approved))
    if reviewed is not None:
        found.append(("reviewed", reviewed))
    return found


def _revision(entry: Keys, index: int) -> PolicyRevision:
    found = PolicyRevision(
        f"revision:{index}",
        entry.needed_day("issued"),
        entry.needed_day("effective"),
        entry.day("acknowledged"),
    )
    entry.finish()
    return found


def _changes(
    keys: Keys, from_on: date | None, manager: str
) -> tuple[tuple[Assignment, ...], tuple[Departure, ...]]:
    """Who held the case when, and the departures: from an event's day off the old caseload."""
    departures: list[Departure] = []
    held: list[tuple[date, str]] = [(from_on, manager)] if from_on is not None else []
    ended: list[date] = []
    for index, event in enumerate(keys.objects("events"), start=1):
        kind, on = event.text("type", needed=True), event.needed_day("date")
        new_manager = event.text("new_case_manager")
        event.finish()
        if kind in _DEPARTURES:
            departures.append(Departure(f"event:{index}", _DEPARTURES[kind], on))
        elif new_manager:
            held.append((on, new_manager))
        elif kind == "facility_transfer":
            ended.append(on)
        else:
            known = ", ".join(sorted([*_DEPARTURES, "facility_transfer"]))
            raise event.refuse(
                "type",
                f"expected one of {known}, or any change that names new_case_manager; "
                f"found {kind!r}",
            )
    found = []
    for assignment in _one_after_another(held):
        stops = [on for on in ended if assignment.from_on < on]
        until = assignment.until_on
        if stops and (until is None or min(stops) <= until):
            until = add_days(min(stops), -1)
        found.append(Assignment(assignment.ref, assignment.officer, assignment.from_on, until))
    return tuple(found), tuple(departures)


_READERS: dict[str, Callable[[Keys, frozenset[str]], Read]] = {
    "WA": _western_australia,
    "OK": _oklahoma,
    "FED": federal,
    "PRO": probation,
    "TPC": collaborative,
}
