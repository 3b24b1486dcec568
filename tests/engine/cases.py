"""Cases for the engine's tests: short builders, and strategies for any case at all."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from scheduling.engine.facts import (
    Absence,
    Assignment,
    CaseFacts,
    Departure,
    ExemptSpan,
    Note,
    Placement,
    PlanEvent,
    PregnancyNotice,
    Report,
    Sentence,
)
from scheduling.engine.obligations import assess
from scheduling.engine.results import Assessment, Obligation
from scheduling.policy.settings import DEFAULTS, Settings
from scheduling.scenarios import policies_of


def day(text: str) -> date:
    return date.fromisoformat(text)


def case(
    *,
    sentence: str = "2025-01-06 2026-09-30",
    imp: str = "2025-02-03",
    at: tuple[str, ...] = ("2025-02-10 A",),
    officers: tuple[str, ...] = ("2025-02-12 CO-1",),
    reports: tuple[str, ...] = (),
    reviews: tuple[str, ...] = (),
    changes: tuple[str, ...] = (),
    left: str = "",
) -> CaseFacts:
    """A WA case in a few words. `at`: "day facility [temporary] [exempt]"; `reports`: "day kind";
    `reviews`: "day [resets]"; `changes`: "day new-EED"."""
    start, _, eed = sentence.partition(" ")
    sentences = [Sentence("sentence:1", day(start), day(start), day(eed) if eed else None)]
    for number, change in enumerate(changes, start=2):
        on, new = change.split()
        sentences.append(Sentence(f"sentence:{number}", day(on), day(start), day(new)))
    places = []
    for number, text in enumerate(at, start=1):
        on, facility, *words = text.split()
        exempt = "exempt" in words
        procedure = "Local procedure 4" if exempt else ""
        places.append(
            Placement(
                f"movement:{number}", facility, day(on), "temporary" not in words, exempt, procedure
            )
        )
    held = [text.split() for text in officers]
    ends = [day(on) - timedelta(days=1) for on, _ in held[1:]] + [None]
    events = [PlanEvent("plan:1", "imp", "approved", day(imp))] if imp else []
    for number, text in enumerate(reviews, start=2):
        on, *words = text.split()
        events.append(
            PlanEvent(f"plan:{number}", "imp", "reviewed", day(on), resets_cycle="resets" in words)
        )
    return CaseFacts(
        "offender:1",
        sentences=tuple(sentences),
        placements=tuple(places),
        assignments=tuple(
            Assignment(f"assignment:{n}", officer, day(on), until)
            for n, ((on, officer), until) in enumerate(zip(held, ends, strict=False), start=1)
        ),
        plan_events=tuple(events),
        reports=tuple(
            Report(f"report:{n}", text.split()[1], day(text.split()[0]))
            for n, text in enumerate(reports, start=1)
        ),
        departures=(Departure("movement:9", "discharge", day(left)),) if left else (),
    )


def monthly(
    *,
    officers: tuple[str, ...] = ("2025-01-06 CM-1",),
    notes: tuple[str, ...] = (),
    away: tuple[str, ...] = (),
    left: str = "",
    pregnancy: PregnancyNotice | None = None,
) -> CaseFacts:
    """An OK case in a few words. `notes`: "day author [kind]"; `away`: "first-day last-day|-"."""
    built = case(imp="", at=(), officers=officers, left=left)
    return CaseFacts(
        "offender:1",
        assignments=built.assignments,
        departures=built.departures,
        notes=tuple(
            Note(f"note:{n}", (words + ["progress"])[2], day(words[0]), day(words[0]), words[1])
            for n, words in enumerate((text.split() for text in notes), start=1)
        ),
        absences=tuple(
            Absence(f"absence:{n}", day(first), None if last == "-" else day(last))
            for n, (first, last) in enumerate((text.split() for text in away), start=1)
        ),
        pregnancies=(pregnancy,) if pregnancy else (),
    )


def owed(
    facts: CaseFacts,
    code: str,
    as_of: str = "2025-12-31",
    *,
    horizon: str = "",
    since: str = "",
    settings: Settings = DEFAULTS,
) -> list[Obligation]:
    """The obligations of one standard, by due date; as_of is the horizon unless one is given."""
    answer = ask(facts, code[:2], as_of, horizon=horizon or as_of, since=since, settings=settings)
    return [o for o in answer.obligations if o.standard == code]


def ask(
    facts: CaseFacts,
    jurisdiction: str,
    as_of: str,
    *,
    horizon: str = "",
    since: str = "",
    settings: Settings = DEFAULTS,
) -> Assessment:
    return assess(
        policies_of(jurisdiction),
        facts,
        day(as_of),
        horizon=day(horizon) if horizon else None,
        since=day(since) if since else None,
        settings=settings,
    )


def due(obligations: list[Obligation]) -> list[str]:
    return [o.due_on.isoformat() if o.due_on else "-" for o in obligations]


def outcomes(obligations: list[Obligation]) -> dict[str, str]:
    """Due date to how it ended, by as_of: "done 2025-01-02", "missed 2025-01-02", "open"."""
    found = {}
    for o in obligations:
        word = "open"
        if o.fulfilled_on:
            word = f"done {o.fulfilled_on}"
        elif o.closed:
            word = f"{o.closed} {o.closed_on}"
        found[due([o])[0]] = ("held, " if o.on_hold else "") + word
    return found


FIRST, LAST = date(2024, 10, 1), date(2026, 6, 30)
days = st.dates(FIRST, LAST)
maybe = st.none() | days


def _numbered(prefix, build, most):
    """Up to `most` facts with refs "prefix:1" and on."""
    return st.lists(build, max_size=most).map(
        lambda made: tuple(make(f"{prefix}:{n}") for n, make in enumerate(made, start=1))
    )


def _fact(maker, *parts):
    return st.tuples(*parts).map(lambda values: lambda ref: maker(ref, *values))


_officers = st.sampled_from(["u1", "u2", "u3"])
_facilities = st.sampled_from(["A", "B", "C"])
_ends = st.none() | st.dates(date(2024, 12, 1), date(2031, 3, 31))

any_case = st.builds(
    CaseFacts,
    ref=st.just("offender:1"),
    sentences=_numbered("sentence", _fact(Sentence, days, days, _ends, _ends, _ends), 3),
    placements=_numbered(
        "movement",
        _fact(
            lambda ref, facility, on, permanent, exempt: Placement(
                ref, facility, on, permanent, exempt
            ),
            _facilities,
            days,
            st.sampled_from([True, True, False]),
            st.sampled_from([False, False, True]),
        ),
        4,
    ),
    exempt_spans=_numbered("exemption", _fact(ExemptSpan, days, maybe), 1),
    absences=_numbered("absence", _fact(Absence, days, maybe), 2),
    assignments=_numbered("assignment", _fact(Assignment, _officers, days, maybe), 3),
    plan_events=_numbered(
        "plan",
        _fact(
            lambda ref, plan, kind, on, resets: PlanEvent(
                ref, plan, kind, on, resets_cycle=resets and kind == "reviewed"
            ),
            st.sampled_from(["imp", "imp", "accountability"]),
            st.sampled_from(["approved", "reviewed"]),
            days,
            st.booleans(),
        ),
        5,
    ),
    reports=_numbered("report", _fact(Report, st.sampled_from(["primary", "regular"]), days), 4),
    notes=_numbered(
        "note",
        _fact(
            lambda ref, kind, on, author: Note(ref, kind, on, on, author),
            st.sampled_from(["progress", "termination_summary"]),
            days,
            _officers,
        ),
        5,
    ),
    departures=_numbered(
        "departure", _fact(Departure, st.sampled_from(["parole", "discharge", "death"]), days), 2
    ),
    pregnancies=_numbered("form", _fact(PregnancyNotice, days, maybe, maybe), 1),
)
