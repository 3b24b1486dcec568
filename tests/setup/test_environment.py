"""The virtual environment: remade when half-made, and every trouble said in a sentence."""

from __future__ import annotations

import errno
import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def maker(tmp_path):
    """The maker of environments, loaded as a file as the Makefile does, on a folder of its own."""
    spec = importlib.util.spec_from_file_location(
        "environment_maker", ROOT / "casemgmt" / "dev" / "environment.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT, module.VENV = tmp_path, tmp_path / ".venv"
    module.PYTHON, module.STAMP = module.VENV / "bin" / "python", module.VENV / "installed.json"
    (tmp_path / "requirements.lock").write_text("six==1.17.0\n")
    (tmp_path / "requirements-dev.lock").write_text("six==1.17.0\npytest==9.2.0\n")
    return module


@pytest.fixture
def made(maker):
    """The same, with a complete environment in place."""
    maker.PYTHON.parent.mkdir(parents=True)
    maker.PYTHON.touch()
    stamp(maker, "requirements.lock")
    return maker


def stamp(maker, lock):
    maker.STAMP.write_text(json.dumps({"here": maker.here(), "locks": {lock: maker.digest(lock)}}))


def test_a_complete_environment_is_left_alone(made):
    assert made.is_up_to_date("requirements.lock")


def test_an_environment_without_its_stamp_is_half_made(made):
    made.STAMP.unlink()
    assert not made.is_up_to_date("requirements.lock")


def test_a_stamp_cut_off_in_the_middle_counts_as_none(made):
    made.STAMP.write_text('{"here": {"pyth')
    assert not made.is_up_to_date("requirements.lock")


def test_a_changed_lock_is_installed_again(made):
    (made.ROOT / "requirements.lock").write_text("six==1.18.0\n")
    assert not made.is_up_to_date("requirements.lock")


def test_the_tools_of_development_are_missing_until_installed(made):
    assert not made.is_up_to_date("requirements-dev.lock")
    stamp(made, "requirements-dev.lock")
    assert made.is_up_to_date("requirements-dev.lock")
    assert made.is_up_to_date("requirements.lock")


def test_a_moved_checkout_makes_its_environment_anew(made):
    made.VENV = made.ROOT / "moved" / ".venv"
    assert not made.is_up_to_date("requirements.lock")


def test_a_failed_installation_leaves_no_environment_and_says_why(made, capsys):
    failing = [sys.executable, "-c", "print('no such package: six'); raise SystemExit(1)"]
    with pytest.raises(SystemExit):
        made.run_or_give_up(failing, "The packages were not installed")
    assert not made.VENV.exists()
    assert "no such package: six" in capsys.readouterr().err


def test_a_disk_that_fills_up_is_called_that(made, capsys):
    failing = [sys.executable, "-c", "print('No space left on device'); raise SystemExit(1)"]
    with pytest.raises(SystemExit):
        made.run_or_give_up(failing, "The packages were not installed")
    assert not made.VENV.exists()
    assert "too little room on the disk" in capsys.readouterr().err


def test_a_disk_that_is_full_from_the_start_is_called_that(maker, capsys, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(maker, "install", full)
    with pytest.raises(SystemExit):
        maker.main(["setup"])
    assert "too little room on the disk" in capsys.readouterr().err


def test_an_old_python_is_named_with_the_version_that_is_needed(maker, capsys):
    maker.OLDEST = (99, 1)
    with pytest.raises(SystemExit):
        maker.check_python()
    assert "Python 99.1 or newer is needed" in capsys.readouterr().err


def test_a_python_without_venv_says_what_to_install(maker, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        maker.check_python()
    assert "python3-venv" in capsys.readouterr().err


def test_the_lock_files_name_no_index_no_folder_and_pin_everything_by_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        pins = [line for line in text.splitlines() if line[:1].isalnum()]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_both_locks_agree_and_hold_no_second_driver_for_postgres():
    def pins(name):
        lines = (ROOT / name).read_text().splitlines()
        return dict(line.split(" ")[0].split("==") for line in lines if line[:1].isalnum())

    product, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert product.items() <= development.items()
    # Django would silently prefer it to the one that everything here was measured with.
    assert "psycopg" not in development
