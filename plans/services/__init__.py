"""What is done with plans and their reviews."""

from plans.services.actions import drop_action, finish_action, reopen_action
from plans.services.approving import approve, save_and_submit, send_back, submit
from plans.services.drafting import discard_version, new_version, save_version, start_plan
from plans.services.reviews import (
    ReviewDetails,
    approve_review,
    record_review,
    withdraw_review,
)
from plans.services.signing import record_agreement, record_handover

__all__ = [
    "ReviewDetails",
    "approve",
    "approve_review",
    "discard_version",
    "drop_action",
    "finish_action",
    "new_version",
    "record_agreement",
    "record_handover",
    "record_review",
    "reopen_action",
    "save_and_submit",
    "save_version",
    "send_back",
    "start_plan",
    "submit",
    "withdraw_review",
]
