"""Writes docs/obligations.md from the register, the standards and the addresses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import get_resolver

from casemgmt.register.rows import parts
from scheduling.policy.load import shipped

if TYPE_CHECKING:
    from casemgmt.register.rows import Part, Row
    from scheduling.policy.shapes import Duty

PAGE = Path(__file__).parents[2] / "docs" / "obligations.md"

_HEAD = """# Obligations

What the five policies ask for, row by row, and where the product answers: the standard that
computes it, the screen that records or shows it, and the test that proves it. `manage.py
obligations_page` writes this page from `casemgmt/register/` and the standards; a test keeps it
true. Codes such as `OK.MONTHLY_NOTE` stand in the files under `scheduling/standards/`.
"""


def shipped_duties() -> dict[str, Duty]:
    """Every duty of the standards that come with the product, by code."""
    return {duty.code: duty for edition in shipped() for duty in edition.duties()}


def address_of(name: str) -> str:
    """The address pattern behind a URL name ("pages:worklist" → "/worklist").

    Raises LookupError when nothing has that name.
    """
    resolver = get_resolver()
    namespace, _, short = name.rpartition(":")
    if namespace:
        prefix, resolver = resolver.namespace_dict[namespace]
    else:
        prefix = ""
    found = resolver.reverse_dict.getlist(short)
    if not found:
        raise LookupError(f"No address is called {name}.")
    pattern = found[0][0][0][0]
    return "/" + prefix + pattern.replace("%(", "<").replace(")s", ">")


def page() -> str:
    """The page as it should stand in docs/obligations.md."""
    register = parts()
    pending = [row for part in register for row in part.rows if row.is_pending]
    total = sum(len(part.rows) for part in register)
    lines = [_HEAD, f"{total} rows; {total - len(pending)} answered, {len(pending)} pending.", ""]
    for part in register:
        lines += _part(part)
    lines += ["## Pending", ""]
    lines += [f"- {row.id}, {row.clause}: {row.pending}" for row in pending] or ["Nothing."]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> list[str]:
    rows = ["| row | clause | who | asks for | where | proof |", "|---|---|---|---|---|---|"]
    rows += [_line(row) for row in part.rows]
    return [f"## {part.policy}", "", *rows, ""]


def _line(row: Row) -> str:
    asks = f"{row.asks}; {row.when}" if row.when else row.asks
    where = [f"`{code}`" for code in row.standards]
    where += [f"`{address_of(name)}`" for name in row.screens]
    where += [f"`{command}`" for command in row.commands]
    if row.remark:
        where.append(row.remark)
    if row.pending:
        where.append(f"**pending**: {row.pending}")
    proof = [f"`{path}`" for path in row.tests]
    cells = (row.id, row.clause, row.who, asks, "<br>".join(where), "<br>".join(proof))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
