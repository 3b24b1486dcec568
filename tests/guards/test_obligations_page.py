"""The page of obligations is true: what it names exists, and what is missing is named."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

from casemgmt.register import edge_cases
from casemgmt.register.page import PAGE, address_of, page, shipped_duties
from casemgmt.register.rows import parts

ROOT = Path(__file__).parents[2]
ROWS = [row for part in parts() for row in part.rows]

#: How many rows still wait for their record or screen. It may only shrink.
PENDING_AT_MOST = 0


def named(row):
    return row.id


def test_the_register_has_every_row_once():
    counts = {"OK": 29, "FED": 21, "WA": 32, "PRO": 21, "TPC": 20}
    found = [row.id for row in ROWS]
    assert len(found) == len(set(found)) == 123
    assert {key: sum(name.startswith(f"{key}-") for name in found) for key in counts} == counts


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_row_is_answered_and_proved_or_named_as_pending(row):
    if not row.is_pending:
        assert row.standards or row.screens or row.commands, "Where does it live?"
        assert row.tests, "Which test proves it?"


def test_every_standard_that_a_row_names_is_shipped_and_every_shipped_one_is_named():
    named_in_rows = {code for row in ROWS for code in row.standards}
    assert named_in_rows == set(shipped_duties())


def test_every_screen_that_a_row_names_has_an_address():
    for row in ROWS:
        for screen in row.screens:
            assert address_of(screen), row.id


def test_every_test_that_a_row_names_exists():
    for row in ROWS:
        _exist(row.id, row.tests)
    for case in edge_cases.edge_cases():
        _exist(f"Edge case {case.number}", case.tests)


def _exist(whose, tests):
    for name in tests:
        path, _, function = name.partition("::")
        assert (ROOT / path).exists(), f"{whose}: {path} is not there."
        if function:
            assert function in _functions(path), f"{whose}: {name} is not there."


@lru_cache
def _functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_pending_list_only_shrinks():
    pending = [row.id for row in ROWS if row.is_pending]
    assert len(pending) == PENDING_AT_MOST, (
        "Fewer rows are pending: lower the number. More: a row was lost."
    )


def test_the_page_says_what_the_register_and_the_standards_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run `manage.py obligations_page`."


def test_every_edge_case_has_a_test_or_a_decision():
    cases = edge_cases.edge_cases()
    assert [case.number for case in cases] == list(range(1, 69))
    for case in cases:
        assert case.tests or case.decision, case.number


def test_the_page_of_edge_cases_says_what_the_register_says():
    assert edge_cases.PAGE.read_text(encoding="utf-8") == edge_cases.page(), (
        "Run `manage.py obligations_page`."
    )
