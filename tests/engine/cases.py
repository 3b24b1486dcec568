"""Cases for the engine's tests: short builders, and strategies for any case at all."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from scheduling.engine.facts import (
    Absence,
    AccessAttempt,
    Application,
    AssessmentMade,
    Assignment,
    CaseFacts,
    CoachingItem,
    Conference,
    Consent,
    CustodyBooking,
    Departure,
    Enrolment,
    Exemption,
    ExemptSpan,
    FacilityFacts,
    Facts,
    Meeting,
    Milestone,
    NoContactReason,
    Note,
    OfficerFacts,
    PerformanceMemo,
    Placement,
    PlanAction,
    PlanEvent,
    PolicyRevision,
    PregnancyNotice,
    Report,
    Sentence,
    Submission,
    Supervision,
    TeamAppearance,
    TeamAttendance,
    TeamLead,
    UnitFacts,
    WarrantRequest,
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


def found(
    code: str,
    facts: Facts,
    as_of: str,
    settings: Settings = DEFAULTS,
    horizon: str = "",
) -> list[Obligation]:
    """The obligations of one standard, whoever it is about, without a horizon unless given."""
    answer = ask(facts, code.split(".")[0], as_of, horizon=horizon, settings=settings)
    return [o for o in answer.obligations if o.standard == code]


def ask(
    facts: Facts,
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

_moments = st.builds(datetime.combine, days, st.sampled_from([time(9), time(13, 30)]))
_codes = st.sampled_from(
    ["OK.MONTHLY_NOTE", "WA.RCR", "WA.PRIMARY", "PRO.LSCMI", "FED.PROGRAM_REVIEW", "TPC.OMP2"]
)
_exemptions = _numbered(
    "exemption",
    _fact(
        lambda ref, from_on, until_on, codes, approved_on: Exemption(
            ref, from_on, until_on, tuple(codes), "Approved", "u9", approved_on
        ),
        days,
        maybe,
        st.lists(_codes, max_size=2, unique=True),
        maybe,
    ),
    2,
)
_kinds = st.sampled_from(
    ["intake", "planned_release", "release", "planned_discharge", "discharge", "program_completed"]
)

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
            st.sampled_from(["imp", "imp", "accountability", "omp2", "case_plan"]),
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
            lambda ref, kind, on, author, collateral: Note(
                ref, kind, on, on, author, collateral=collateral
            ),
            st.sampled_from(["progress", "termination_summary"]),
            days,
            _officers,
            st.sampled_from(["", "", "residential_staff"]),
        ),
        5,
    ),
    departures=_numbered(
        "departure", _fact(Departure, st.sampled_from(["parole", "discharge", "death"]), days), 2
    ),
    pregnancies=_numbered("form", _fact(PregnancyNotice, days, maybe, maybe), 1),
    exemptions=_exemptions,
    enrolments=_numbered(
        "enrolment",
        _fact(
            lambda ref, on, until, verified, residential: Enrolment(
                ref, "program", on, until, tuple(verified), residential
            ),
            days,
            maybe,
            st.lists(days, max_size=2),
            st.booleans(),
        ),
        2,
    ),
    bookings=_numbered("booking", _fact(CustodyBooking, days, maybe, maybe), 2),
    supervisions=_numbered(
        "term",
        _fact(Supervision, days, maybe, maybe, st.sampled_from(["", "completed", "revoked"])),
        1,
    ),
    milestones=_numbered("milestone", _fact(Milestone, _kinds, days), 4),
    no_contact_reasons=_numbered(
        "reason",
        _fact(
            lambda ref, month, reason, on: NoContactReason(ref, month.replace(day=1), reason, on),
            days,
            st.sampled_from(["warrant", "moved"]),
            days,
        ),
        2,
    ),
    warrant_requests=_numbered("warrant", _fact(WarrantRequest, maybe, maybe, maybe), 1),
    assessments=_numbered(
        "assessment", _fact(AssessmentMade, st.sampled_from(["LS/CMI", "STATIC"]), days), 2
    ),
    team_appearances=_numbered(
        "appearance",
        _fact(
            TeamAppearance,
            _moments,
            st.none() | _moments,
            maybe,
            maybe,
            st.sampled_from(["initial_classification", "program_review"]),
        ),
        3,
    ),
    plan_actions=_numbered(
        "action",
        _fact(PlanAction, st.sampled_from(["accountability", "omp1"]), days, maybe, maybe),
        2,
    ),
    team_leads=_numbered(
        "lead", _fact(TeamLead, st.sampled_from(["institutional", "reentry"]), days), 2
    ),
    applications=_numbered("application", _fact(Application, st.just("parole"), days, maybe), 1),
    consents=_numbered("consent", _fact(Consent, st.just("Partner"), days, maybe, maybe), 2),
    access_attempts=_numbered("attempt", _fact(AccessAttempt, st.just("Partner"), days), 2),
    legal_status=st.sampled_from(["", "sentenced", "pretrial", "supervised"]),
)

any_officer = st.builds(
    OfficerFacts,
    ref=st.just("user:1"),
    holds_cases_from=maybe,
    holds_cases_until=maybe,
    supervisor=st.sampled_from(["", "user:2"]),
    submissions=_numbered(
        "submission",
        _fact(Submission, days, st.sampled_from(["caseload_list", "statistical_review"])),
        3,
    ),
    conferences=_numbered(
        "conference",
        _fact(Conference, days, st.just("user:2"), maybe, maybe, maybe, maybe),
        3,
    ),
    coaching=_numbered("coaching", _fact(CoachingItem, days, days, maybe), 2),
    memos=_numbered("memo", _fact(PerformanceMemo, days, maybe, maybe), 2),
    revisions=_numbered("revision", _fact(PolicyRevision, days, days, maybe), 2),
    exemptions=_exemptions,
)

any_facility = st.builds(
    FacilityFacts,
    ref=st.just("facility:1"),
    open_from=maybe,
    open_until=maybe,
    meetings=_numbered(
        "meeting",
        _fact(
            Meeting,
            days,
            st.sampled_from(["cm_group", "unit_support", "case_management_staff"]),
            maybe,
            maybe,
            maybe,
            st.booleans(),
        ),
        4,
    ),
    covered_on=st.lists(days, max_size=12).map(tuple),
    exemptions=_exemptions,
)

any_unit = st.builds(
    UnitFacts,
    ref=st.just("unit:1"),
    facility=st.just("facility:1"),
    open_from=maybe,
    open_until=maybe,
    attendances=_numbered("attendance", _fact(TeamAttendance, days), 3),
    exemptions=_exemptions,
)

#: Any subject at all, with facts that may contradict one another.
any_facts = any_case | any_officer | any_facility | any_unit
