"""Models of the casenotes app."""

from casenotes.models.attachments import (
    Attachment,
    AttachmentScan,
    DraftFile,
    KeptFile,
    ScanVerdict,
)
from casenotes.models.batches import BatchLine, NoteBatch
from casenotes.models.behaviour import (
    BehaviourEvent,
    BehaviourKind,
    BehaviourNature,
    BehaviourResponse,
    ResponseKind,
    ResponseLevel,
    Severity,
)
from casenotes.models.drafts import Draft
from casenotes.models.likeness import CopyReview, LikenessCheck
from casenotes.models.inquiries import Asker, Basis, Channel, Inquiry
from casenotes.models.no_contact import NoContact, NoContactReason
from casenotes.models.note_types import SEVEN_FACETS, Behaviour, Facet, NoteType
from casenotes.models.notes import (
    Amendment,
    AmendmentKind,
    CaseNote,
    Collateral,
    ContactMode,
    ContactOutcome,
    MeetingPlace,
    was_reached,
)
from casenotes.models.orientation import Acknowledgement, Orientation, OrientationLevel
from casenotes.models.pregnancy import Disclosure, DocumentEntry, PregnancyNotice, Told
from casenotes.models.print_rules import FilingRule, PrintRules
from casenotes.models.prints import Filing, PrintedReport, PrintKind
from casenotes.models.reports import ContactReport, ReportAnswer, ReportKind
from casenotes.models.risk_alerts import AlertRecipient, RiskAlert
from casenotes.models.warrants import WarrantRequest

__all__ = [
    "SEVEN_FACETS",
    "Acknowledgement",
    "AlertRecipient",
    "Amendment",
    "AmendmentKind",
    "Asker",
    "Attachment",
    "AttachmentScan",
    "Basis",
    "BatchLine",
    "Behaviour",
    "BehaviourEvent",
    "BehaviourKind",
    "BehaviourNature",
    "BehaviourResponse",
    "CaseNote",
    "Channel",
    "Collateral",
    "ContactMode",
    "ContactOutcome",
    "ContactReport",
    "CopyReview",
    "Disclosure",
    "DocumentEntry",
    "Draft",
    "DraftFile",
    "Facet",
    "Filing",
    "FilingRule",
    "Inquiry",
    "KeptFile",
    "LikenessCheck",
    "MeetingPlace",
    "NoContact",
    "NoContactReason",
    "NoteBatch",
    "NoteType",
    "Orientation",
    "OrientationLevel",
    "PregnancyNotice",
    "PrintKind",
    "PrintRules",
    "PrintedReport",
    "ReportAnswer",
    "ReportKind",
    "ResponseKind",
    "ResponseLevel",
    "RiskAlert",
    "ScanVerdict",
    "Severity",
    "Told",
    "WarrantRequest",
    "was_reached",
]
