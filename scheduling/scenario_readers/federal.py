"""Facts of made-up cases under the federal policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from scheduling.engine.facts import (
    AppearanceKind,
    Assignment,
    CaseFacts,
    Exemption,
    FacilityFacts,
    Facts,
    Meeting,
    Milestone,
    OfficerFacts,
    PerformanceMemo,
    Placement,
    Sentence,
    TeamAppearance,
    TeamAttendance,
    UnitFacts,
)
from scheduling.scenario_keys import Keys
from scheduling.scenario_readers.common import Read, exemptions

#: Which meetings `held` means, by what the scenario asks about.
_MEETING_KINDS = ("cm_group", "unit_support")


def federal(keys: Keys, asked: frozenset[str]) -> Read:
    """Meetings of an institution, memos on its case managers, its units, or one inmate.

    `held` are meetings of the kind that `kind` names; without it they are the attendances of
    `unit`, or of the kind that `closed_for` asks about, or meetings with the case managers.
    """
    subjects: list[Facts] = []
    exempt = exemptions(keys)
    inmate = _inmate(keys, exempt)
    if inmate is not None:
        subjects.append(inmate)
    managers = keys.texts("case_managers")
    memos = _memos(keys)
    for manager in managers:
        written = tuple(memo for who, memo in memos if who in ("", manager))
        subjects.append(OfficerFacts(manager, memos=written, exemptions=exempt))
    held = keys.day_or_days("held")
    units = _units(keys, held if _are_attendances(keys, asked) else [], exempt)
    subjects.extend(units)
    if not subjects:
        subjects.append(_institution(keys, [] if units else held, asked, exempt))
    else:
        for key in (*_MINUTES_DAYS, *_MINUTES_FACTS, "kind", "facility", "institution"):
            keys.get(key)
    return Read(tuple(subjects))


_MINUTES_DAYS = ("minutes", "minutes_date", "minutes_dated", "minutes_on", "meeting",
                 "meeting_date", "meeting_held", "meeting_on")  # fmt: skip
_MINUTES_FACTS = ("minutes_prepared", "minutes_forwarded", "minutes_disposed", "prepared_on",
                  "forwarded_on", "disposed_on", "disposed", "legal_hold", "opened")  # fmt: skip


def _are_attendances(keys: Keys, asked: frozenset[str]) -> bool:
    named = any(keys.values.get(key) for key in ("unit", "units", "team", "unit_teams", "teams"))
    return named or asked == {"FED.TEAM_ATTENDANCE"}


def _institution(
    keys: Keys, held: list[date], asked: frozenset[str], exempt: tuple[Exemption, ...]
) -> FacilityFacts:
    name = keys.text("facility") or keys.text("institution") or "facility:1"
    kind = keys.text("kind")
    if not kind:
        kind = "unit_support" if asked == {"FED.SUPPORT_MEETING"} else "cm_group"
    if kind not in _MEETING_KINDS:
        raise keys.refuse("kind", f"expected one of {', '.join(_MEETING_KINDS)}, found {kind!r}")
    hold = keys.flag("legal_hold")
    prepared = keys.first_day("minutes_prepared", "prepared_on")
    forwarded = keys.first_day("minutes_forwarded", "forwarded_on")
    disposed = keys.first_day("minutes_disposed", "disposed_on", "disposed")
    days = list(held)
    for key in _MINUTES_DAYS:
        days += [day for day in keys.day_or_days(key) if day not in days]
    meetings = tuple(
        Meeting(f"meeting:{index}", on, kind, prepared, forwarded, disposed, hold)
        for index, on in enumerate(days, start=1)
    )
    opened = keys.day("opened")
    if opened is None and not meetings:
        # Nothing was held yet: the count starts with the first day asked for.
        opened = keys.day("from")
    return FacilityFacts(name, open_from=opened, meetings=meetings, exemptions=exempt)


def _memos(keys: Keys) -> list[tuple[str, PerformanceMemo]]:
    found: list[tuple[str, PerformanceMemo]] = []
    for index, entry in enumerate(keys.objects("memos"), start=1):
        who, sent = entry.text("case_manager"), entry.needed_day("sent")
        memo = PerformanceMemo(
            f"memo:{index}", entry.day("period") or sent, sent, entry.day("discussed")
        )
        entry.finish()
        found.append((who, memo))
    return found


def _units(keys: Keys, held: list[date], exempt: tuple[Exemption, ...]) -> list[UnitFacts]:
    """One unit, or several: names, names with the days attended, or objects."""
    name = keys.text("unit") or keys.text("team")
    attended = [*held]
    opened = keys.first_day("unit_opened")
    several: list[tuple[str, Any]] = []
    for key in ("units", "unit_teams", "teams"):
        raw = keys.get(key)
        if raw is not None:
            several.append((key, raw))
    for key in ("attended", "last_attended", "attendances", "last_attendance"):
        raw = keys.get(key)
        if isinstance(raw, Mapping):
            several.append((key, raw))
        else:
            attended += keys.day_or_days(key)
    entries: list[tuple[str, list[date]]] = []
    for key, raw in several:
        if isinstance(raw, Mapping):
            inner = keys.inner(key, raw)
            entries += [(str(unit), inner.day_or_days(str(unit))) for unit in raw]
        elif isinstance(raw, list):
            entries += [_unit(keys, index, value, attended) for index, value in enumerate(raw)]
        else:
            raise keys.refuse(key, f"expected a list of units, found {raw!r}")
    if name or (attended and not entries):
        entries.append((name or "unit:1", attended))
    if not any(days for _, days in entries) and opened is None:
        opened = keys.day("from")
    return [
        UnitFacts(
            unit,
            open_from=opened,
            attendances=tuple(
                TeamAttendance(f"attendance:{unit}/{index}", on)
                for index, on in enumerate(sorted(set(days)), start=1)
            ),
            exemptions=exempt,
        )
        for unit, days in entries
    ]


def _unit(keys: Keys, index: int, value: Any, attended: list[date]) -> tuple[str, list[date]]:
    if isinstance(value, str) and value.strip():
        return value, attended
    entry = keys.inner(f"units[{index}]", value)
    name = entry.text("unit") or entry.text("name") or entry.text("id") or f"unit:{index + 1}"
    days: list[date] = []
    for key in ("attended", "last_attended", "attendances", "last_attendance", "held"):
        days += entry.day_or_days(key)
    entry.finish()
    return name, days


def _inmate(keys: Keys, exempt: tuple[Exemption, ...]) -> CaseFacts | None:
    arrived = keys.day("arrived")
    classified = keys.first_day("initial_classification", "classified", "classified_on")
    reviews = [*keys.day_or_days("reviews"), *keys.day_or_days("last_review")]
    released = keys.first_day("projected_release", "projected_release_date")
    left = keys.first_day("released", "released_on")
    changes = keys.objects("projected_release_changes")
    keys.day("previous_projected_release")
    status = keys.text("legal_status")
    if keys.flag("pretrial"):
        status = "pretrial"
    appearances = _appearances(keys, classified, reviews)
    if arrived is None and not appearances and released is None:
        return None
    from_on = min(
        day for day in (arrived, classified, released, *reviews,
                        *(made.at.date() for made in appearances)) if day is not None
    )  # fmt: skip
    sentences = []
    if released is not None:
        sentences.append(Sentence("sentence:1", from_on, from_on, edr=released))
    for index, change in enumerate(changes, start=2):
        effective_on, new = change.needed_day("effective"), change.day("projected_release")
        change.finish()
        sentences.append(Sentence(f"sentence:{index}", effective_on, from_on, edr=new))
    places = () if arrived is None else (Placement("movement:1", "facility:1", arrived),)
    return CaseFacts(
        "offender:1",
        sentences=tuple(sentences),
        placements=places,
        assignments=(Assignment("assignment:1", keys.text("case_manager"), from_on),)
        if keys.text("case_manager")
        else (),
        team_appearances=appearances,
        milestones=() if left is None else (Milestone("movement:9", "release", left),),
        exemptions=exempt,
        legal_status=status,
    )


def _appearances(
    keys: Keys, classified: date | None, reviews: list[date]
) -> tuple[TeamAppearance, ...]:
    found: list[TeamAppearance] = []
    held: list[tuple[AppearanceKind, date]] = [("program_review", on) for on in reviews]
    if classified is not None:
        held.append(("initial_classification", classified))
    for index, (kind, on) in enumerate(held, start=1):
        # Its notice is not in question, so it counts as waived.
        found.append(
            TeamAppearance(
                f"appearance:{index}",
                datetime.combine(on, time(12)),
                waived_on=on,
                held_on=on,
                kind=kind,
            )
        )
    at = keys.moment("team_at")
    noticed = [
        keys.moment(key)
        for key in ("noticed_at", "notice_at", "notice_given_at", "notice_sent_at", "notice_given")
    ]
    waived_on = keys.day("waived_on") if not isinstance(keys.values.get("waived"), bool) else None
    waived_by_word = keys.flag("waived") or keys.flag("waiver")
    if at is not None:
        if waived_by_word:
            waived_on = waived_on or at.date()
        given = next((moment for moment in noticed if moment is not None), None)
        found.append(TeamAppearance("appearance:notice", at, given, waived_on))
    return tuple(found)
