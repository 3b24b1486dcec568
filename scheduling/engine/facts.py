"""What the engine is told of a case, an officer or a facility.

Each fact carries an opaque `ref` ("movement:12") that names the record it came from, and local
dates of the facility. The order of facts never matters. A `ref` must stay the same when the
record is corrected, because the key of an obligation is built on it; where a correction is a new
row, give the first row's. Every `until_on` is the last day on which something holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

#: How a person leaves custody or supervision. Each ends the case from that day on.
DepartureKind = Literal["parole", "discharge", "escape", "death", "interstate"]

#: The plan events that start and move duties.
PlanEventKind = Literal["approved", "reviewed"]

#: The formal contact reports.
ReportKind = Literal["primary", "regular"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was determined of a sentence, counting from `effective_on`.

    The first determination counts from the beginning, whatever its `effective_on`.
    """

    ref: str
    effective_on: date
    start_on: date
    eed: date | None = None
    edr: date | None = None
    srd: date | None = None

    @property
    def effective_end(self) -> date | None:
        """EED, else EDR, else SRD (R3)."""
        return self.eed or self.edr or self.srd


@dataclass(frozen=True, slots=True)
class Placement:
    """A stay at a facility; it lasts until the next placement or a departure.

    A temporary placement starts no clock and moves no date. `exempt`: the policy does not apply
    there and `local_procedure` says what does. An exempt unit inside a prison is a placement of
    its own whose `facility` is the prison and whose `unit` is the unit. `order` tells arrivals
    of one day apart. `unit_moves`: days on which the person came into another unit of the same
    facility, and which: that starts nothing, but a unit may have a supplement of its own.
    """

    ref: str
    facility: str
    arrived_on: date
    permanent: bool = True
    exempt: bool = False
    local_procedure: str = ""
    unit: str = ""
    order: int = 0
    unit_moves: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExemptSpan:
    """Days on which the place where the person was held was exempt, whatever the placements.

    For a facility or unit whose exemption began or ended while the person was there.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    local_procedure: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from the facility (court, hospital) at the end of each day from `from_on`.

    `until_on` is the last such day, hence the day before the return; None: still away.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One officer holds the case. `facility` says for which place, where the record knows it:
    then an allocation made before the arrival counts for that placement."""

    ref: str
    officer: str
    from_on: date
    until_on: date | None = None
    facility: str = ""


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """A plan ("imp", "accountability") was approved or reviewed.

    `resets_cycle`: an unscheduled review from which the cycle begins anew (R16).
    """

    ref: str
    plan: str
    kind: PlanEventKind
    on: date
    by: str = ""
    resets_cycle: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A signed contact report; `on` is the day of completion."""

    ref: str
    kind: ReportKind
    on: date
    author: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A case note. `on` is the day on which it happened, `recorded_on` the day it was entered.

    `kind` is the note type's code. `counts`: it may fulfil a duty of the officer (for example,
    not a copy of last month's). `on_behalf_of`: the officer for whom a colleague wrote it.
    `assignment`: for a closing summary, the assignment that it closes. `contact`: the person was
    reached (not an attempt). `collateral`: with whom else contact was made ("residential_staff").
    `states_absence`: it says where the person is and why.
    """

    ref: str
    kind: str
    on: date
    recorded_on: date
    author: str = ""
    counts: bool = True
    on_behalf_of: str = ""
    assignment: str = ""
    contact: bool = True
    collateral: str = ""
    states_absence: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """The person left. A later placement begins a new time in custody."""

    ref: str
    kind: DepartureKind
    on: date


@dataclass(frozen=True, slots=True)
class PregnancyNotice:
    """The case manager received the form that tells of a pregnancy; what was done about it."""

    ref: str
    received_on: date
    notified_on: date | None = None
    noted_on: date | None = None
    noted_ref: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """An authorised exception: the duties named are on hold from `from_on` to `until_on`.

    `standards`: the codes exempted; empty means every duty of the subject. It counts only from
    the day of its approval on, and never rescues what was overdue before it began.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    standards: tuple[str, ...] = ()
    reason: str = ""
    approved_by: str = ""
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person is enrolled in a program. `verified_on`: days on which somebody confirmed that
    the enrolment is still valid. `residential`: the person lives there (residential treatment)."""

    ref: str
    program: str
    opened_on: date
    closed_on: date | None = None
    verified_on: tuple[date, ...] = ()
    residential: bool = False


@dataclass(frozen=True, slots=True)
class CustodyBooking:
    """A person under community supervision is held in custody elsewhere (a county jail).

    `typed_on`: the day on which the booking type was completed. `sentenced`: serving a sentence.
    """

    ref: str
    booked_on: date
    released_on: date | None = None
    typed_on: date | None = None
    booking_type: str = ""
    sentenced: bool = False


@dataclass(frozen=True, slots=True)
class Supervision:
    """A time under community supervision (probation, parole). `ended_how`: completed, revoked,
    transferred, absconded, died."""

    ref: str
    from_on: date
    expires_on: date | None = None
    ended_on: date | None = None
    ended_how: str = ""
    kind: str = "probation"


