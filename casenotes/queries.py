"""What pages ask of notes, reports and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casenotes.models import CaseNote, ContactReport, Draft
from casenotes.services.drafts import texts_in
from casenotes.services.notes import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from agency.models import User
    from offenders.models import Offender

#: What a draft's form is called on screen.
FORM_NAMES = {
    "note": "Case note",
    TERMINATION_SUMMARY: "Termination summary",
    "primary_report": "Primary Contact Report",
    "regular_report": "Regular Contact Report",
    "amendment:note": "Addition to a note",
    "amendment:report": "Addition to a report",
    "group": "Group session",
}


def last_note(user: User, offender: Offender) -> CaseNote | None:
    """The latest note that the user may read and that was not struck, by when it happened."""
    return (
        CaseNote.objects.visible_to(user)
        .standing()
        .filter(offender=offender)
        .select_related("type", "facility")
        .first()
    )


def earlier_notes(user: User, offender: Offender) -> int:
    """How many notes on this person the user may read, the last one not counted."""
    notes = CaseNote.objects.visible_to(user).standing().filter(offender=offender)
    return max(notes.count() - 1, 0)


def last_report(user: User, offender: Offender) -> ContactReport | None:
    """The latest signed report that the user may read, with its answers; none that was struck."""
    return (
        ContactReport.objects.visible_to(user)
        .standing()
        .filter(offender=offender)
        .select_related("facility")
        .prefetch_related("answers")
        .first()
    )


def form_name(draft: Draft) -> str:
    """What the form of a draft is called on screen."""
    return FORM_NAMES.get(draft.form.rpartition(":")[0] or draft.form, "Form")


def words_in(draft: Draft) -> int:
    """How many words somebody has written so far, choices and dates not counted."""
    return sum(len(text.split()) for text in texts_in(draft))
