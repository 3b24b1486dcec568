"""Models of the offenders app."""

from offenders.models.assessment import Assessment, Instrument, InstrumentBand
from offenders.models.caseload import CaseAssignment, Exclusion
from offenders.models.custody import Absence, Movement, MovementKind, Placement
from offenders.models.person import Alert, Alias, LegalStatus, Offender, Sex
from offenders.models.sentence import SentenceDetermination

__all__ = [
    "Absence",
    "Alert",
    "Alias",
    "Assessment",
    "CaseAssignment",
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