#: Junctures of a way through custody and back. The planned ones move as plans do.
MilestoneKind = Literal[
    "intake", "planned_release", "release", "planned_discharge", "discharge", "program_completed"
]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A juncture at which a document is owed. Planned ones keep their `ref` when they move."""

    ref: str
    kind: MilestoneKind
    on: date


@dataclass(frozen=True, slots=True)
class NoContactReason:
    """Why nobody could reach the person in one calendar month; `month` is its first day."""

    ref: str
    month: date
    reason: str
    entered_on: date
    author: str = ""


@dataclass(frozen=True, slots=True)
class WarrantRequest:
    """A request for a warrant with its revoking order, for the supervisor's approval.

    `opened_on`: from when a warrant is to be asked for, where that is known before anything is
    prepared. Pending from the first of its days until the decision.
    """

    ref: str
    prepared_on: date | None
    submitted_on: date | None = None
    decided_on: date | None = None
    approved: bool | None = None
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentMade:
    """An assessment with an instrument ("LS/CMI")."""

    ref: str
    instrument: str
    on: date


#: For what a person appears before the unit team.
AppearanceKind = Literal["initial_classification", "program_review"]


@dataclass(frozen=True, slots=True)
class TeamAppearance:
    """The person appears before the unit team. `noticed_at`, `at`: local times; `waived_on`: the
    notice was waived in writing; `held_on`: the day on which the team met with the person."""

    ref: str
    at: datetime
    noticed_at: datetime | None = None
    waived_on: date | None = None
    held_on: date | None = None
    kind: AppearanceKind = "program_review"


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action of a plan. `owner`: the member of staff who owes it, "" for any other party."""

    ref: str
    plan: str
    due_on: date
    done_on: date | None = None
    dropped_on: date | None = None
    owner: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class TeamLead:
    """Who leads the transition team in a phase: institutional, reentry, reintegration."""

    ref: str
    phase: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Something that the person may apply for (parole, home leave) from `eligible_on`.

    `informed_on`: the day on which the person was told of the requirements."""

    ref: str
    kind: str
    eligible_on: date
    informed_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The person lets `recipient` see what the consent names. `expires_on` is the last day on
    which it holds; `revoked_on` is the first on which it no longer does."""

    ref: str
    recipient: str
    signed_on: date
    expires_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class AccessAttempt:
    """A recipient asks to see the record on a day."""

    ref: str
    recipient: str
    on: date


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


@dataclass(frozen=True, slots=True)
class Submission:
    """An officer handed in a list (the caseload list) on a day; or, for `kind`
    "statistical_review", the supervisor reviewed the officer's figures of `month`."""

    ref: str
    on: date
    kind: str = "caseload_list"
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Conference:
    """A caseload conference of one officer with a supervisor.

    `on`: the day for which it is set now. `noticed_on`: the day of the notice that stands for
    that date; moving a conference later keeps its notice, moving it earlier needs a new one.
    """

    ref: str
    on: date
    supervisor: str = ""
    noticed_on: date | None = None
    held_on: date | None = None
    cancelled_on: date | None = None
    evaluated_on: date | None = None


@dataclass(frozen=True, slots=True)
class CoachingItem:
    """Coaching agreed after a conference; open until `closed_on`, looked at on `next_check_on`."""

    ref: str
    agreed_on: date
    next_check_on: date
    closed_on: date | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceMemo:
    """Written information on an officer's performance for the quarter in which `period_on` lies.

    `discussed_on`: the day on which the rating official discussed it with the officer.
    """

    ref: str
    period_on: date
    sent_on: date | None = None
    discussed_on: date | None = None


@dataclass(frozen=True, slots=True)
class PolicyRevision:
    """A procedure was revised, added or deleted, and the officer is to know of it."""

    ref: str
    issued_on: date
    effective_on: date
    acknowledged_on: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """What bears on the duties about one officer, whoever owes them.

    `holds_cases_from` / `until`: the days between which the officer carries a caseload.
    `supervisor`: who holds the officer's conferences today.
    """

    ref: str
    holds_cases_from: date | None = None
    holds_cases_until: date | None = None
    facility: str = ""
    supervisor: str = ""
    submissions: tuple[Submission, ...] = ()
    conferences: tuple[Conference, ...] = ()
    coaching: tuple[CoachingItem, ...] = ()
    memos: tuple[PerformanceMemo, ...] = ()
    revisions: tuple[PolicyRevision, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting was held. What became of its minutes is part of it: they are forwarded, kept for
    the years that the policy says, and disposed of unless a legal hold keeps them."""

    ref: str
    on: date
    kind: str = "case_management_staff"
    minutes_prepared_on: date | None = None
    minutes_forwarded_on: date | None = None
    minutes_disposed_on: date | None = None
    legal_hold: bool = False


@dataclass(frozen=True, slots=True)
class FacilityFacts:
    """What bears on the duties of one facility; `open_from`: its first day in the system.

    `covered_on`: the days on which somebody covered case management there.
    """

    ref: str
    open_from: date | None = None
    open_until: date | None = None
    meetings: tuple[Meeting, ...] = ()
    covered_on: tuple[date, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamAttendance:
    """The coordinator attended the unit's classification team."""

    ref: str
    on: date
    staff: str = ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What bears on the duties about one unit and its team."""

    ref: str
    facility: str = ""
    open_from: date | None = None
    open_until: date | None = None
    attendances: tuple[TeamAttendance, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


Facts = CaseFacts | OfficerFacts | FacilityFacts | UnitFacts
