"""Where a person is held, for how long, and who holds the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: How a person leaves custody or supervision. Each ends the case from that day on.
DepartureKind = Literal["parole", "discharge", "escape", "death", "interstate"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was determined of a sentence, counting from `effective_on`.

    The first determination counts from the beginning, whatever its `effective_on`.
    """

    ref: str
    effective_on: date
    start_on: date
    eed: date | None = None
    edr: date | None = None
    srd: date | None = None

    @property
    def effective_end(self) -> date | None:
        """EED, else EDR, else SRD (R3)."""
        return self.eed or self.edr or self.srd


@dataclass(frozen=True, slots=True)
class Placement:
    """A stay at a facility; it lasts until the next placement or a departure.

    A temporary placement starts no clock and moves no date. `exempt`: the policy does not apply
    there and `local_procedure` says what does. An exempt unit inside a prison is a placement of
    its own whose `facility` is the prison and whose `unit` is the unit. `order` tells arrivals
    of one day apart. `unit_moves`: days on which the person came into another unit of the same
    facility, and which: that starts nothing, but a unit may have a supplement of its own.
    """

    ref: str
    facility: str
    arrived_on: date
    permanent: bool = True
    exempt: bool = False
    local_procedure: str = ""
    unit: str = ""
    order: int = 0
    unit_moves: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExemptSpan:
    """Days on which the place where the person was held was exempt, whatever the placements.

    For a facility or unit whose exemption began or ended while the person was there.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    local_procedure: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from the facility (court, hospital) at the end of each day from `from_on`.

    `until_on` is the last such day, hence the day before the return; None: still away.
    """

    ref: str
    from_on: date
    until_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One officer holds the case. `facility` says for which place, where the record knows it:
    then an allocation made before the arrival counts for that placement."""

    ref: str
    officer: str
    from_on: date
    until_on: date | None = None
    facility: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """The person left. A later placement begins a new time in custody."""

    ref: str
    kind: DepartureKind
    on: date
