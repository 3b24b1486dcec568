"""Facts of made-up cases under the collaborative policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scheduling.engine.facts import (
    AccessAttempt,
    AssessmentMade,
    CaseFacts,
    Consent,
    Milestone,
    MilestoneKind,
    PlanEvent,
    Supervision,
    TeamLead,
)
from scheduling.scenario_keys import Keys
from scheduling.scenario_readers.common import Read, exemptions, plan_actions


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
