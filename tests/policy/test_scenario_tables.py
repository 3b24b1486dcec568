"""The tables beside the standards are true, and a standard without one is refused."""

from __future__ import annotations

import io
import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scheduling.policy.load import STANDARDS, load_edition
from scheduling.scenario_tables import (
    BadTable,
    all_standards,
    mismatch,
    problems_of,
    rows_from_text,
    tables_of,
)

ROWS = [row for path in all_standards() for row in tables_of(path)]
OK = STANDARDS / "us-ok" / "op-060101.toml"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_case_comes_out_as_the_table_says(row):
    assert mismatch(row) == ""


def test_the_shipped_standards_have_no_problems():
    out = io.StringIO()
    call_command("check_standards", stdout=out)
    assert "copp-10.3.toml" in out.getvalue()
    assert "op-060101.toml" in out.getvalue()


def beside(tmp_path, text):
    path = tmp_path / OK.name
    shutil.copy(OK, path)
    if text is not None:
        (tmp_path / "op-060101.scenarios.md").write_text(text)
    return path


TABLE = OK.with_name("op-060101.scenarios.md").read_text()


def test_a_standard_without_a_table_is_refused(tmp_path):
    path = beside(tmp_path, None)
    err = io.StringIO()
    with pytest.raises(CommandError, match="12 problems"):
        call_command("check_standards", str(path), stdout=io.StringIO(), stderr=err)
    assert "OK.MONTHLY_NOTE: expected a table of cases; there is none" in err.getvalue()


def test_a_duty_without_rows_is_refused(tmp_path):
    start = TABLE.index("## OK.ADJUSTMENT_REVIEW")
    without = TABLE[:start] + TABLE[TABLE.index("## OK.ACCOUNTABILITY_PLAN") :]
    assert problems_of(beside(tmp_path, without)) == [
        "op-060101.toml: OK.ADJUSTMENT_REVIEW: expected a table of cases; there is none"
    ]


def test_a_duty_without_a_row_at_its_boundary_is_refused(tmp_path):
    without = TABLE.replace("| The month ends | at |", "| The month ends | - |")
    (problem,) = problems_of(beside(tmp_path, without))
    assert "OK.CASELOAD_LIST" in problem
    assert problem.endswith("none is marked at")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "2024-02-29 due |",
            "2024-02-28 due |",
            "A leap month ends: expected OK.MONTHLY_NOTE 2024-02-28",
        ),
        ("2025-08-31 due, owner CM-1", "2025-08-31 overdue", "expected overdue; found"),
        ("2025-08-31 due, owner CM-1", "2025-08-31 due, owner CM-2", "expected owner CM-2"),
    ],
)
def test_a_row_that_is_not_true_is_refused_with_both_answers(tmp_path, old, new, said):
    (problem,) = problems_of(beside(tmp_path, TABLE.replace(old, new, 1)))
    assert said in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## OK.NOTE\n", "line 1: OK.NOTE: expected the code of a standard"),
        ("| case | edge | until |\n", "line 1: expected a column expected"),
        ("| case | edge | until | expected |\n| a | - | 2025-01-01 |\n", "expected 4 cells"),
        (
            "| case | edge | until | expected |\n| a | - | 2025-01-01 | nothing |\n",
            "expected a heading with codes",
        ),
        (
            "## OK.FILE_MSRM\n| case | edge | until | expected |\n"
            "| a | on | 2025-01-01 | nothing |\n",
            "edge: expected before, at, after or -",
        ),
        (
            "## OK.FILE_MSRM\n| case | edge | until | expected |\n| a | - | 2025-01-01 | soon |\n",
            "expected: cannot read 'soon'",
        ),
        (
            "## OK.FILE_MSRM\n| case | edge | moon | until | expected |\n"
            "| a | - | full | 2025-01-01 | nothing |\n",
            "moon: expected one of",
        ),
        (
            "## OK.FILE_MSRM\n| case | edge | assigned | until | expected |\n"
            "| a | - | CM-1 | 2025-01-01 | nothing |\n",
            "assigned: cannot read 'CM-1'",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_why(text, said):
    with pytest.raises(BadTable, match=".") as bad:
        rows_from_text(text, "op.scenarios.md", load_edition(OK))
    assert said in str(bad.value)


def test_a_row_with_a_bad_date_says_so():
    text = (
        "## OK.FILE_MSRM\n| case | edge | form received | until | expected |\n"
        "| a | - | yesterday | 2025-01-01 | nothing |\n"
    )
    (row,) = rows_from_text(text, "op.scenarios.md", load_edition(OK))
    assert "learned_on: expected a date" in mismatch(row)
