"""Reads the register: one TOML file for each policy, one row for each thing it asks for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation. `clause` names its heading in the policy.

    `standards`: the codes that compute it. `screens`: names of addresses. `commands`: what a
    person runs. `tests`: paths, or path::test. `pending`: what is still to come, by name; ""
    when the product answers the row.
    """

    id: str
    clause: str
    who: str
    asks: str
    when: str = ""
    standards: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    remark: str = ""
    pending: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether something of it is still to come."""
        return bool(self.pending)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one policy, in the order of its text."""

    policy: str
    rows: tuple[Row, ...]


def parts() -> list[Part]:
    """The whole register, a part for each policy. Raises ValueError for a key it does not know."""
    return [
        _part(FOLDER / f"{name}.toml") for name in ("us-ok", "us-bop", "au-wa", "us-ca-slo", "tpc")
    ]


def _part(path: Path) -> Part:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Part(table["policy"], tuple(_row(path, row) for row in table["row"]))


def _row(path: Path, row: dict[str, Any]) -> Row:
    known = {field.name for field in fields(Row)}
    if unknown := sorted(set(row) - known):
        raise ValueError(f"{path.name}, {row.get('id')}: {unknown[0]} is not a key of a row.")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Row(**values)
