"""The columns of the caseload list, and what a case says in each of them.

The agreed list of OP-060101, II.D has more: custody level, class level and open needs without a
referral are not on record here yet, and a column that nobody fills would only look like "none".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from agency.templatetags.words import short_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Column:
    """One column. under: the key of the column that stands above it in the same cell."""

    key: str
    name: str
    under: str = ""


COLUMNS = (
    Column("name", "Name"),
    Column("number", "Number", under="name"),
    Column("housing", "Housing"),
    Column("arrived", "Arrived", under="housing"),
    Column("absence", "Away"),
    Column("sentence_start", "Sentence start"),
    Column("eligible", "Eligible", under="sentence_start"),
    Column("earliest_release", "Earliest release"),
    Column("projected_release", "Projected release", under="earliest_release"),
    Column("adjustment_review", "Adjustment review"),
    Column("packet", "Packet submitted", under="adjustment_review"),
    Column("programs", "Programs and work"),
    Column("discipline", "Discipline, 6 months"),
    Column("last_note", "Last note"),
    Column("last_contact", "Last contact", under="last_note"),
    Column("next_due", "Next due, days"),
    Column("restricted", "Restricted"),
)

BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(slots=True)
class ListRow:
    """One case: the value of each column as a day, number or text; None where there is none."""

    offender_id: int
    values: dict[str, Any] = field(default_factory=dict)

    def cells(self) -> dict[str, str]:
        """The row as text, as it is shown, submitted and exported; days with their year."""
        cells = {key: in_words(self.values.get(key)) for key in BY_KEY}
        days = self.values.get("next_due")
        if days is not None and days < 0:
            cells["next_due"] = f"{-days} overdue"
        return cells


def in_words(value: Any) -> str:
    """A value as the list shows it; "None" is said and not left empty."""
    if value is None or value == "":
        return "None"
    return str(short_day(value)) if isinstance(value, date) else str(value)


def in_order(rows: Iterable[ListRow], sort: str) -> list[ListRow]:
    """The rows by one column, "-" before it for the other way; without a value last."""
    key = sort.removeprefix("-")

    def value(row: ListRow) -> Any:
        found = row.values.get(key)
        return found.casefold() if isinstance(found, str) else found

    by_name = sorted(rows, key=lambda row: str(row.values.get("name", "")).casefold())
    known = [row for row in by_name if value(row) not in {None, ""}]
    blank = [row for row in by_name if value(row) in {None, ""}]
    known.sort(key=value, reverse=sort.startswith("-"))
    return known + blank


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the table's head: a column, and the one that stands under it, if any."""

    top: Column
    below: Column | None


def heads(keys: Iterable[str]) -> list[Head]:
    """The columns of a list as pairs for one cell each; a column left out is not there."""
    there = [BY_KEY[key] for key in keys if key in BY_KEY]
    tops = {column.key for column in there if not column.under}
    found = []
    for column in there:
        if column.under in tops:
            continue
        below = next((other for other in there if other.under == column.key), None)
        found.append(Head(column, below))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. pk: the person's id; None where the reader is kept from the case.

    cells: for each head its label, its text, and the label and text that stand under it ("").
    """

    pk: int | None
    cells: tuple[tuple[str, str, str, str], ...] = ()


def line(pk: int, cells: Mapping[str, str], found: Iterable[Head]) -> Line:
    """A row under these heads."""
    return Line(
        pk,
        tuple(
            (
                head.top.name,
                cells.get(head.top.key, ""),
                head.below.name if head.below else "",
                cells.get(head.below.key, "") if head.below else "",
            )
            for head in found
        ),
    )
