"""Cells that a spreadsheet program shows as what they are and never works out.

OWASP, CSV injection; ASVS 1.2.10.
"""

from __future__ import annotations

from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralised(value: Any) -> str:
    """The value as text, with an apostrophe before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text
