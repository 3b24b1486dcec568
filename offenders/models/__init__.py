"""Models of the offenders app."""

from offenders.models.applications import Application, ApplicationKind, ApplicationOutcome
from offenders.models.assessment import (
    Assessment,
    AssessmentReason,
    Finding,
    OverrideKind,
    Strength,
)
from offenders.models.caseload import CaseAssignment, Exclusion
from offenders.models.classification import (
    Classification,
    ClassificationDecision,
    ClassificationKind,
    FacilityLevels,
    PopulationDay,
)
from offenders.models.consent import (
    Consent,
    ConsentEnd,
    ConsentEnding,
    ConsentRecipient,
    DataClass,
    OrganisationMember,
)
from offenders.models.cover import Cover
from offenders.models.custody import Absence, Movement, MovementKind, Placement
from offenders.models.instruments import (
    AssessorQualification,
    Instrument,
    InstrumentBand,
    InstrumentDomain,
    InstrumentKind,
    RiskGroup,
    ScreeningArea,
)
from offenders.models.person import Alert, Alias, LegalStatus, Offender, Sex
from offenders.models.programs import (
    Enrolment,
    EnrolmentResult,
    EnrolmentVerification,
    NoReferralReason,
    Organisation,
    OrganisationKind,
    Program,
    ProgramKind,
    Referral,
    ReferralStatus,
    ReferralStep,
)
from offenders.models.sentence import SentenceDetermination
from offenders.models.submissions import CaseloadSubmission
from offenders.models.supervision import (
    BookingType,
    CustodyBooking,
    SupervisionCondition,
    SupervisionEnd,
    SupervisionKind,
    SupervisionTerm,
)
from offenders.models.team import TeamCategory, TeamLead, TeamMember, TeamPhase

__all__ = [
    "Absence",
    "Alert",
    "Alias",
    "Application",
    "ApplicationKind",
    "ApplicationOutcome",
    "Assessment",
    "AssessmentReason",
    "AssessorQualification",
    "BookingType",
    "CaseAssignment",
    "CaseloadSubmission",
    "Classification",
    "ClassificationDecision",
    "ClassificationKind",
    "Consent",
    "ConsentEnd",
    "ConsentEnding",
    "ConsentRecipient",
    "Cover",
    "CustodyBooking",
    "DataClass",
    "Enrolment",
    "EnrolmentResult",
    "EnrolmentVerification",
    "Exclusion",
    "FacilityLevels",
    "Finding",
    "Instrument",
    "InstrumentBand",
    "InstrumentDomain",
    "InstrumentKind",
    "LegalStatus",
    "Movement",
    "MovementKind",
    "NoReferralReason",
    "Offender",
    "Organisation",
    "OrganisationKind",
    "OrganisationMember",
    "OverrideKind",
    "Placement",
    "PopulationDay",
    "Program",
    "ProgramKind",
    "Referral",
    "ReferralStatus",
    "ReferralStep",
    "RiskGroup",
    "ScreeningArea",
    "SentenceDetermination",
    "Sex",
    "Strength",
    "SupervisionCondition",
    "SupervisionEnd",
    "SupervisionKind",
    "SupervisionTerm",
    "TeamCategory",
    "TeamLead",
    "TeamMember",
    "TeamPhase",
]
