"""The forms of this app. A form reads and checks; `casenotes.services` decides and writes."""

from casenotes.forms.happened import HappenedMixin, now_on_the_wall
from casenotes.forms.notes import AmendmentForm, NoteForm, SummaryForm
from casenotes.forms.orientation import OrientationForm
from casenotes.forms.pregnancy import CallForm, FilingForm, ReceiptForm, WithdrawalForm
from casenotes.forms.reports import ReportForm
from casenotes.forms.warrants import WarrantDecisionForm, WarrantRequestForm

__all__ = [
    "AmendmentForm",
    "CallForm",
    "FilingForm",
    "HappenedMixin",
    "NoteForm",
    "OrientationForm",
    "ReceiptForm",
    "ReportForm",
    "SummaryForm",
    "WarrantDecisionForm",
    "WarrantRequestForm",
    "WithdrawalForm",
    "now_on_the_wall",
]
