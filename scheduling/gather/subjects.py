"""What was gathered of one subject, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduling.engine.facts import Facts
from scheduling.gather.placements import Place


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of one case, officer, facility or unit.

    pk: of the row that the facts are about. facility: the place that answers for it, where one
    is known. changes_on: the next day on which facts that depend on the day will be others.
    """

    pk: int
    facts: Facts
    facility: Place | None
    changes_on: date | None = None
