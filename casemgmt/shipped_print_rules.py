"""What each agency asks of paper before it has chosen anything itself, by its jurisdiction.

OP-060101, III.B: a printed report is filed in section four of the field file. COPP 10.3, Records
Management: reports are not printed and stored on files unless they have to be signed; copies are
kept on the Prisoner's Management File; people are encouraged not to keep copies in their cell.
Where a jurisdiction's policies are silent, every print may be filed and no reason is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from casenotes.models import FilingRule


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is printed. signed: the paper is made to be signed by somebody."""

    code: str
    name: str
    signed: bool = False


#: The reason that has to be explained in the printer's own words.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where paper lies and what is asked of it.

    section: for the ledger; clause: what says so; caution: for the dialog and the paper; filing:
    a FilingRule; not_for_file: the words on a print that may not be filed; language: a language
    tag for the PDF, by which it is read aloud.
    """

    section: str
    clause: str = ""
    caution: str = ""
    language: str = "en"
    filing: str = FilingRule.ANY
    reason_required: bool = False
    reasons: tuple[Reason, ...] = ()
    not_for_file: str = "Not for file"

    def reason(self, code: str) -> Reason | None:
        """The reason of that code, if it may be chosen."""
        return next((reason for reason in self.reasons if reason.code == code), None)

    def may_be_filed(self, code: str) -> bool:
        """Whether a print for the reason of that code may lie in the file."""
        if self.filing == FilingRule.ANY:
            return True
        chosen = self.reason(code)
        return chosen is not None and chosen.signed


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
        filing=FilingRule.SIGNED,
        reason_required=True,
        reasons=(
            Reason("signature_required", "Has to be signed by the prisoner or by staff", True),
            Reason("viewing", "To be viewed under supervision"),
            Reason("hearing", "For a hearing, interview or meeting"),
            Reason(OTHER, "Another reason"),
        ),
    ),
    "us-bop": FilePlace("Inmate central file", language="en-US"),
    "us-ca": FilePlace("Probation case file", language="en-US"),
    "us-ca-slo": FilePlace("Probation case file", language="en-US"),
    "tpc": FilePlace("Case file", language="en-US"),
}
