"""How a struck record, and the one that took its place, show wherever records are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist

if TYPE_CHECKING:
    from datetime import datetime

    from casenotes.models import CaseNote, ContactReport, Strike

#: What a query of notes or reports joins, so that showing strikes asks nothing more.
STRIKE_PARTS = ("strike__error", "in_place_of")


@dataclass(frozen=True, slots=True)
class Struck:
    """Who struck a record, when and why; the words beside the text that is struck through."""

    at: datetime
    by: str
    about_another: bool
    reason: str

    @property
    def headline(self) -> str:
        """What happened to the record, in words: never by the line through it alone."""
        if self.about_another:
            return "Entry made in error, about another person"
        return "Entry made in error, struck"


def struck(record: CaseNote | ContactReport) -> Struck | None:
    """The strike of a record that was read with STRIKE_PARTS."""
    strike: Strike | None = getattr(record, "strike", None)
    if strike is None:
        return None
    return Struck(
        strike.struck_at, strike.struck_by_name, strike.about_another, strike.error.reason
    )


def origin(record: CaseNote | ContactReport) -> str:
    """Where a record comes from that took the place of a struck one; "" for all others."""
    try:
        strike = record.in_place_of
    except ObjectDoesNotExist:
        return ""
    if strike.about_another:
        return (
            "First entered in error on another file, with the moments above; entered here on "
            f"{strike.struck_at:%-d %B %Y} by {strike.struck_by_name}"
        )
    return "In place of an entry that was struck as made in error"
