"""What is looked at in each case before a conference, and what a look came to.

The reminders of the notice are 1.17's own list (PRO-007 to PRO-014). `REMINDERS_VERSION` changes
with their words, so that a notice can say which text it carried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

REMINDERS_VERSION = "1.17 of 3 June 2019, text 1"

#: As the notice says them, in the order of the policy.
REMINDERS = (
    "Notes and case plans are current, and journal notes address the plan's objectives.",
    "No-contact reasons are entered within the calendar month.",
    "For everybody in custody the booking type is completed.",
    "Enrolments are current; those open over 6 months are checked for validity.",
    "Everybody with an LSI or LS/CMI has a current case plan, on at least 3 of the highest risk "
    "factors.",
    "Whoever cannot be contacted has a no-contact reason in the notes of the month. Where a "
    "warrant request is pending, the reason is warrant, and the request for warrant and revoking "
    "order is prepared for approval.",
    "For everybody in residential treatment the staff there confirmed it this month, and the "
    "no-contact reason is entered.",
    "Be prepared to discuss and resolve low, med/low and temporary override cases.",
)

#: Code → what the check is called on screen. The order is the order of the page.
CHECKS = {
    "notes": "Notes current",
    "plan": "Plan current",
    "objectives": "Notes address the plan",
    "focus": "Plan on the highest risk factors",
    "assessment": "Assessment current",
    "booking": "Booking type completed",
    "enrolments": "Enrolments verified",
    "no_contact": "No-contact reason",
    "warrant": "Warrant request prepared",
    "residential": "Residential treatment confirmed",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found about one case. Checks that do not apply to a case find nothing."""

    offender_id: int
    check: str
    ok: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class ToDiscuss:
    """A case to discuss and resolve; `reason` is a value of DiscussReason."""

    offender_id: int
    reason: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A caseload looked through on one day: every finding, and the cases to discuss."""

    cases: int = 0
    findings: tuple[Finding, ...] = ()
    to_discuss: tuple[ToDiscuss, ...] = field(default_factory=tuple)

    @property
    def not_ready(self) -> tuple[Finding, ...]:
        """What is still to be done."""
        return tuple(finding for finding in self.findings if not finding.ok)

    @property
    def cases_not_ready(self) -> int:
        """How many cases have something still to be done."""
        return len({finding.offender_id for finding in self.not_ready})

    def open_by_check(self) -> list[tuple[str, int]]:
        """(name of the check, cases not ready), without those that found none."""
        return count_by_check(finding.check for finding in self.not_ready)


def count_by_check(codes: Iterable[str]) -> list[tuple[str, int]]:
    """(name of the check, how often it is among `codes`), in the order of the page."""
    found = list(codes)
    return [(name, found.count(code)) for code, name in CHECKS.items() if code in found]
