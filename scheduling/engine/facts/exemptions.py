"""Authorised exceptions, of whomever a duty is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Exemption:
    """An authorised exception: the duties named are on hold from `from_on` to `until_on`.

    `standards`: the codes exempted; empty means every duty of the subject. It counts only from
    the day of its approval on, and never rescues what was overdue before it began.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    standards: tuple[str, ...] = ()
    reason: str = ""
    approved_by: str = ""
    approved_on: date | None = None
