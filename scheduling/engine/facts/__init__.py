"""What the engine is told of a case, an officer or a facility.

Each fact carries an opaque `ref` ("movement:12") that names the record it came from, and local
dates of the facility. The order of facts never matters. A `ref` must stay the same when the
record is corrected, because the key of an obligation is built on it; where a correction is a new
row, give the first row's. Every `until_on` is the last day on which something holds.
"""

from scheduling.engine.facts.cases import (
    CaseFacts,
)
from scheduling.engine.facts.community import (
    AccessAttempt,
    Consent,
    CustodyBooking,
    Enrolment,
    Milestone,
    MilestoneKind,
    NoContactReason,
    Supervision,
    TeamLead,
    WarrantRequest,
)
from scheduling.engine.facts.custody import (
    Absence,
    Assignment,
    Departure,
    DepartureKind,
    ExemptSpan,
    Placement,
    Sentence,
)
from scheduling.engine.facts.exemptions import (
    Exemption,
)
from scheduling.engine.facts.officers import (
    CoachingItem,
    Conference,
    OfficerFacts,
    PerformanceMemo,
    PolicyRevision,
    Submission,
)
from scheduling.engine.facts.places import (
    FacilityFacts,
    Meeting,
    TeamAttendance,
    UnitFacts,
)
from scheduling.engine.facts.work import (
    AppearanceKind,
    Application,
    AssessmentMade,
    Note,
    PlanAction,
    PlanEvent,
    PlanEventKind,
    PregnancyNotice,
    Report,
    ReportKind,
    TeamAppearance,
)

#: Those about whom something can be owed.
Facts = CaseFacts | OfficerFacts | FacilityFacts | UnitFacts

__all__ = [
    "Absence",
    "AccessAttempt",
    "AppearanceKind",
    "Application",
    "AssessmentMade",
    "Assignment",
    "CaseFacts",
    "CoachingItem",
    "Conference",
    "Consent",
    "CustodyBooking",
    "Departure",
    "DepartureKind",
    "Enrolment",
    "ExemptSpan",
    "Exemption",
    "FacilityFacts",
    "Facts",
    "Meeting",
    "Milestone",
    "MilestoneKind",
    "NoContactReason",
    "Note",
    "OfficerFacts",
    "PerformanceMemo",
    "Placement",
    "PlanAction",
    "PlanEvent",
    "PlanEventKind",
    "PolicyRevision",
    "PregnancyNotice",
    "Report",
    "ReportKind",
    "Sentence",
    "Submission",
    "Supervision",
    "TeamAppearance",
    "TeamAttendance",
    "TeamLead",
    "UnitFacts",
    "WarrantRequest",
]
