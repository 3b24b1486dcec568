"""Facts of made-up cases, read strictly from JSON, key by key; one reader per jurisdiction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.engine.facts import (
    Absence,
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
    PregnancyNotice,
    Report,
    Sentence,
)
from scheduling.policy.dates import add_days
from scheduling.policy.load import jurisdictions


class Refused(ValueError):
    """A scenario that cannot be read: which one, which key, and what was expected."""

    def __init__(self, scenario: str, key: str, expected: str) -> None:
        super().__init__(f"{scenario}: {key}: {expected}")


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario as the engine is asked it."""

    scenario: str
    jurisdiction: str
    subjects: tuple[Facts, ...]
    as_of: date
    horizon: date
    since: date | None


class _Keys:
    """One object of a scenario's facts, read key by key; `finish` refuses what is left."""

    def __init__(self, scenario: str, path: str, values: Any) -> None:
        self.scenario = scenario
        self.path = path
        if not isinstance(values, Mapping):
            raise Refused(scenario, path or "facts", "expected an object")
        self.values = values
        self.asked: list[str] = []

    def refuse(self, key: str, expected: str) -> Refused:
        return Refused(self.scenario, f"{self.path}.{key}" if self.path else key, expected)

    def get(self, key: str) -> Any:
        self.asked.append(key)
        return self.values.get(key)

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f"expected a text, found {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse(key, f"expected true or false, found {value!r}")
        return value

    def choice(self, key: str, allowed: Iterable[str]) -> str:
        value = self.get(key)
        words = sorted(allowed)
        if value not in words:
            raise self.refuse(key, f"expected one of {', '.join(words)}, found {value!r}")
        return str(value)

    def day(self, key: str) -> date | None:
        value = self.get(key)
        return None if value is None else self._day(key, value)

    def needed_day(self, key: str) -> date:
        return self._day(key, self.get(key))

    def _day(self, key: str, value: Any) -> date:
        expected = f"expected a date such as 2025-01-31, found {value!r}"
        if not isinstance(value, str) or len(value) != 10:
            raise self.refuse(key, expected)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.refuse(key, expected) from None

    def moment(self, key: str) -> datetime | None:
        value = self.get(key)
        if value is None:
            return None
        expected = f"expected a time such as 2025-03-03T22:00:00Z, found {value!r}"
        if not isinstance(value, str) or len(value) < 10:
            raise self.refuse(key, expected)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise self.refuse(key, expected) from None

    def days(self, key: str) -> list[date]:
        return [self._day(f"{key}[{i}]", value) for i, value in enumerate(self._list(key))]

    def objects(self, key: str) -> list[_Keys]:
        return [self._inner(f"{key}[{i}]", value) for i, value in enumerate(self._list(key))]

    def object(self, key: str) -> _Keys | None:
        value = self.get(key)
        return None if value is None else self._inner(key, value)

    def _inner(self, key: str, value: Any) -> _Keys:
        return _Keys(self.scenario, f"{self.path}.{key}" if self.path else key, value)

    def _list(self, key: str) -> list[Any]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(key, f"expected a list, found {value!r}")
        return value

    def finish(self) -> None:
        for key in self.values:
            if key not in self.asked:
                known = ", ".join(sorted(set(self.asked)))
                raise self.refuse(str(key), f"unknown key; expected one of {known}")


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
    keys = _Keys(scenario_id, "", scenario.get("facts"))
    horizon, as_of, since = keys.day("horizon"), keys.day("as_of"), keys.day("from")
    subjects = reader(keys)
    keys.finish()
    if horizon is None:
        raise keys.refuse("horizon", "expected a date, to bound the answer")
    return Question(
        scenario_id, str(jurisdiction), subjects, as_of if as_of else horizon, horizon, since
    )


def _western_australia(keys: _Keys) -> tuple[Facts, ...]:
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
    return (
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
        ),
    )


def _sentences(keys: _Keys, edr: date | None) -> tuple[Sentence, ...]:
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


def _placement(place: _Keys, index: int) -> Placement:
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


def _allocations(keys: _Keys) -> tuple[Assignment, ...]:
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


def _absences(keys: _Keys) -> tuple[Absence, ...]:
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


def _oklahoma(keys: _Keys) -> tuple[Facts, ...]:
    assigned_on, manager = keys.day("assigned"), keys.text("case_manager")
    learned_on, notified = keys.day("learned_on"), keys.moment("notified_at")
    last_review, facility = keys.day("last_review"), keys.text("facility")
    keys.text("learned_via")
    held = keys.days("held")
    absences = _absences(keys)
    assignments, departures = _changes(keys, assigned_on or learned_on, manager)
    subjects: list[Facts] = []
    if assigned_on or learned_on or last_review or absences or departures:
        pregnancy = (
            ()
            if learned_on is None
            else (PregnancyNotice("form:1", learned_on, notified.date() if notified else None),)
        )
        reviews = (
            ()
            if last_review is None
            else (PlanEvent("review:1", "accountability", "reviewed", last_review),)
        )
        subjects.append(
            CaseFacts(
                "offender:1",
                absences=absences,
                assignments=assignments,
                plan_events=reviews,
                departures=departures,
                pregnancies=pregnancy,
            )
        )
    elif manager:
        subjects.append(OfficerFacts(manager, facility=facility))
    if facility or "held" in keys.values:
        meetings = tuple(Meeting(f"meeting:{i}", on) for i, on in enumerate(held, start=1))
        subjects.append(FacilityFacts(facility or "facility:1", meetings=meetings))
    return tuple(subjects)


def _changes(
    keys: _Keys, from_on: date | None, manager: str
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


_READERS: dict[str, Callable[[_Keys], tuple[Facts, ...]]] = {
    "WA": _western_australia,
    "OK": _oklahoma,
}
