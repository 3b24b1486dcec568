"""The edge cases of the field, each with its test or the decision why there is none."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "edge-cases.md"
_FILE = Path(__file__).parent / "edge-cases.toml"

_HEAD = """# Edge cases

What goes wrong in case-management systems, and the test that holds it here; where there is none,
the decision. `manage.py obligations_page` writes this page from `casemgmt/register/`.

| no | case | held by |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """One case. `tests`: paths or path::test; `decision`: why something of it is not there."""

    number: int
    what: str
    tests: tuple[str, ...] = ()
    decision: str = ""


def edge_cases() -> list[EdgeCase]:
    """All of them, in the order of their numbers. Raises TypeError for an unknown key."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return [EdgeCase(**entry | {"tests": tuple(entry.get("tests", ()))}) for entry in table["case"]]


def page() -> str:
    """The page as it should stand in docs/edge-cases.md."""
    lines = []
    for case in edge_cases():
        held = [f"`{name}`" for name in case.tests]
        if case.decision:
            held.append(f"Decision: {case.decision}")
        lines.append(f"| {case.number} | {case.what} | {'<br>'.join(held)} |")
    return _HEAD + "\n".join(lines) + "\n"
