"""Models of the plans app."""

from plans.models.content import (
    Goal,
    Intervention,
    Need,
    NeedSource,
    OwnerParty,
    PlanAction,
    ReentryItem,
)
from plans.models.kinds import OMP_STAGES, PlanKind, PlanPhase, ReviewKind
from plans.models.plans import Plan, PlanVersion, VersionReason, VersionStatus
from plans.models.reviews import PlanReview, ReviewDecision, ReviewRecord
from plans.models.signing import Agreement, Answer, Handover, HowSaid

__all__ = [
    "OMP_STAGES",
    "Agreement",
    "Answer",
    "Goal",
    "Handover",
    "HowSaid",
    "Intervention",
    "Need",
    "NeedSource",
    "OwnerParty",
    "Plan",
    "PlanAction",
    "PlanKind",
    "PlanPhase",
    "PlanReview",
    "PlanVersion",
    "ReentryItem",
    "ReviewDecision",
    "ReviewKind",
    "ReviewRecord",
    "VersionReason",
    "VersionStatus",
]
