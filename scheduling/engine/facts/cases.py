"""All that bears on the due dates of one offender."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.engine.facts.community import (
    AccessAttempt,
    Consent,
    CustodyBooking,
    Enrolment,
    Milestone,
    NoContactReason,
    Supervision,
    TeamLead,
    WarrantRequest,
)
from scheduling.engine.facts.custody import (
    Absence,
    Assignment,
    Departure,
    ExemptSpan,
    Placement,
    Sentence,
)
from scheduling.engine.facts.exemptions import Exemption
from scheduling.engine.facts.work import (
    Application,
    AssessmentMade,
    Note,
    PlanAction,
    PlanEvent,
    PregnancyNotice,
    Report,
    TeamAppearance,
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that bears on the due dates of one offender. `legal_status`: sentenced, pretrial,
    holdover or supervised; "" where nobody says."""

    ref: str
    sentences: tuple[Sentence, ...] = ()
    placements: tuple[Placement, ...] = ()
    exempt_spans: tuple[ExemptSpan, ...] = ()
    absences: tuple[Absence, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    plan_events: tuple[PlanEvent, ...] = ()
    reports: tuple[Report, ...] = ()
    notes: tuple[Note, ...] = ()
    departures: tuple[Departure, ...] = ()
    pregnancies: tuple[PregnancyNotice, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    bookings: tuple[CustodyBooking, ...] = ()
    supervisions: tuple[Supervision, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    no_contact_reasons: tuple[NoContactReason, ...] = ()
    warrant_requests: tuple[WarrantRequest, ...] = ()
    assessments: tuple[AssessmentMade, ...] = ()
    team_appearances: tuple[TeamAppearance, ...] = ()
    plan_actions: tuple[PlanAction, ...] = ()
    team_leads: tuple[TeamLead, ...] = ()
    applications: tuple[Application, ...] = ()
    consents: tuple[Consent, ...] = ()
    access_attempts: tuple[AccessAttempt, ...] = ()
    legal_status: str = ""
