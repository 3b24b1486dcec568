"""What may be done to notes, reports, drafts and the records that stand beside them."""

from casenotes.services.drafts import DraftConflict, discard_draft, find_draft, save_draft
from casenotes.services.errors import decide_error, report_error, strike_corrected
from casenotes.services.notes import add_amendment, record_note
from casenotes.services.orientation import record_orientation
from casenotes.services.pregnancy import (
    file_pregnancy_form,
    receive_pregnancy_form,
    record_pregnancy_call,
    withdraw_pregnancy_notice,
)
from casenotes.services.reports import Answer, sign_report
from casenotes.services.warrants import (
    decide_warrant_request,
    prepare_warrant_request,
    submit_warrant_request,
)

__all__ = [
    "Answer",
    "DraftConflict",
    "add_amendment",
    "decide_error",
    "decide_warrant_request",
    "discard_draft",
    "file_pregnancy_form",
    "find_draft",
    "prepare_warrant_request",
    "receive_pregnancy_form",
    "record_note",
    "record_orientation",
    "record_pregnancy_call",
    "report_error",
    "save_draft",
    "sign_report",
    "strike_corrected",
    "submit_warrant_request",
    "withdraw_pregnancy_notice",
]
