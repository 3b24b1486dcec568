"""What the product is given to run with, and what the machine must have for it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from casemgmt.dev import system
from casemgmt.dev.surroundings import demonstration_password, product_environment

OURS = {"database_url": "postgresql:///ours", "redis_url": "unix:///ours", "site_url": "http://x"}


def test_the_demonstration_password_is_made_once_and_is_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first = demonstration_password(tmp_path)
    assert re.fullmatch(r"[a-z]{6}(-[a-z]{6}){4}", first)
    assert demonstration_password(tmp_path) == first
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600


def test_a_given_demonstration_password_wins_and_is_kept(tmp_path, monkeypatch):
    demonstration_password(tmp_path)
    monkeypatch.setenv("DEMO_PASSWORD", "banana-lorry-violet-hinge")
    assert demonstration_password(tmp_path) == "banana-lorry-violet-hinge"
    monkeypatch.delenv("DEMO_PASSWORD")
    assert demonstration_password(tmp_path) == "banana-lorry-violet-hinge"
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600


def test_every_installation_has_a_key_of_its_own_and_keeps_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    one, again = (product_environment(tmp_path / "a", printing={}, **OURS) for _ in range(2))
    other = product_environment(tmp_path / "b", printing={}, **OURS)
    assert one["SECRET_KEY"] == again["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(one["SECRET_KEY"]) >= 50


def test_what_the_person_set_reaches_the_product(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINING_TODAY", "2026-12-01")
    monkeypatch.setenv("ALLOWED_HOSTS", "cases.example.org")
    given = product_environment(tmp_path, printing={"FONTCONFIG_FILE": "f"}, **OURS)
    assert given["TRAINING_TODAY"] == "2026-12-01"
    assert given["ALLOWED_HOSTS"] == "cases.example.org"
    assert given["FONTCONFIG_FILE"] == "f"
    assert given["DATABASE_URL"] == "postgresql:///ours"


def test_this_machine_can_print_and_run_every_test():
    assert system.missing_for_printing() == []
    assert system.missing_for_tests() == []


def test_without_its_libraries_printing_names_the_packages(monkeypatch, tmp_path):
    monkeypatch.setattr(system, "LIBRARIES", ("libnothing-of-the-kind.so.0",))
    monkeypatch.setattr(system, "FONT_FOLDERS", (tmp_path,))
    assert system.missing_for_printing() == [*system.LIBRARY_PACKAGES, *system.FONT_PACKAGES]


def test_without_a_way_to_install_it_goes_on_and_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(system, "LIBRARIES", ("libnothing-of-the-kind.so.0",))
    monkeypatch.setenv("PATH", str(tmp_path))
    found = system.get_printing(tmp_path)
    assert found.missing == system.LIBRARY_PACKAGES
    assert found.environment == {}


def test_unpacked_libraries_and_fonts_are_found_by_what_is_started(monkeypatch, tmp_path):
    root = tmp_path / "lib-root"
    libraries, fonts = root / "usr/lib/x86_64-linux-gnu", root / "usr/share/fonts/truetype"
    libraries.mkdir(parents=True)
    fonts.mkdir(parents=True)
    for name in system.LIBRARIES:
        (libraries / name).touch()
    for name in system.FONT_PACKAGES.values():
        (fonts / name).touch()
    (root / "fonts.conf").touch()
    monkeypatch.setattr(system, "FONT_FOLDERS", ())
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)

    found = system.get_printing(tmp_path)

    assert found.missing == ()
    assert found.environment == {
        "LD_LIBRARY_PATH": str(libraries),
        "FONTCONFIG_FILE": str(root / "fonts.conf"),
    }


@pytest.mark.parametrize("missing", ["chromium", "poppler-utils"])
def test_tests_without_their_tools_fail_instead_of_being_skipped(monkeypatch, tmp_path, missing):
    from casemgmt.dev import test

    monkeypatch.setattr(test, "missing_for_tests", lambda: [missing])
    monkeypatch.setattr(test, "install", lambda *_: False)
    monkeypatch.setattr(test, "get_printing", lambda _: system.Found((), {}))
    assert test.main([]) == 1


def test_the_launcher_itself_never_loads_the_settings():
    """Otherwise its message about a missing server would come too late."""
    program = "import casemgmt.dev.run, sys; raise SystemExit('casemgmt.settings' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr
