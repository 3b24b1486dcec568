"""The upward seam of closing an officer's charge: what stands above may hold it, or note it.

`close_caseload_link` asks before it closes, whichever door was taken; an import of what happened
elsewhere writes its rows itself and asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import CaseAssignment, Movement

#: Sent with `closing`. A receiver raises RuleViolation to hold it; nothing is closed then.
charge_closes = Signal()


@dataclass(frozen=True, slots=True)
class WithoutSummary:
    """Why a charge is closed without its summary: a code and words."""

    why: str
    reason: str


@dataclass(frozen=True, slots=True)
class Closing:
    """A charge that is about to be closed.

    off_from: the first day off the caseload. movement: what happened already and closes it, so
    that it cannot be held; None for somebody's decision. without: what that somebody says of a
    summary that is not there.
    """

    assignment: CaseAssignment
    by: User | None
    off_from: date
    movement: Movement | None = None
    without: WithoutSummary | None = None


def ask_before_closing(closing: Closing) -> None:
    """Let those above hold it. Raises RuleViolation."""
    charge_closes.send(sender=None, closing=closing)
