"""What contact reports ask, with the clause that asks it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One question of a report: its code, a short name and the sentence on the form."""

    code: str
    name: str
    sentence: str


#: COPP 10.3, Primary (initial) contact reports, (a) to (e).
PRIMARY_CHECKS = (
    ReportItem(
        "wellbeing",
        "Wellbeing",
        "Issues affecting their care and wellbeing are known and being managed",
    ),
    ReportItem("routine", "Routine", "They know and understand the prison and unit routine"),
    ReportItem(
        "family_contact",
        "Family contact",
        "They can arrange and keep contact with family and friends",
    ),
    ReportItem("work_education", "Work or education", "They are in work or education"),
    ReportItem(
        "offending_programs",
        "Offending and programs",
        "They understand their offending behaviour and are encouraged to take part in scheduled "
        "programs",
    ),
)

#: COPP 10.3, Regular contact reports, (a) to (c).
FOCUS_POINTS = (
    ReportItem(
        "imp_progress",
        "Progress against the plan",
        "Progress against the plan, and what may stand in the way of its requirements",
    ),
    ReportItem(
        "work_behaviour",
        "Work and unit behaviour",
        "How they meet the work and unit behaviour standards",
    ),
    ReportItem(
        "release_applications",
        "Release and reintegration",
        "What they were told of and helped with: home leave, employment program, parole, re-entry "
        "release",
    ),
)

PRIMARY_CITE = "COPP 10.3, Primary (initial) contact reports"
REGULAR_CITE = "COPP 10.3, Regular contact reports"
