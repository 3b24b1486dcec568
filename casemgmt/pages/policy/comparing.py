"""Two editions beside one another: in words, and line by line."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduling.policy.differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduling.policy.settings import Settings
    from scheduling.policy.shapes import Edition

#: Pieces of a text: (words, whether they differ from the other side).
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Changed:
    """One duty, or one trait of the edition, as both editions say it; [] where one is silent.

    detail: what of the duty this line is about; "" for its sentence.
    """

    name: str
    code: str
    before: Pieces
    after: Pieces
    detail: str = ""


def changes_between(old: Edition, new: Edition, settings: Settings) -> list[Changed]:
    """What the new edition says otherwise, in the order of its duties; then what else differs."""
    found = []
    for one in differences(old, new, settings):
        if one.before != one.after:
            found.append(Changed(one.name, one.code, *marked(one.before, one.after)))
        found += [
            Changed(one.name, one.code, *marked(also.before, also.after), detail=also.what)
            for also in one.also
        ]
    traits = [("Open items", _carries(old), _carries(new))]
    if not new.supplements:
        traits += [
            ("Title", old.title, new.title),
            ("Review due", _review(old), _review(new)),
        ]
    found += [
        Changed(name, "", *marked(before, after))
        for name, before, after in traits
        if before != after
    ]
    return found


def _carries(edition: Edition) -> str:
    if edition.carries == "keep":
        return "Items that are open already keep the edition under which they began."
    return "Recalculate items that are already open."


def _review(edition: Edition) -> str:
    day = edition.review_due_on
    return f"{day.day} {day:%B %Y}" if day is not None else "Not stated"


def marked(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, word by word, what differs marked. An empty text has no pieces."""
    old, new = _words(before), _words(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left: Pieces = []
    right: Pieces = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if a < b:
            left.append(("".join(old[a:b]), tag != "equal"))
        if c < d:
            right.append(("".join(new[c:d]), tag != "equal"))
    return left, right


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of both texts. number: from 1, 0 where the side has no such line."""

    left_number: int
    left: Pieces
    right_number: int
    right: Pieces
    differs: bool


def side_by_side(old: str, new: str) -> Iterator[Line]:
    """Every line of both texts beside its counterpart."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        for offset in range(max(b - a, d - c)):
            left = before[a + offset] if a + offset < b else None
            right = after[c + offset] if c + offset < d else None
            pieces = marked(left or "", right or "")
            yield Line(
                a + offset + 1 if left is not None else 0,
                pieces[0],
                c + offset + 1 if right is not None else 0,
                pieces[1],
                tag != "equal",
            )
