"""Page numbers of a report that is set in parts: known when every part is set, and laid over it.

So each part is laid out once only, and the parts may be set in any order, on any press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import get_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casemgmt.printing.html import Looks
    from casemgmt.printing.press import Pdf


def blanks_of(parts: Sequence[Pdf], *, each_in_front: bool) -> list[bool]:
    """For each page of the parts, one after the other, whether it is blank and has no number.

    each_in_front: every part begins on a front side, so that a blank page follows an odd one.
    """
    found: list[bool] = []
    for part in parts:
        found += [number in part.blank for number in range(part.pages)]
        if each_in_front and len(found) % 2:
            found.append(True)
    return found


def numbers_html(blanks: Sequence[bool], looks: Looks, shares: int) -> Iterator[str]:
    """At most `shares` documents of about the same length that hold nothing but "Page x of y"."""
    size = -(-len(blanks) // shares)
    for start in range(0, len(blanks), size):
        yield get_template("print/page_numbers.html").render(
            {
                "paper": looks.paper,
                "pages": blanks[start : start + size],
                "first": start + 1,
                "total": len(blanks),
            }
        )
