"""How much of a note stands already in an earlier one: an alignment of their words.

The words of both notes are put into one form (NFKC, case folded, endings off, dates and numbers
all alike), function words are left out, and the longest common sequence of what is left is
found with one operation on a long integer for each word. Words that match with a neighbour
count, words that match alone hardly do; one or two words that were exchanged in the middle of a
sentence that matches otherwise count in part. What honest reviews share weighs little: headings
and the routine words of the work. Passages that were moved are found in a second round.

The likeness is then the share of the substance of either note that stands in the other, mostly
that of the note of which more does: so sentences added or dropped hide nothing, while a note
that quotes one sentence of a long one stays low. docs/likeness.md has the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from casenotes.likeness.cutting import FIGURE, Words, is_identical, words_of

#: The part of its weight that a word counts which matches alone, and one that was exchanged.
ALONE, EXCHANGED = 0.2, 0.5
#: How far a match may be from the next one so that each stands by the other.
NEAR = 3
#: And how far where the function words in between are the same: so many, and such a share.
FAR, FRAME, FRAME_SHARE = 6, 2, 0.6
#: Moved passages have so many words at least.
MOVED = 3
#: Of the places where such a passage could have stood, so many are tried.
TRIED = 8
#: Of a likeness, the part of the note that is more like the other; the rest is of the other one.
GREATER = 0.7
#: A note of fewer words that count is too short to be called a copy by its likeness alone.
SHORT = 10
#: Of the new note and of the earlier one, so much at least must be alike; below, it is a quote.
QUOTE = 0.45
#: The most that notes can reach that are not identical.
NOT_IDENTICAL = 0.99


def _common_sequence(a: list[str], b: list[str]) -> list[tuple[int, int]]:
    """Places in `a` and `b` of a longest common sequence, in order.

    One addition of long integers for each word of `b`; a bit of a row is 0 where the sequence
    grows by that word of `a`. The rows are kept to walk back through them.
    """
    where: dict[str, int] = {}
    for place, form in enumerate(a):
        where[form] = where.get(form, 0) | 1 << place
    full = (1 << len(a)) - 1
    row, rows = full, [full]
    for form in b:
        matches = row & where.get(form, 0)
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    found = []
    i, j = len(a), len(b)
    while i and j:
        if rows[j] >> (i - 1) & 1:
            i -= 1
            continue
        below = (1 << i) - 1
        if (rows[j] & below).bit_count() == (rows[j - 1] & below).bit_count():
            j -= 1
            continue
        i, j = i - 1, j - 1
        found.append((i, j))
    return found[::-1]


def _moved(a: Words, b: Words, taken: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Runs of words that stand in both notes, outside what was aligned: passages that moved."""
    free_a = set(range(len(a.forms))) - {i for i, _ in taken}
    free_b = set(range(len(b.forms))) - {j for _, j in taken}
    begins: dict[tuple[str, ...], list[int]] = {}
    for i in sorted(free_a):
        if all(i + step in free_a for step in range(MOVED)):
            places = begins.setdefault(tuple(a.forms[i : i + MOVED]), [])
            if len(places) < TRIED:
                places.append(i)
    runs = []
    j = 0
    while j < len(b.forms):
        best = 0
        at = -1
        if all(j + step in free_b for step in range(MOVED)):
            for i in begins.get(tuple(b.forms[j : j + MOVED]), ()):
                length = 0
                while (
                    i + length in free_a
                    and j + length in free_b
                    and a.forms[i + length] == b.forms[j + length]
                ):
                    length += 1
                if length > best:
                    best, at = length, i
        if best >= MOVED:
            runs.append([(at + step, j + step) for step in range(best)])
            free_a -= set(range(at, at + best))
        j += max(best, 1)
    return runs


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that stands in both notes: from where to where in each, in characters."""

    a_from: int
    a_to: int
    b_from: int
    b_to: int


@dataclass(slots=True)
class Comparison:
    """An earlier note `a` and a new one `b`, compared."""

    a: Words
    b: Words
    matches: list[tuple[int, int]]
    share_a: float
    share_b: float

    @property
    def score(self) -> float:
        """The likeness, 0 to 1; 1 only for identical notes."""
        if is_identical(self.a.text, self.b.text):
            return 1.0
        greater, lesser = max(self.share_a, self.share_b), min(self.share_a, self.share_b)
        score = GREATER * greater + (1 - GREATER) * lesser
        # All of a short note in a long one, other than all of the new one: a quotation.
        if self.share_b < QUOTE:
            score *= self.share_b / QUOTE
        score *= min(1.0, min(len(self.a.forms), len(self.b.forms)) / SHORT)
        return min(score, NOT_IDENTICAL)

    def _is_same_figure(self, i: int, j: int) -> bool:
        """All figures match one another; only the same ones are marked."""
        a, b = self.a, self.b
        return is_identical(a.text[a.starts[i] : a.ends[i]], b.text[b.starts[j] : b.ends[j]])

    def passages(self) -> list[Passage]:
        """What to mark in the two texts, in the order of the new note."""
        found: list[list[int]] = []
        before: tuple[int, int] | None = None
        for i, j in sorted(self.matches, key=lambda pair: pair[1]):
            if self.a.forms[i] == FIGURE and not self._is_same_figure(i, j):
                continue
            if before == (i - 1, j - 1) and self.a.between[i] == self.b.between[j]:
                found[-1][1], found[-1][3] = self.a.ends[i], self.b.ends[j]
            else:
                found.append([self.a.starts[i], self.a.ends[i], self.b.starts[j], self.b.ends[j]])
            before = (i, j)
        return [Passage(*one) for one in found]


#: What lies between two matches: nothing of the kind, words that hold together, or an exchange.
APART, TOGETHER, EXCHANGE = 0, 1, 2


def _step(a: Words, b: Words, i: int, j: int, next_i: int, next_j: int) -> int:
    """Whether one match leads to the next: near, or over words that were exchanged one by one.

    In a sentence written over, the function words stay where they were between the new ones.
    """
    wide_a, wide_b = next_i - i, next_j - j
    if abs(wide_a - wide_b) > 1 or max(wide_a, wide_b) > FAR:
        return APART
    exchanged = wide_a > 1 and wide_b > 1
    inside = a.sentences[i] == a.sentences[next_i] and b.sentences[j] == b.sentences[next_j]
    if max(wide_a, wide_b) <= NEAR:
        return EXCHANGE if exchanged and inside else TOGETHER
    if not exchanged:
        return APART
    frame_a = [word for part in a.between[i + 1 : next_i + 1] for word in part.split()]
    frame_b = [word for part in b.between[j + 1 : next_j + 1] for word in part.split()]
    common = len(_common_sequence(frame_a, frame_b))
    same = common >= FRAME and common >= FRAME_SHARE * max(len(frame_a), len(frame_b))
    return EXCHANGE if same else APART


def compare(a: Words, b: Words) -> Comparison:
    """Align an earlier note and a new one, both made ready."""
    matches = _common_sequence(a.forms, b.forms)
    steps = [_step(a, b, *matches[k], *matches[k + 1]) for k in range(len(matches) - 1)]
    firm = [False] * len(matches)
    for k, step in enumerate(steps):
        if step:
            firm[k] = firm[k + 1] = True
    exchanged_a: set[int] = set()
    exchanged_b: set[int] = set()
    for k, step in enumerate(steps):
        if step == EXCHANGE:
            (i, j), (next_i, next_j) = matches[k], matches[k + 1]
            exchanged_a |= set(range(i + 1, next_i))
            exchanged_b |= set(range(j + 1, next_j))
    kept = [pair for pair, is_firm in zip(matches, firm, strict=True) if is_firm]
    kept += [pair for run in _moved(a, b, kept) for pair in run]
    taken_a, taken_b = {i for i, _ in kept}, {j for _, j in kept}
    alone = [(i, j) for i, j in matches if i not in taken_a and j not in taken_b]
    return Comparison(
        a,
        b,
        kept,
        _share(a, [i for i, _ in kept], [i for i, _ in alone], exchanged_a),
        _share(b, [j for _, j in kept], [j for _, j in alone], exchanged_b),
    )


def _share(words: Words, firm: list[int], alone: list[int], exchanged: set[int]) -> float:
    """The share of a note's weight that the other note has.

    What was exchanged in a sentence never counts for more than what matches in it.
    """
    whole = words.weight
    if not whole:
        return 0.0
    weights, sentences = words.weights, words.sentences
    alike = ALONE * sum(weights[place] for place in alone)
    firm_in: dict[int, float] = {}
    for place in firm:
        alike += weights[place]
        firm_in[sentences[place]] = firm_in.get(sentences[place], 0.0) + weights[place]
    exchanged_in: dict[int, float] = {}
    for place in exchanged.difference(firm, alone):
        sentence = sentences[place]
        exchanged_in[sentence] = exchanged_in.get(sentence, 0.0) + weights[place]
    for sentence, weight in exchanged_in.items():
        alike += EXCHANGED * min(weight, firm_in.get(sentence, 0.0))
    return min(1.0, alike / whole)


def likeness(a: str, b: str) -> float:
    """How like the earlier note `a` the new note `b` is: 0 to 1, and 1 only when identical."""
    return compare(words_of(a), words_of(b)).score
