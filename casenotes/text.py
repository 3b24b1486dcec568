"""What may be typed into a note, counted alike in browser and server."""

from __future__ import annotations

from agency.errors import RuleViolation

#: Unicode code points; a line break counts as one, however the browser sends it.
LONGEST_NOTE = 12_000


def clean_text(text: str) -> str:
    """The text as it is kept: line breaks as LF, without NUL, otherwise untouched."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def require_text(text: str, field: str = "text", longest: int = LONGEST_NOTE) -> str:
    """The cleaned text; raises RuleViolation when it is empty or too long."""
    cleaned = clean_text(text)
    if not cleaned.strip():
        raise RuleViolation("Write what happened.", field=field)
    if len(cleaned) > longest:
        raise RuleViolation(
            f"This is {len(cleaned) - longest:,} characters too long; "
            f"{longest:,} is the most. Nothing was lost: shorten it or make two notes.",
            field=field,
        )
    return cleaned
