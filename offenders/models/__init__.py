"""Models of the offenders app."""

from offenders.models.assessment import Assessment, Instrument, InstrumentBand
from offenders.models.caseload import CaseAssignment, Exclusion
from offenders.models.custody import Absence, Movement, MovementKind, Placement
from offenders.models.person import Alert, Alias, LegalStatus, Offender, Sex
from offenders.models.sentence import SentenceDetermination
from offenders.models.submissions import CaseloadSubmission

__all__ = [
    "Absence",
    "Alert",
    "Alias",
    "Assessment",
    "CaseAssignment",
    "CaseloadSubmission",
    "Exclusion",
    "Instrument",
    "InstrumentBand",
    "LegalStatus",
    "Movement",
    "MovementKind",
    "Offender",
    "Placement",
    "SentenceDetermination",
    "Sex",
]
