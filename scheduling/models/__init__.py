"""Editions of policy in force, due items, and what became of them."""

from scheduling.models.due_items import (
    CaseSchedule,
    Closing,
    DueItem,
    OtherSchedule,
    Transition,
    TransitionKind,
)
from scheduling.models.editions import (
    Activation,
    AssumptionConfirmation,
    EditionDraft,
    PolicyEdition,
)
from scheduling.models.exemptions import Exemption
from scheduling.models.previews import Change, Preview, PreviewChange, Reach

__all__ = [
    "Activation",
    "AssumptionConfirmation",
    "CaseSchedule",
    "Change",
    "Closing",
    "DueItem",
    "EditionDraft",
    "Exemption",
    "OtherSchedule",
    "PolicyEdition",
    "Preview",
    "PreviewChange",
    "Reach",
    "Transition",
    "TransitionKind",
]
