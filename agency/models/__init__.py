"""Models of the agency app."""

from agency.models.audit import AuditEvent, AuditEventType
from agency.models.jobs import Job, JobState
from agency.models.organisation import Agency, Facility, FacilityKind, Unit
from agency.models.people import AccessReason, Posting, User

__all__ = [
    "AccessReason",
    "Agency",
    "AuditEvent",
    "AuditEventType",
    "Facility",
    "FacilityKind",
    "Job",
    "JobState",
    "Posting",
    "Unit",
    "User",
]
