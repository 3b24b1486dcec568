"""Models of the conferences app."""

from conferences.models.coaching import (
    CoachingArea,
    CoachingCheck,
    CoachingItem,
    CoachingResource,
    ConferenceEvaluation,
)
from conferences.models.conferences import (
    Conference,
    ConferenceNotice,
    DiscussedCase,
    DiscussReason,
    NoticeKind,
    ReadinessItem,
    ReadinessMoment,
)
from conferences.models.contact_standards import (
    ContactStandard,
    ContactType,
    Per,
    StandardsReport,
)
from conferences.models.coverage import (
    CoverageDay,
    Weekday,
    WorkHours,
)
from conferences.models.meetings import (
    LegalHold,
    Meeting,
    MeetingAttendee,
    MeetingKind,
    MeetingTopic,
    MeetingTraining,
    Minutes,
)
from conferences.models.memos import (
    ELEMENTS,
    DisputeOutcome,
    MemoDispute,
    PerformanceMemo,
)
from conferences.models.monitoring import MonitoringEntry, MonitoringKind
from conferences.models.reviews import (
    CASE_QUESTIONS,
    CONFERENCE_ITEMS,
    STAGE_TARGETS,
    CaseReview,
    ConferenceReview,
    Rating,
    StageOfChange,
    StatisticalReview,
)
from conferences.models.revisions import (
    STAFF_ROLES,
    PolicyRevision,
    RevisionAcknowledgement,
    RevisionKind,
)
from conferences.models.samples import CaseSample, SampledCase
from conferences.models.teams import (
    NOTICE_HOURS,
    AppearanceKind,
    Appeared,
    TeamAppearance,
    TeamAttendance,
    TeamSession,
)

__all__ = [
    "CASE_QUESTIONS",
    "CONFERENCE_ITEMS",
    "STAGE_TARGETS",
    "CaseReview",
    "CaseSample",
    "CoachingArea",
    "CoachingCheck",
    "CoachingItem",
    "CoachingResource",
    "Conference",
    "ConferenceEvaluation",
    "ConferenceNotice",
    "ConferenceReview",
    "ContactStandard",
    "ContactType",
    "DiscussReason",
    "DiscussedCase",
    "MonitoringEntry",
    "MonitoringKind",
    "NoticeKind",
    "Per",
    "Rating",
    "ReadinessItem",
    "ReadinessMoment",
    "SampledCase",
    "StageOfChange",
    "StandardsReport",
    "StatisticalReview",
    "CoverageDay",
    "Weekday",
    "WorkHours",
    "LegalHold",
    "Meeting",
    "MeetingAttendee",
    "MeetingKind",
    "MeetingTopic",
    "MeetingTraining",
    "Minutes",
    "ELEMENTS",
    "DisputeOutcome",
    "MemoDispute",
    "PerformanceMemo",
    "STAFF_ROLES",
    "PolicyRevision",
    "RevisionAcknowledgement",
    "RevisionKind",
    "NOTICE_HOURS",
    "Appeared",
    "AppearanceKind",
    "TeamAppearance",
    "TeamAttendance",
    "TeamSession",
]
