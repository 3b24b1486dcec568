"""Models of the casenotes app."""

from casenotes.models.drafts import Draft
from casenotes.models.notes import Amendment, AmendmentKind, CaseNote, ContactMode, Facet, NoteType
from casenotes.models.prints import Filing, PrintedReport
from casenotes.models.reports import ContactReport, ReportAnswer, ReportKind

__all__ = [
    "Amendment",
    "AmendmentKind",
    "CaseNote",
    "ContactMode",
    "ContactReport",
    "Draft",
    "Facet",
    "Filing",
    "NoteType",
    "PrintedReport",
    "ReportAnswer",
    "ReportKind",
]
