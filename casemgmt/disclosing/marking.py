"""Finds the words that somebody wants withheld, in an entry or in everything asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casenotes.services.redactions import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgmt.disclosing.content import Piece

#: Fewer characters would hit half of everything.
SHORTEST = 2


def find(words: str, pieces: Iterable[Piece]) -> list[Mark]:
    """Every place at which `words` stand, whole words only, whatever their case and spacing."""
    split = words.split()
    if len("".join(split)) < SHORTEST:
        return []
    pattern = r"\s+".join(re.escape(word) for word in split)
    before = r"(?<!\w)" if split[0][0].isalnum() else ""
    after = r"(?!\w)" if split[-1][-1].isalnum() else ""
    wanted = re.compile(f"{before}{pattern}{after}", re.IGNORECASE)
    return [
        Mark(piece.key, passage.part, *match.span())
        for piece in pieces
        for passage in piece.passages
        for match in wanted.finditer(passage.text)
    ]
