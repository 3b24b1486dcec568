"""What may be typed into a note, counted alike in browser and server."""

from __future__ import annotations

import unicodedata

from agency.errors import RuleViolation
from casenotes.choices import chosen


def longest_note() -> int:
    """The most that a note may hold, as the agency chose it: Unicode code points, a line break
    as one, however the browser sends it."""
    return chosen().longest_note


def clean_text(text: str) -> str:
    """The text as it is kept: line breaks as LF, without NUL, otherwise untouched."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def says_something(text: str) -> bool:
    """Whether anything in it can be seen: a letter, a digit, a sign. Blanks of every kind, joiners
    and marks of direction are nothing."""
    return any(unicodedata.category(character)[0] in "LMNPS" for character in text)


def characters_too_long(over: int) -> str:
    """ "This is 1 character too long"."""
    return f"This is {over:,} character{'' if over == 1 else 's'} too long"


def require_text(text: str, field: str = "text", longest: int | None = None) -> str:
    """The cleaned text; raises RuleViolation when it is empty or too long.

    longest: None for as much as the agency lets a note hold.
    """
    cleaned = clean_text(text)
    if not says_something(cleaned):
        raise RuleViolation("Write what happened.", field=field)
    longest = longest or longest_note()
    if len(cleaned) > longest:
        raise RuleViolation(
            f"{characters_too_long(len(cleaned) - longest)}; {longest:,} is the most. "
            "Nothing was lost: shorten it or make two notes.",
            field=field,
        )
    return cleaned
