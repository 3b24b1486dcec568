"""What the agency asks of paper: its own print rules, or those shipped for its jurisdiction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType
from casemgmt.shipped_print_rules import BY_JURISDICTION, ELSEWHERE, OTHER, FilePlace, Reason
from casenotes.models import FilingRule, PrintRules

if TYPE_CHECKING:
    from agency.models import User

PAPER = {"letter": "Letter", "a4": "A4"}

__all__ = ["BY_JURISDICTION", "OTHER", "FilePlace", "Reason", "choose_rules", "file_place"]


def file_place(agency: Agency) -> FilePlace:
    """What this agency asks of paper, and where it keeps it."""
    shipped = shipped_for(agency)
    own = PrintRules.objects.filter(agency=agency).first() if agency.pk else None
    if own is None:
        return shipped
    return FilePlace(
        section=own.file_section,
        clause=own.clause,
        caution=own.caution,
        language=shipped.language,
        filing=own.filing,
        reason_required=own.reason_required,
        reasons=tuple(Reason(**reason) for reason in own.reasons),
        not_for_file=own.not_for_file_words,
    )


def shipped_for(agency: Agency) -> FilePlace:
    """What is shipped for the jurisdiction of the first of its standards that has rules."""
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
    american = shipped_for(agency).language in {"en", "en-US"}
    return PAPER["letter" if american else "a4"]


@transaction.atomic
def choose_rules(wanted: FilePlace, by: User) -> PrintRules:
    """The agency asks this of paper from now on; what it asked before stays in the history.

    Raises RuleViolation where the rules would let nothing be printed or filed.
    """
    if not wanted.section.strip():
        raise RuleViolation("Say where paper is filed.", field="section")
    if wanted.reason_required and not wanted.reasons:
        raise RuleViolation("Name at least one reason, or ask for none.", field="reason_required")
    if wanted.filing == FilingRule.SIGNED and not any(r.signed for r in wanted.reasons):
        raise RuleViolation(
            "Nothing could be filed: mark the reasons for which paper is signed.", field="filing"
        )
    agency = Agency.objects.select_for_update().get()
    before = file_place(agency)
    rules = PrintRules.objects.filter(agency=agency).first() or PrintRules(agency=agency)
    rules.file_section = wanted.section
    rules.clause = wanted.clause
    rules.caution = wanted.caution
    rules.filing = wanted.filing
    rules.reason_required = wanted.reason_required
    rules.reasons = [
        {"code": reason.code, "name": reason.name, "signed": reason.signed}
        for reason in wanted.reasons
    ]
    rules.not_for_file_words = wanted.not_for_file
    rules.save()
    fields = ("section", "clause", "caution", "filing", "reason_required", "not_for_file")
    changed = {
        name: {"before": str(getattr(before, name)), "after": str(getattr(wanted, name))}
        for name in fields
        if getattr(before, name) != getattr(wanted, name)
    }
    if before.reasons != wanted.reasons:
        changed["reasons"] = {
            "before": ", ".join(reason.code for reason in before.reasons),
            "after": ", ".join(reason.code for reason in wanted.reasons),
        }
    audit.record(AuditEventType.SETTING_CHANGED, agency, actor=by, details={"print rules": changed})
    return rules
