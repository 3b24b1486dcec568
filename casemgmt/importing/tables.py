"""Short files, read as a whole, and how their rows are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgmt.importing.staging import SEPARATOR

if TYPE_CHECKING:
    from casemgmt.importing.context import Context
    from casemgmt.importing.staging import Row


def rows_of_table(context: Context, file: str) -> list[Row]:
    """The rows of a file that are not refused; the context learns which are."""
    if file not in context.staging.files:
        return []
    rows, refused = context.staging.rows_of(file)
    context.refused_keys[file].update(refused)
    return rows


def remember_refused(context: Context, row: Row) -> None:
    """Let rows that depend on this one say so."""
    values = [row.values[name] for name in context.staging.files[row.file].table.key]
    key = SEPARATOR.join(v if isinstance(v, str) else v.isoformat() for v in values)
    context.refused_keys[row.file][key] = row.line


def count(context: Context, row: Row, *, new: bool = False, changed: bool = False) -> None:
    """Count what became of a row that is not refused."""
    context.tallies[row.file].count(new=new, changed=changed)
