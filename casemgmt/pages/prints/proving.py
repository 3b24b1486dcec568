"""What can be said of a print beside the ledger's own word: its seal, and its content made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgmt.disclosing.recomputing import reckoned_copy
from casemgmt.printing.recomputing import Verdict, reckoned
from casemgmt.printing.sealing import Seal, seal_on
from casenotes.models import PrintKind

if TYPE_CHECKING:
    from casenotes.models import PrintedReport


def proofs_of(row: PrintedReport) -> dict[str, Any]:
    """seal: a Seal; anew: a Reckoned; is_doubtful: whether either of them speaks against it."""
    seal = seal_on(row)
    anew = reckoned_copy(row) if row.kind == PrintKind.EXTRACT else reckoned(row)
    return {
        "seal": seal,
        "anew": anew,
        "is_doubtful": seal == Seal.BROKEN or anew.verdict == Verdict.DIFFERENT,
    }
