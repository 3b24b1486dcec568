"""The made-up cases that stand beside a policy, answered under any edition of it.

An officer of policy sees before anything is proposed which of the worked answers an edition
changes, and says whether that is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scheduling import policies
from scheduling.policy.load import STANDARDS, shipped
from scheduling.policy.select import Policies
from scheduling.scenario_tables import BadTable, mismatch, tables_of

if TYPE_CHECKING:
    from scheduling.models import PolicyEdition
    from scheduling.policy.shapes import Edition
    from scheduling.scenario_tables import Row


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One row of a table. difference: what is computed otherwise than written; "" when it agrees.

    expected: the duties and dates as the table writes them.
    """

    codes: tuple[str, ...]
    case: str
    edge: str
    line: int
    expected: str
    difference: str


@dataclass(frozen=True, slots=True)
class WorkedCases:
    """A table with its results. problem: why it cannot be read, ""; cases: none without a table."""

    cases: tuple[WorkedCase, ...]
    problem: str = ""

    @property
    def changed(self) -> tuple[WorkedCase, ...]:
        """The cases in which this edition answers otherwise than the table says."""
        return tuple(case for case in self.cases if case.difference)

    @property
    def agreeing(self) -> int:
        """How many cases answer as the table says."""
        return len(self.cases) - len(self.changed)


def worked_cases(row: PolicyEdition) -> WorkedCases:
    """The table beside the edition's pack, answered under that edition. Worked out once for each
    text; a policy of the agency's own has no table."""
    return _worked(row.sha256, row.pack, row.supplements)


@lru_cache(maxsize=32)
def _worked(sha256: str, pack: str, supplements: str) -> WorkedCases:
    path = (STANDARDS / f"{pack}.toml").resolve()
    if supplements or not path.is_relative_to(STANDARDS.resolve()) or not path.is_file():
        return WorkedCases(())
    edition = policies.parsed_text(sha256, pack)
    governing = Policies.of(_with(edition))
    try:
        rows = tables_of(path)
    except BadTable as problem:
        return WorkedCases((), str(problem))
    return WorkedCases(tuple(_answered(row, governing) for row in rows))


def _with(edition: Edition) -> list[Edition]:
    """The shipped standards of its jurisdiction with this one in place of its own policy."""
    others = [e for e in shipped(edition.jurisdiction) if e.code != edition.code]
    return [*others, edition]


def _answered(row: Row, governing: Policies) -> WorkedCase:
    return WorkedCase(
        codes=row.codes,
        case=row.case,
        edge="" if row.edge == "-" else row.edge,
        line=row.line,
        expected="; ".join(
            " ".join([code, due or "no date", ", ".join(words)]).strip()
            for code, due, words in row.expected
        )
        or "nothing",
        difference=mismatch(row, governing),
    )
