"""S50, R02: what is not safe does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from agency import checks

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "CASEMGMT_ENV": "production",
    "SECRET_KEY": "a-key-that-only-this-test-ever-uses-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "cases.example.org",
    "SITE_URL": "https://cases.example.org",
    "LOG_LEVEL": "ERROR",
}


def run(*command, **environment):
    kept = {
        name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "CASEMGMT_VAR")
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_django_has_nothing_to_say_about_a_production_site():
    """S50"""
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "no issues" in answer.stdout


def found(**_):
    return {problem.id for problem in checks.production_is_closed()}


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        ("SECRET_KEY", "x" * 49, "agency.E001"),
        ("SECRET_KEY", "for-development-only-" + "x" * 40, "agency.E001"),
        ("SECRET_KEY", "only-for-tests-and-never-for-people-0123456789" + "x" * 9, "agency.E001"),
        ("ALLOWED_HOSTS", [], "agency.E002"),
        ("ALLOWED_HOSTS", ["*"], "agency.E002"),
        ("DEBUG", True, "agency.E003"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "agency.E004"),
    ],
)
def test_each_unsafe_setting_is_found(settings, setting, value, problem):
    """S50"""
    settings.SECRET_KEY = SAFE["SECRET_KEY"]
    settings.ALLOWED_HOSTS = ["cases.example.org"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert found() == set()
    setattr(settings, setting, value)
    assert found() == {problem}


def test_an_old_weasyprint_is_refused(monkeypatch):
    """S58"""
    assert checks.packages_are_safe() == []
    monkeypatch.setattr(checks, "version", lambda _: "69.3")
    assert [problem.id for problem in checks.packages_are_safe()] == ["agency.E005"]


def test_a_second_database_driver_is_refused(monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda _: object())
    assert [problem.id for problem in checks.packages_are_safe()] == ["agency.E006"]


def test_a_database_that_may_lose_what_was_saved_is_refused(db, settings):
    """R02: the throw-away database of the tests is one."""
    settings.ENVIRONMENT = "production"
    problems = checks.nothing_saved_is_lost(databases=["default"])
    assert {problem.id for problem in problems} == {"agency.E007"}
    named = " ".join(problem.msg for problem in problems)
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"{name} = off" in named


def test_a_database_that_keeps_what_was_saved_is_taken(db, settings, monkeypatch):
    """R02"""
    settings.ENVIRONMENT = "production"
    monkeypatch.setattr(checks, "_shown", lambda connection, name: "on")
    assert checks.nothing_saved_is_lost(databases=["default"]) == []


def test_a_training_clock_never_runs_on_live_records(cast, settings):
    assert checks.training_is_not_live(databases=["default"]) == []
    settings.TRAINING_TODAY = date(2026, 12, 1)
    assert checks.training_is_not_live(databases=["default"]) == []
    cast.agency.is_live = True
    cast.agency.save()
    problems = checks.training_is_not_live(databases=["default"])
    assert [problem.id for problem in problems] == ["agency.E008"]
    with pytest.raises(ImproperlyConfigured, match="marked as live"):
        checks.refuse_unsafe_start()
    settings.TRAINING_TODAY = None
    checks.refuse_unsafe_start()


def test_a_database_that_is_away_does_not_keep_the_site_from_starting(db, monkeypatch):
    """R01: it says so on its pages and goes on when the database is back."""

    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr(checks, "_shown", away)
    monkeypatch.setattr("agency.checks.settings.ENVIRONMENT", "development")
    checks.refuse_unsafe_start()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SECRET_KEY": "too-short-to-be-a-key"}, "agency.E001"),
        ({"ALLOWED_HOSTS": "*"}, "agency.E002"),
        ({"DEBUG": "on"}, "agency.E003"),
    ],
)
def test_the_web_server_does_not_start_on_them(change, reason):
    """S50"""
    answer = run("-c", "import casemgmt.wsgi", **SAFE | change)
    assert answer.returncode != 0
    assert "Not started: " in answer.stderr
    assert reason in answer.stderr


def test_the_worker_does_not_start_on_them():
    """S50"""
    answer = run(
        "-m", "celery", "--app", "casemgmt", "worker", "--pool", "solo",
        **SAFE | {"ALLOWED_HOSTS": "*"},
    )  # fmt: skip
    assert answer.returncode != 0
    assert "agency.E002" in answer.stderr
