"""Models of the agency app."""

from agency.models.audit import AuditEvent, AuditEventType
from agency.models.imports import ImportRun, ImportState
from agency.models.jobs import Job, JobState
from agency.models.organisation import Agency, Facility, FacilityKind, Unit
from agency.models.people import AccessReason, Posting, User
from agency.models.sessions import Session

__all__ = [
    "AccessReason",
    "Agency",
    "AuditEvent",
    "AuditEventType",
    "Facility",
    "FacilityKind",
    "ImportRun",
    "ImportState",
    "Job",
    "JobState",
    "Posting",
    "Session",
    "Unit",
    "User",
]
