"""An account with a password, and both clocks set as one."""

from __future__ import annotations

import runpy
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.test import Client

from tests.cast import PASSWORD

AXES_CLOCKS = ("django.utils.timezone.now", "axes.handlers.proxy.now", "axes.attempts.now")


class BothClocks:
    """The product's clock and Django's, which django-axes and the session table read."""

    def __init__(self, on_day):
        self._on_day = on_day
        self.moment = datetime.fromisoformat("2026-11-23T16:00+00:00")

    def __call__(self):
        return self.moment

    def go_on(self, **span):
        """Let some time pass: `go_on(minutes=15)`."""
        self.moment += timedelta(**span)
        self._on_day(self.moment)


@pytest.fixture
def clocks(on_day):
    """Both clocks stand at Monday 23 November 2026, 10:00 in Chicago, until told to go on."""
    both = BothClocks(on_day)
    on_day(both.moment)
    patches = [mock.patch(name, both) for name in AXES_CLOCKS]
    for patch in patches:
        patch.start()
    yield both
    for patch in patches:
        patch.stop()


@pytest.fixture
def okafor(cast):
    """A case officer who can sign in with PASSWORD."""
    cast.okafor.set_password(PASSWORD)
    cast.okafor.save()
    return cast.okafor


@pytest.fixture
def reyes(cast):
    """A colleague who can sign in with PASSWORD."""
    cast.reyes.set_password(PASSWORD)
    cast.reyes.save()
    return cast.reyes


@pytest.fixture
def new_browser():
    """A new browser each time: `new_browser()`."""
    return Client


def sign_in_by_form(client, username="okafor", password=PASSWORD, *, following="", **extra):
    """Send the sign-in form, with the address to go on to."""
    sent = {"login": username, "password": password}
    if following:
        sent["next"] = following
    return client.post("/sign-in", sent, **extra)


def is_signed_in(client):
    """Whether the next request of this browser is a signed-in one."""
    return client.post("/session", headers={"accept": "application/json"}).status_code == 200


@pytest.fixture
def production(monkeypatch):
    """The settings as a production site has them: `production(SESSION_IDLE_MINUTES="25")`."""

    def settings_with(**environment):
        given = {
            "CASEMGMT_ENV": "production",
            "SECRET_KEY": "a-key-that-only-this-test-ever-uses-0123456789-abcdefghij",
            "ALLOWED_HOSTS": "cases.example.org",
            "SITE_URL": "https://cases.example.org",
        } | environment
        with monkeypatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            return runpy.run_path(str(settings_file()))

    return settings_with


def settings_file():
    """Where the settings are written."""
    return Path(__file__).resolve().parents[2] / "casemgmt" / "settings.py"
