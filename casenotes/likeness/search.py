"""Which of many earlier notes a new one is most like, quickly enough to be asked on saving.

All are looked at, few are aligned: identical notes have the same number of each letter, and a
copy has many words of the new note in it, whatever their order.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from casenotes.likeness.alignment import Comparison, compare
from casenotes.likeness.cutting import identity_of, words_of
from casenotes.likeness.vocabulary import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Of the words of the shorter note, so many in a hundred at least are in both notes.
FEWEST_COMMON = 25
#: So many notes are aligned at most: those with the most words in common.
ALIGNED = 8
#: And so many characters of them: long notes take longer.
ALIGNED_CHARACTERS = 60_000

_SEPARATORS = str.maketrans(dict.fromkeys('.,;:!?()[]"*/-', " "))
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_COUNTED = "etaoinsr"


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def identical_to(new: str, earlier: Sequence[str]) -> list[int]:
    """Which of the earlier notes are identical to the new one, in their order."""
    key = identity_of(new)
    folded = _folded(new)
    counts = [folded.count(letter) for letter in _COUNTED]
    found = []
    for index, text in enumerate(earlier):
        other = _folded(text)
        if all(
            other.count(letter) == count for letter, count in zip(_COUNTED, counts, strict=True)
        ) and (identity_of(text) == key):
            found.append(index)
    return found


def _bag(folded: str, by_sign: bool) -> set[str]:
    return set(folded) if by_sign else set(folded.translate(_SEPARATORS).split())


def candidates(new: str, earlier: Sequence[str]) -> list[int]:
    """The earlier notes that have enough words in common with the new one, the most first."""
    folded = _folded(new)
    by_sign = _SPACELESS.search(folded) is not None
    bag = _bag(folded, by_sign) - FUNCTION_WORDS
    if not bag:
        return []
    ranked = []
    for index, text in enumerate(earlier):
        other = _bag(_folded(text), by_sign)
        common = len(bag & other)
        if 100 * common >= FEWEST_COMMON * min(len(bag), len(other) // 2):
            ranked.append((-common, index))
    ranked.sort()
    return [index for _, index in ranked[:ALIGNED]]


def most_like(new: str, earlier: Sequence[str]) -> tuple[int, Comparison] | None:
    """The place of the earlier note that the new one is most like, and the comparison.

    None when none has enough in common. Of equals the first: give the newest first.
    """
    words = words_of(new)
    best: tuple[int, Comparison] | None = None
    highest = 0.0
    left = ALIGNED_CHARACTERS
    for index in candidates(new, earlier):
        if left <= 0:
            break
        left -= len(earlier[index])
        comparison = compare(words_of(earlier[index]), words)
        score = comparison.score
        if score > highest or (score == highest and best is not None and index < best[0]):
            best, highest = (index, comparison), score
    return best
