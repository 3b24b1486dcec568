"""Cuts a note into the words that are compared, each with its weight and its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from casenotes.likeness.vocabulary import (
    DATE_WORDS,
    FUNCTION_WORDS,
    ROUTINE_FORMS,
    SAME_WORDS,
    TITLES,
    stem,
)

#: The one form of every date, time and number.
FIGURE = "#"

#: What a word weighs in the share of a note.
SUBSTANCE, ROUTINE, HEADING, STOCK, FIGURES = 1.0, 0.2, 0.1, 0.05, 0.05
#: A heading before a colon has so many words at most.
HEADING_WORDS = 5

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1)
def _marks() -> str:
    """Vowel signs and accents that belong to the letter before them, for a set in a pattern."""
    found = (chr(n) for n in range(0x300, 0x11700) if unicodedata.category(chr(n))[0] == "M")
    return "".join(found)


@lru_cache(maxsize=2)
def _pattern(ascii_only: bool) -> re.Pattern[str]:
    """Finds (word), (end of a sentence or line), (colon) in this order of groups."""
    if ascii_only:
        word = r"[A-Za-z0-9]+(?:'[A-Za-z]+)*"
    else:
        letter = rf"[^\W_{_SPACELESS}{_marks()}]"
        word = (
            rf"[{_SPACELESS}][{_marks()}]*|"
            rf"{letter}(?:['’]?(?:{letter}|[{_marks()}]))*"
        )
    return re.compile(rf"({word})|([.!?;。！？।။](?=\s|$)|\n|[。！？])|(:)")


@lru_cache(maxsize=65_536)
def _form_of(raw: str) -> tuple[str, float]:
    """A word as it is compared, and its weight; 0 for words that are left out."""
    word = unicodedata.normalize("NFKC", raw).casefold().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")
    if word in DATE_WORDS or any(letter.isdigit() for letter in word):
        return FIGURE, FIGURES
    if word in FUNCTION_WORDS:
        return word, 0.0
    form = stem(word)
    form = SAME_WORDS.get(form, form)
    return form, ROUTINE if form in ROUTINE_FORMS else SUBSTANCE


@dataclass(slots=True)
class Words:
    """A note made ready: its words that count, in order, each with weight, place and sentence.

    between: the function words right before each word, to tell where a passage goes on.
    """

    text: str
    forms: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    between: list[str] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """The substance of the whole note."""
        return sum(self.weights)


def words_of(text: str) -> Words:
    """Cut a note into words. Dates and numbers next to one another are one figure."""
    words = Words(text)
    forms, weights, sentences = words.forms, words.weights, words.sentences
    sentence, left_out = 0, ""
    line_from, words_in_line, is_first = 0, 0, True
    last = ""
    for found in _pattern(text.isascii()).finditer(text):
        kind = found.lastindex
        if kind == 1:
            raw = found.group()
            form, weight = _form_of(raw)
            words_in_line += 1
            last = raw
            if not weight:
                left_out += form + " "
                continue
            if form == FIGURE and forms and forms[-1] == FIGURE and sentences[-1] == sentence:
                words.ends[-1] = found.end()
                continue
            forms.append(form)
            weights.append(weight)
            words.starts.append(found.start())
            words.ends.append(found.end())
            sentences.append(sentence)
            words.between.append(left_out)
            left_out = ""
        elif kind == 3:
            if is_first and words_in_line <= HEADING_WORDS:
                for index in range(line_from, len(forms)):
                    weights[index] = min(weights[index], HEADING)
                sentence += 1
            is_first = False
        elif found.group() == "\n" or last.casefold() not in TITLES:
            sentence += 1
            line_from, words_in_line, is_first = len(forms), 0, True
    _lighten_stock_sentences(words)
    return words


def _lighten_stock_sentences(words: Words) -> None:
    """Sentences of routine words alone are what honest reviews repeat."""
    of_substance = {
        sentence
        for sentence, weight in zip(words.sentences, words.weights, strict=True)
        if weight == SUBSTANCE
    }
    for place, sentence in enumerate(words.sentences):
        if sentence not in of_substance:
            words.weights[place] = min(words.weights[place], STOCK)


def identity_of(text: str) -> str:
    """What is left of a text without case, space and punctuation: its letters and figures."""
    folded = text.casefold()
    if folded.isascii():
        return _NO_LETTERS.sub("", folded)
    folded = unicodedata.normalize("NFKC", folded).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LMN")


def is_identical(a: str, b: str) -> bool:
    """Whether two notes say the same, whatever their case, spacing and punctuation."""
    return identity_of(a) == identity_of(b)
