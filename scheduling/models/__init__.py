"""Editions of policy in force, due items, and what became of them."""

from scheduling.models.due_items import (
    CaseSchedule,
    Closing,
    DueItem,
    OtherSchedule,
    Transition,
    TransitionKind,
)
from scheduling.models.editions import Activation, PolicyEdition
from scheduling.models.exemptions import Exemption

__all__ = [
    "Activation",
    "CaseSchedule",
    "Closing",
    "DueItem",
    "Exemption",
    "OtherSchedule",
    "PolicyEdition",
    "Transition",
    "TransitionKind",
]
