"""What somebody typed into a search, as words that are folded like the texts are.

Words that are typed plainly are beginnings ("medic" finds medication); words in quotation marks
are found exactly and in their order. Case and accents do not count. No language is assumed, so
nothing is stemmed and no word is too common to be looked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SEARCH = 200
MOST_TERMS = 8

#: Quotation marks, straight or typographic; an open one lasts to the end.
_CHUNKS = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|(\S+)')

#: Folded forms of characters that are not ASCII, as PostgreSQL said once.
_FOLDED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Term:
    """Runs of letters and digits that follow one another.

    exact: the last run ends where its word ends; otherwise it is the beginning of a word.
    """

    runs: tuple[str, ...]
    exact: bool

    def pattern(self, *, edge: str, end: str, gap: str) -> str:
        """A regular expression for folded text.

        edge, end: where a word begins and ends; gap: what parts two words. Scripts whose words
        `has_edges` does not know are found anywhere.
        """
        last = len(self.runs) - 1
        return gap.join(
            f"{edge if has_edges(run[0]) else ''}{run}"
            f"{end if has_edges(run[-1]) and (self.exact or at < last) else ''}"
            for at, run in enumerate(self.runs)
        )

    def lexemes(self) -> Iterator[str]:
        """Its words as in a tsquery: every text with the term has all of them."""
        for at, run in enumerate(self.runs):
            beginning = not self.exact and at == len(self.runs) - 1
            for found in re.finditer(_WITH_EDGES + r"+|.", run):
                word = found.group()
                if has_edges(word[0]):
                    open_end = beginning and found.end() == len(run)
                    yield f"'{word}':*" if open_end else f"'{word}'"
                elif word.isalpha():
                    yield f"'{word}'"


@dataclass(frozen=True)
class Search:
    """A search: all its terms have to be in one and the same text."""

    text: str
    terms: tuple[Term, ...]

    @cached_property
    def patterns(self) -> list[str]:
        """For PostgreSQL, one for each term."""
        return [term.pattern(edge=r"\m", end=r"\M", gap="[^[:alnum:]]+") for term in self.terms]

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """For Python, any of the terms."""
        patterns = [
            term.pattern(edge=r"(?<!\w)", end=r"(?!\w)", gap=r"[\W_]+") for term in self.terms
        ]
        # The longest first: where two begin alike, more is marked.
        return re.compile("|".join(sorted(patterns, key=len, reverse=True)))


#: Latin, Greek, Cyrillic and Armenian, with digits: the scripts that `note_words` leaves whole.
_WITH_EDGES = "[^\u0590-\u1dff\u2000-\U0010ffff]"


def has_edges(letter: str) -> bool:
    """Whether words of its script end at what is neither letter nor digit."""
    return re.match(_WITH_EDGES, letter) is not None


def parse(typed: str) -> Search | None:
    """The search in what was typed; None where there is no letter or digit in it."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", typed).split())[:LONGEST_SEARCH]
    terms = []
    for quoted, plain in _CHUNKS.findall(unicodedata.normalize("NFC", text)):
        runs = tuple(_runs(fold(quoted or plain)[0]))
        term = Term(runs, exact=bool(quoted))
        if runs and term not in terms:
            terms.append(term)
    return Search(text, tuple(terms[:MOST_TERMS])) if terms else None


def _runs(folded: str) -> Iterator[str]:
    run = ""
    for letter in folded:
        if letter.isalnum() or (run and unicodedata.category(letter).startswith("M")):
            run += letter
        elif run:
            yield run
            run = ""
    if run:
        yield run


def fold(text: str) -> tuple[str, list[int]]:
    """The text as `folded_text` makes it, and for each of its characters its place in `text`."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    _learn(set(text) - _FOLDED.keys())
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        changed = letter.lower() if letter.isascii() else _FOLDED[letter]
        folded.append(changed)
        places.extend([place] * len(changed))
    return "".join(folded), places


def _learn(letters: set[str]) -> None:
    """Ask PostgreSQL, which alone knows its rules, how it folds these."""
    unknown = sorted(letter for letter in letters if not letter.isascii())
    if not unknown:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT c, folded_text(c) FROM unnest(%s::text[]) AS c", [unknown])
        _FOLDED.update(cursor.fetchall())
