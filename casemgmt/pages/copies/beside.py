"""Two notes beside one another, with what stands in both marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casenotes.likeness import compare, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casenotes.likeness import Comparison
    from casenotes.models import CaseNote
    from casenotes.services.likeness import Found
    from offenders.models import Offender

#: A passage of one word is marked only when it has so many characters.
LEAST_WORD = 6

#: A piece of a text, and whether it stands in the other one too.
Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Beside:
    """An earlier note and a new one, cut into pieces.

    about_another: the earlier note is about somebody else. passages: how many are marked.
    """

    earlier: CaseNote
    earlier_pieces: list[Piece]
    new_pieces: list[Piece]
    passages: int
    percent: int
    identical: bool
    about_another: bool


def beside(comparison: Comparison, earlier: CaseNote, *, identical: bool, of: Offender) -> Beside:
    """The two texts of a comparison, for a page about the person `of`."""
    old, new = comparison.a.text, comparison.b.text
    if identical:
        spans = [((0, len(old)), (0, len(new)))]
    else:
        spans = [
            ((found.a_from, found.a_to), (found.b_from, found.b_to))
            for found in comparison.passages()
            if " " in new[found.b_from : found.b_to] or found.b_to - found.b_from >= LEAST_WORD
        ]
    return Beside(
        earlier=earlier,
        earlier_pieces=_pieces(old, (a for a, _ in spans)),
        new_pieces=_pieces(new, (b for _, b in spans)),
        passages=len(spans),
        percent=round(100 * comparison.score),
        identical=identical,
        about_another=earlier.offender_id != of.pk,
    )


def beside_one_another(found: Found, of: Offender) -> Beside:
    """What a refused save shows: the new text as it was typed, and the earlier note."""
    assert found.comparison is not None
    assert found.earlier is not None
    return beside(found.comparison, found.earlier, identical=found.identical, of=of)


def signed_beside(note: CaseNote, earlier: CaseNote, *, identical: bool) -> Beside:
    """A signed note and the one that it was found to be like."""
    comparison = compare(words_of(earlier.text), words_of(note.text))
    return beside(comparison, earlier, identical=identical, of=note.offender)


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[max(start, at) : end], True))
        at = max(end, at)
    if at < len(text):
        pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]
