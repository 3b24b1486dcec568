"""The forms of plans. A form reads and checks; `plans.services` decides and writes."""

from plans.forms.editor import PlanEditor
from plans.forms.reviews import PlanReviewForm, ReviewDecisionForm
from plans.forms.steps import (
    ActionForm,
    AgreementForm,
    DecideForm,
    HandoverForm,
    NewVersionForm,
    StartPlanForm,
)

__all__ = [
    "ActionForm",
    "AgreementForm",
    "DecideForm",
    "HandoverForm",
    "NewVersionForm",
    "PlanEditor",
    "PlanReviewForm",
    "ReviewDecisionForm",
    "StartPlanForm",
]
