"""What every test may use: the browser's place and the flags it needs without a desktop."""

from __future__ import annotations

import shutil

import pytest

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Launch the distribution's Chromium: Playwright's own is a download of its own."""
    chromium = shutil.which("chromium")
    assert chromium is not None, "Chromium is missing: `make test` installs it, or says how to."
    return browser_type_launch_args | {"executable_path": chromium, "args": CHROMIUM_FLAGS}
