"""Models of the casenotes app."""

from casenotes.models.access_requests import (
    AccessAsker,
    AccessChannel,
    AccessDecision,
    AccessItem,
    AccessOutcome,
    AccessRequest,
    AccessRoute,
    AccessStage,
    Delegate,
    RefusalGround,
    Release,
    Viewing,
)
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
from casenotes.models.closing import ClosedWithout, SummaryReceipt, SummaryRequest, WhyWithout
from casenotes.models.correspondence import (
    Letter,
    LetterAct,
    LetterState,
    LetterStep,
    LetterVersion,
    Signatory,
)
from casenotes.models.custody_of_paper import (
    FileStep,
    GoingFile,
    PaperLocation,
    PaperPlace,
    TransferFile,
)
from casenotes.models.disclosures import Disclosure, DisclosureKind, Told
from casenotes.models.drafts import Draft
from casenotes.models.errors import (
    ErrorDecision,
    ErrorKind,
    ErrorOutcome,
    ErrorReport,
    Strike,
)
from casenotes.models.inquiries import Asker, Basis, Channel, Inquiry
from casenotes.models.likeness import CopyReview, LikenessCheck
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
from casenotes.models.pregnancy import DocumentEntry, PregnancyNotice
from casenotes.models.print_rules import FilingRule, PrintRules
from casenotes.models.prints import Filing, PrintedReport, PrintKind
from casenotes.models.redactions import (
    Redaction,
    RedactionCheck,
    Withholding,
    WithholdingGround,
)
from casenotes.models.reports import ContactReport, ReportAnswer, ReportKind
from casenotes.models.risk_alerts import AlertRecipient, RiskAlert
from casenotes.models.warrants import WarrantRequest

__all__ = [
    "AccessAsker",
    "AccessChannel",
    "AccessDecision",
    "AccessItem",
    "AccessOutcome",
    "AccessRequest",
    "AccessRoute",
    "AccessStage",
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
    "ClosedWithout",
    "Collateral",
    "ContactMode",
    "ContactOutcome",
    "ContactReport",
    "CopyReview",
    "Delegate",
    "Disclosure",
    "DisclosureKind",
    "DocumentEntry",
    "Draft",
    "DraftFile",
    "ErrorDecision",
    "ErrorKind",
    "ErrorOutcome",
    "ErrorReport",
    "Facet",
    "FileStep",
    "Filing",
    "FilingRule",
    "GoingFile",
    "Inquiry",
    "KeptFile",
    "Letter",
    "LetterAct",
    "LetterState",
    "LetterStep",
    "LetterVersion",
    "LikenessCheck",
    "MeetingPlace",
    "NoContact",
    "NoContactReason",
    "NoteBatch",
    "NoteType",
    "Orientation",
    "OrientationLevel",
    "PaperLocation",
    "PaperPlace",
    "PregnancyNotice",
    "PrintKind",
    "PrintRules",
    "PrintedReport",
    "Redaction",
    "RedactionCheck",
    "RefusalGround",
    "Release",
    "ReportAnswer",
    "ReportKind",
    "ResponseKind",
    "ResponseLevel",
    "RiskAlert",
    "SEVEN_FACETS",
    "ScanVerdict",
    "Severity",
    "Signatory",
    "Strike",
    "SummaryReceipt",
    "SummaryRequest",
    "Told",
    "TransferFile",
    "Viewing",
    "WarrantRequest",
    "WhyWithout",
    "Withholding",
    "WithholdingGround",
    "was_reached",
]
