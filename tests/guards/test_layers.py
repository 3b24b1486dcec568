"""A module imports only from the layers below its own.

casemgmt (pages, printing, importing, demonstration, dev)
scheduling
casenotes | plans | conferences      siblings, never one another
offenders
agency
scheduling.policy, scheduling.engine standard library only, importable by anyone
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Package prefix → its layer; the longest prefix wins. A higher number stands higher.
LAYERS = {
    "casemgmt": 5,
    "scheduling": 4,
    "casenotes": 3,
    "plans": 3,
    "conferences": 3,
    "offenders": 2,
    "agency": 1,
    "scheduling.policy": 0,
    "scheduling.engine": 0,
}
PURE = ("scheduling.policy", "scheduling.engine")


def layer_of(module: str) -> tuple[str, int] | None:
    """The package prefix that `module` belongs to, and its layer; None for other people's code."""
    known = [p for p in LAYERS if module == p or module.startswith(p + ".")]
    if not known:
        return None
    prefix = max(known, key=len)
    return prefix, LAYERS[prefix]


def modules() -> list[Path]:
    return sorted(
        path
        for top in (
            "agency",
            "casemgmt",
            "casenotes",
            "conferences",
            "offenders",
            "plans",
            "scheduling",
        )
        for path in (ROOT / top).rglob("*.py")
        if "migrations" not in path.parts
    )


def imported_by(path: Path) -> list[tuple[int, str]]:
    """(line, module) of every import in the file, inside functions and TYPE_CHECKING too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name, not relatively."
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_the_layers_below_it(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    prefix, layer = layer_of(name) or ("", 99)
    for line, imported in imported_by(path):
        target = layer_of(imported)
        if target is None:
            top = imported.split(".")[0]
            assert prefix not in PURE or top in sys.stdlib_module_names, (
                f"{path.name}:{line} imports {imported}, but {prefix} uses the standard library "
                "alone, so that policy can be tried without a database."
            )
            continue
        other, other_layer = target
        assert other == prefix or other_layer < layer or {other, prefix} == set(PURE), (
            f"{name}:{line} imports {imported}: {prefix} may not know {other}."
        )


def test_only_the_clock_reads_the_time() -> None:
    """`datetime.now`, `date.today` and `timezone.now` stand in agency/clock.py alone."""
    for path in modules():
        if path == ROOT / "agency" / "clock.py" or "dev" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                read = f"{node.value.id}.{node.attr}"
                assert read not in {
                    "datetime.now",
                    "datetime.utcnow",
                    "datetime.today",
                    "date.today",
                    "timezone.now",
                    "time.time",
                }, f"{path.relative_to(ROOT)}:{node.lineno} reads the clock: use agency.clock."
