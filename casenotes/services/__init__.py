"""What may be done to notes, reports and drafts."""

from casenotes.services.drafts import DraftConflict, discard_draft, find_draft, save_draft
from casenotes.services.notes import add_amendment, record_note
from casenotes.services.reports import Answer, sign_report

__all__ = [
    "Answer",
    "DraftConflict",
    "add_amendment",
    "discard_draft",
    "find_draft",
    "record_note",
    "save_draft",
    "sign_report",
]
