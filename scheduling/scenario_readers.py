"""Facts of made-up cases under the federal, the county and the collaborative policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from scheduling.engine.facts import (
    AccessAttempt,
    AppearanceKind,
    AssessmentMade,
    Assignment,
    CaseFacts,
    CoachingItem,
    Conference,
    Consent,
    CustodyBooking,
    Enrolment,
    Exemption,
    FacilityFacts,
    Facts,
    Meeting,
    Milestone,
    MilestoneKind,
    NoContactReason,
    Note,
    OfficerFacts,
    PerformanceMemo,
    Placement,
    PlanAction,
    PlanEvent,
    Sentence,
    Submission,
    Supervision,
    TeamAppearance,
    TeamAttendance,
    TeamLead,
    UnitFacts,
    WarrantRequest,
)
from scheduling.policy.dates import month_end
from scheduling.scenario_keys import Keys


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader makes of a scenario's facts. `since`, `horizon`: the days that the facts
    themselves bound, such as one month; `needs_horizon`: its duties recur without an end."""

    subjects: tuple[Facts, ...]
    since: date | None = None
    horizon: date | None = None
    needs_horizon: bool = False


def exemptions(keys: Keys) -> tuple[Exemption, ...]:
    """Authorised exemptions, in any jurisdiction."""
    found: list[Exemption] = []
    for index, entry in enumerate(keys.objects("exemptions"), start=1):
        from_on = entry.needed_day("from")
        found.append(
            Exemption(
                f"exemption:{index}",
                from_on,
                entry.day("until"),
                tuple(entry.texts("standards")),
                entry.text("reason"),
                entry.text("approved_by"),
                entry.day("approved"),
            )
        )
        entry.finish()
    return tuple(found)


def plan_actions(keys: Keys, plan: str) -> tuple[PlanAction, ...]:
    """Dated actions of a plan, in any jurisdiction."""
    found: list[PlanAction] = []
    for index, entry in enumerate(keys.objects("actions"), start=1):
        found.append(
            PlanAction(
                f"action:{index}",
                plan,
                entry.needed_day("due"),
                entry.day("done"),
                entry.day("dropped"),
                entry.text("owner"),
                entry.text("what"),
            )
        )
        entry.finish()
    return tuple(found)


# ---- Federal -------------------------------------------------------------------------------

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


# ---- Probation -----------------------------------------------------------------------------


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


# ---- Collaborative case management ---------------------------------------------------------


def collaborative(keys: Keys, _: frozenset[str]) -> Read:
    """One person's way through prison and back, with plans, leads and consents."""
    milestones = _milestones(keys)
    consents, attempts = _consents(keys)
    events = _stages(keys)
    leads = []
    for index, entry in enumerate(keys.objects("leads"), start=1):
        leads.append(
            TeamLead(f"lead:{index}", entry.text("phase", needed=True), entry.needed_day("from"))
        )
        entry.finish()
    assessments = tuple(
        AssessmentMade(f"assessment:{index}", "LS/CMI", on)
        for index, on in enumerate(keys.day_or_days("assessed"), start=1)
    )
    facts = CaseFacts(
        "offender:1",
        plan_events=tuple(events),
        milestones=tuple(milestones),
        supervisions=_terms(keys, milestones),
        assessments=assessments,
        plan_actions=plan_actions(keys, "omp1"),
        team_leads=tuple(leads),
        consents=consents,
        access_attempts=attempts,
        exemptions=exemptions(keys),
    )
    return Read((facts,))


def _milestones(keys: Keys) -> list[Milestone]:
    named: tuple[tuple[MilestoneKind, tuple[str, ...]], ...] = (
        ("intake", ("intake",)),
        ("planned_release", ("planned_release",)),
        ("release", ("released", "actual_release")),
        ("planned_discharge", ("planned_discharge",)),
        ("discharge", ("discharge", "discharged")),
        ("program_completed", ("program_completed",)),
    )
    found: list[Milestone] = []
    for kind, names in named:
        on = keys.first_day(*names)
        if on is not None:
            found.append(Milestone(f"milestone:{kind}", kind, on))
    for name in ("previous_planned_release", "previous_planned_discharge"):
        keys.day(name)
    back = keys.first_day(*_RETURNS)
    if back is not None:
        found.append(Milestone("milestone:return", "intake", back))
    return found


#: A return to prison, which starts a new plan.
_RETURNS = ("returned", "returned_on", "returned_to_prison", "returned_to_custody", "return",
            "reincarcerated", "second_intake")  # fmt: skip


def _terms(keys: Keys, milestones: list[Milestone]) -> tuple[Supervision, ...]:
    """The term of supervision, where the scenario says how or when it ends."""
    expires = keys.first_day("supervision_expires")
    revoked_on: date | None = None
    if isinstance(keys.values.get("revoked"), bool):
        revoked = keys.flag("revoked")
    else:
        revoked_on = keys.first_day("revoked", "revoked_on")
        revoked = revoked_on is not None
    keys.day("revoked_on")
    how = keys.text("outcome") or ("revoked" if revoked else "")
    if not how and expires is None:
        return ()
    began = [m.on for m in milestones if m.kind in ("release", "planned_release")]
    if not began:
        began = [m.on for m in milestones] or [day for day in (expires, revoked_on) if day]
    if not began:
        raise keys.refuse("released", "expected the date from which supervision runs")
    ended = revoked_on or (max(began) if how and how != "completed" else None)
    return (Supervision("term:1", max(began), expires, ended, how, "parole"),)


def _stages(keys: Keys) -> list[PlanEvent]:
    found: list[PlanEvent] = []
    stages = ("OMP1", "OMP2", "OMP3", "OMP4")
    for index, done in enumerate(keys.objects("completed"), start=1):
        stage, on = done.choice("type", stages), done.needed_day("date")
        done.finish()
        found.append(PlanEvent(f"plan:{index}", stage.lower(), "approved", on))
    return found


def _consents(keys: Keys) -> tuple[tuple[Consent, ...], tuple[AccessAttempt, ...]]:
    one = keys.object("consent")
    entries = ([one] if one is not None else []) + keys.objects("consents")
    consents: list[Consent] = []
    for index, entry in enumerate(entries, start=1):
        consents.append(
            Consent(
                f"consent:{index}",
                entry.text("recipient") or "partner",
                entry.needed_day("signed_on"),
                entry.day("expires_on"),
                entry.day("revoked_on"),
            )
        )
        entry.finish()
    default = consents[0].recipient if consents else "partner"
    raw = keys.values.get("access_attempts")
    attempts: list[AccessAttempt] = []
    if isinstance(raw, list) and raw and all(isinstance(entry, Mapping) for entry in raw):
        for index, entry in enumerate(keys.objects("access_attempts"), start=1):
            recipient = entry.text("recipient") or default
            attempts.append(AccessAttempt(f"attempt:{index}", recipient, entry.needed_day("date")))
            entry.finish()
    else:
        attempts = [
            AccessAttempt(f"attempt:{index}", default, on)
            for index, on in enumerate(keys.days("access_attempts"), start=1)
        ]
    return tuple(consents), tuple(attempts)
