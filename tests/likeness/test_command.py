"""`manage.py note_likeness` on good files and bad ones."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.likeness.conftest import HONEST, NOVEMBER, OCTOBER

ROOT = Path(__file__).resolve().parents[2]
PAIRS = [
    {"id": "x-1", "a": OCTOBER, "b": NOVEMBER},
    {"id": 2, "a": OCTOBER, "b": HONEST, "remark": "ignored"},
    {"id": "✓", "a": OCTOBER, "b": OCTOBER.upper()},
]


def run(file) -> tuple[list[dict], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("note_likeness", str(file), stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def pairs(tmp_path):
    """A file of three pairs."""
    file = tmp_path / "pairs.json"
    file.write_text(json.dumps(PAIRS), encoding="utf-8-sig")
    return file


def test_each_pair_gets_its_score_and_whether_it_is_questioned(cast, pairs) -> None:
    found, said = run(pairs)
    assert [one["id"] for one in found] == ["x-1", 2, "✓"]
    assert [one["copied"] for one in found] == [True, False, True]
    assert [set(one) for one in found] == [{"id", "score", "copied"}] * 3
    assert found[2]["score"] == 1
    assert 0 <= found[1]["score"] < 0.5 <= found[0]["score"] < 1
    assert said == ""


def test_the_thresholds_are_the_agencys(cast, pairs) -> None:
    cast.agency.settings = {"policy": {"note_similarity_warning": 1.0}}
    cast.agency.save()
    found, _ = run(pairs)
    assert [one["copied"] for one in found] == [False, False, True]


@pytest.mark.django_db
def test_without_an_agency_the_shipped_thresholds_apply_and_it_says_so(pairs) -> None:
    found, said = run(pairs)
    assert [one["copied"] for one in found] == [True, False, True]
    assert "No agency is set up" in said


def test_without_a_database_it_reads_standard_input_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "note_likeness", "-"],
        input=json.dumps(PAIRS).encode(),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert [one["copied"] for one in json.loads(done.stdout)] == [True, False, True]
    assert b"No database is reachable" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ('[{"id": 1,', "line 1, column"),
        ('{"id": 1}', "Expected a list of pairs, found an object"),
        ('["x"]', "Entry 1: expected an object, found a text"),
        ('[{"id": 1, "a": "x", "b": "y"}, {"id": 2, "a": "x"}]', "Entry 2: the key 'b' is missing"),
        ('[{"a": "x", "b": "y"}]', "Entry 1: the key 'id' is missing"),
        ('[{"id": 1, "a": null, "b": "y"}]', "Entry 1, key 'a': expected a text, found nothing"),
        ('[{"id": 1, "a": "x", "b": 3}]', "Entry 1, key 'b': expected a text, found a number"),
        ('[{"id": true, "a": "x", "b": "y"}]', "Entry 1, key 'id'"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_bad_file_is_refused_with_the_entry_and_the_key(tmp_path, text, words) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    with pytest.raises(CommandError, match="Expected") as refused:
        run(file)
    assert words in str(refused.value)
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as missing:
        run(tmp_path / "none.json")
    assert missing.value.returncode == 2
    file = tmp_path / "latin.json"
    file.write_bytes('[{"id": "é"}]'.encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        run(file)
