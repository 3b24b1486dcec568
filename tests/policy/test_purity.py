"""The engine and the policy reader stay pure, and know no jurisdiction."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

import scheduling
from scheduling.policy.load import shipped

ROOT = Path(scheduling.__file__).parent
ENGINE = sorted(ROOT.glob("engine/**/*.py"))
FILES = [*ENGINE, *sorted(ROOT.glob("policy/**/*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_only_the_standard_library_and_one_another_are_imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            own = name.startswith(("scheduling.engine", "scheduling.policy"))
            assert own or name.split(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("path", FILES, ids=named)
def test_nothing_asks_what_day_it_is(path):
    assert not re.search(r"\b(today|utcnow|now)\(", path.read_text())


@pytest.mark.parametrize("path", ENGINE, ids=named)
def test_the_engine_names_no_jurisdiction_and_no_code(path):
    text = path.read_text()
    codes = {duty.code for edition in shipped() for duty in edition.duties()}
    assert not [code for code in codes if code in text]
    assert not re.search(r"\b(WA|OK|COPP|OP-060101|TOMS|OMS)\b", text)
