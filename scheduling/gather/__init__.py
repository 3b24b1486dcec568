"""Reads the facts of many subjects with a fixed number of queries, whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduling.gather.cases import gather
from scheduling.gather.facilities import gather_facilities
from scheduling.gather.officers import gather_officers
from scheduling.gather.subjects import Gathered
from scheduling.gather.units import gather_units

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agency.events import Subject

__all__ = ["Gathered", "gather", "gather_others"]


def gather_others(
    subject: Subject, ids: Sequence[int], only: Collection[str] | None = None
) -> list[Gathered]:
    """The facts of these officers, facilities or units, in the order of the ids.

    only: as for `gather`.
    """
    match subject:
        case "officer":
            return gather_officers(ids, only)
        case "facility":
            return gather_facilities(ids, only)
        case "unit":
            return gather_units(ids, only)
