"""What pages ask of notes, reports and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from casenotes.models import SEVEN_FACETS, CaseNote, ContactReport, Draft
from casenotes.services.drafts import texts_in
from casenotes.services.notes import TERMINATION_SUMMARY

if TYPE_CHECKING:
    from datetime import date

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
    "risk_alert": "Alert of a risk",
    "inquiry": "Inquiry",
    "answer": "Answer to an inquiry",
    "orientation": "Orientation",
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


@dataclass(frozen=True, slots=True)
class EarlierNotes:
    """What a form says of the notes before.

    count: how many there are, the last one not counted. untouched: of the seven subjects of a
    review those with which none of them deals since the first of the month.
    """

    count: int
    untouched: list[str]


def earlier_notes(user: User, offender: Offender, month: date) -> EarlierNotes:
    """The standing notes on this person that the user may read; month: its first day."""
    found = (
        CaseNote.objects.visible_to(user)
        .standing()
        .filter(offender=offender)
        .order_by()
        .aggregate(
            count=Count("pk"),
            **{
                facet.value: Count(
                    "pk", filter=Q(facets__contains=[facet.value], occurred_on__gte=month)
                )
                for facet in SEVEN_FACETS
            },
        )
    )
    return EarlierNotes(
        max(found["count"] - 1, 0),
        [str(facet.label) for facet in SEVEN_FACETS if not found[facet.value]],
    )


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
