"""What starts or ends a clock, read from the facts: one function for each event.

An occasion names the record, its day, and what fulfils a deadline that answers to it. The shape
`deadline` does the arithmetic and knows no records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduling.engine.facts import FacilityFacts, OfficerFacts
from scheduling.engine.occasions import cases, reentry, staff
from scheduling.engine.occasions.occasion import Occasion
from scheduling.engine.timeline import Timeline
from scheduling.policy.settings import Settings
from scheduling.policy.shapes import Deadline
from scheduling.policy.vocabulary import Event

__all__ = ["OF_CASES", "OF_FACILITIES", "OF_OFFICERS", "Occasion"]

CaseSource = Callable[[Deadline, Timeline, Settings], Iterator[Occasion]]
OfficerSource = Callable[[Deadline, OfficerFacts, Settings], Iterator[Occasion]]
FacilitySource = Callable[[Deadline, FacilityFacts, Settings], Iterator[Occasion]]

OF_CASES: dict[Event, CaseSource] = {
    "case_received": cases.case_received,
    "designated_arrival": cases.designated_arrival,
    "team_appearance": cases.team_appearance,
    "enrolment_opened": cases.enrolment_opened,
    "custody_booked": cases.custody_booked,
    "intake": reentry.intake,
    "release": reentry.release,
    "discharge": reentry.discharge,
    "phase_begun": reentry.phase_begun,
    "program_completed": reentry.program_completed,
    "plan_action_due": cases.plan_action_due,
    "application_due": cases.application_due,
}
OF_OFFICERS: dict[Event, OfficerSource] = {
    "conference": staff.conference,
    "conference_held": staff.conference_held,
    "coaching_agreed": staff.coaching_agreed,
    "memo_sent": staff.memo_sent,
    "revision_effective": staff.revision_effective,
}
OF_FACILITIES: dict[Event, FacilitySource] = {"meeting_held": staff.meeting_held}
