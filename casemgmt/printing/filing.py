"""Where a printed report is kept, by the agency's standards.

The words follow the policies: OP-060101, III.B: a printed report is filed in section four of the
field file. COPP 10.3, Records Management: copies are kept on the Prisoner's Management File, and
people are encouraged not to keep copies in their cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agency.models import Agency


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A place for paper. section: for the ledger; clause: what says so; caution: for the dialog.

    language: a language tag for the PDF, by which it is read aloud.
    """

    section: str
    clause: str = ""
    caution: str = ""
    language: str = "en"


ELSEWHERE = FilePlace("Case file")

#: By the jurisdiction that a standards pack's code begins with.
BY_JURISDICTION = {
    "us-ok": FilePlace("Field file, section four", "OP-060101, III.B", language="en-US"),
    "au-wa": FilePlace(
        "Prisoner's Management File",
        "COPP 10.3, Records Management",
        caution="Encourage the person not to keep copies of contact reports in their cell: "
        "they are confidential. (COPP 10.3, Records Management)",
        language="en-AU",
    ),
}

PAPER = {"letter": "Letter", "a4": "A4"}


def file_place(agency: Agency) -> FilePlace:
    """Where this agency keeps a printed report."""
    for code in agency.standards:
        place = BY_JURISDICTION.get(str(code).partition("/")[0].lower())
        if place is not None:
            return place
    return ELSEWHERE


def paper_of(agency: Agency) -> str:
    """The CSS name of the agency's paper: the setting "paper", "letter" unless it is "a4"."""
    chosen = str(agency.setting("paper", "")).lower()
    if chosen in PAPER:
        return PAPER[chosen]
    american = file_place(agency).language in {"en", "en-US"}
    return PAPER["letter" if american else "a4"]
