"""Editions of policy in force, due items, and what became of them."""

from scheduling.models.due_items import (
    CaseSchedule,
    Closing,
    DueItem,
    Transition,
    TransitionKind,
)
from scheduling.models.editions import Activation, PolicyEdition

__all__ = [
    "Activation",
    "CaseSchedule",
    "Closing",
    "DueItem",
    "PolicyEdition",
    "Transition",
    "TransitionKind",
]
