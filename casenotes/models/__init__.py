"""Models of the casenotes app."""

from casenotes.models.drafts import Draft
from casenotes.models.no_contact import NoContact, NoContactReason
from casenotes.models.notes import (
    Amendment,
    AmendmentKind,
    CaseNote,
    Collateral,
    ContactMode,
    ContactOutcome,
    Facet,
    NoteType,
    was_reached,
)
from casenotes.models.orientation import Acknowledgement, Orientation, OrientationLevel
from casenotes.models.pregnancy import Disclosure, DocumentEntry, PregnancyNotice, Told
from casenotes.models.prints import Filing, PrintedReport
from casenotes.models.reports import ContactReport, ReportAnswer, ReportKind
from casenotes.models.warrants import WarrantRequest

__all__ = [
    "Acknowledgement",
    "Amendment",
    "AmendmentKind",
    "CaseNote",
    "Collateral",
    "ContactMode",
    "ContactOutcome",
    "ContactReport",
    "Disclosure",
    "DocumentEntry",
    "Draft",
    "Facet",
    "Filing",
    "NoContact",
    "NoContactReason",
    "NoteType",
    "Orientation",
    "OrientationLevel",
    "PregnancyNotice",
    "PrintedReport",
    "ReportAnswer",
    "ReportKind",
    "Told",
    "WarrantRequest",
    "was_reached",
]
