"""Where a search stands in a text: the whole text or an excerpt, in parts marked or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casenotes.search.terms import fold

if TYPE_CHECKING:
    from casenotes.search.terms import Search

#: Characters of an excerpt, about three lines.
EXCERPT = 260
#: How many of them stand before the first match.
BEFORE = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `hit` when it is what was searched for."""

    text: str
    hit: bool = False


def hits(text: str, search: Search) -> list[tuple[int, int]]:
    """From where to where each match stands in `text`, in order, none overlapping."""
    folded, places = fold(text)
    found = []
    for match in search.anywhere.finditer(folded):
        if match.end() > match.start():
            found.append((places[match.start()], places[match.end() - 1] + 1))
    return found


def marked(text: str, search: Search | None) -> list[Part]:
    """The whole text in parts."""
    if search is None:
        return [Part(text)] if text else []
    parts, at = [], 0
    for start, end in hits(text, search):
        if start < at:
            continue
        parts += [Part(text[at:start]), Part(text[start:end], hit=True)]
        at = end
    parts.append(Part(text[at:]))
    return [part for part in parts if part.text]


def excerpt(text: str, search: Search | None) -> list[Part]:
    """A few lines of the text around its first match, or its beginning, in parts.

    Cut between words where there are blanks, with an ellipsis where something is left out.
    """
    found = hits(text, search)[:1] if search else []
    start = max(0, found[0][0] - BEFORE) if found else 0
    if start:
        blank = text.find(" ", start, found[0][0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + EXCERPT)
    if end < len(text):
        blank = text.rfind(" ", max(start, found[0][1] if found else start), end)
        end = blank if blank > start else end
    parts = marked(text[start:end], search)
    if start:
        parts.insert(0, Part("… "))
    if end < len(text):
        parts.append(Part(" …"))
    return parts
