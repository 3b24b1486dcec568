"""What may be done to the facts of a case. Each service checks its rules, writes the rows and
the audit event in one transaction, and announces that the case changed."""

from offenders.services.caseload import (
    assign_officer,
    close_caseload_link,
    end_assignment,
    reassign,
)
from offenders.services.custody import (
    correct_movement,
    rebuild_placements,
    record_movement,
    withdraw_movement,
)
from offenders.services.person import (
    end_alert,
    raise_alert,
    record_assessment,
    register_offender,
    update_offender,
)
from offenders.services.sentence import correct_release_dates, record_release_dates

__all__ = [
    "assign_officer",
    "close_caseload_link",
    "correct_movement",
    "correct_release_dates",
    "end_alert",
    "end_assignment",
    "raise_alert",
    "reassign",
    "rebuild_placements",
    "record_assessment",
    "record_movement",
    "record_release_dates",
    "register_offender",
    "update_offender",
    "withdraw_movement",
]
