"""What every test may use: the browser's place and the flags it needs without a desktop."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect

#: Longer than any page takes, even where many tests share few processors.
expect.set_options(timeout=20_000)

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


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Whether the database of the tests is there already, made from every migration."""
    return os.environ.get("TEST_DATABASE_IS_MIGRATED") == "yes"


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix():
    """Each of several processes has a server of its own, so its database needs no other name."""


@pytest.fixture
def on_day():
    """Set the clock: `on_day("2026-11-23T16:00+00:00")`; it stays so until the test ends."""
    from contextlib import ExitStack
    from datetime import datetime

    from agency import clock

    with ExitStack() as stack:

        def set_to(moment: str | datetime) -> datetime:
            parsed = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            assert parsed.tzinfo is not None, "Say in which time zone."
            stack.enter_context(clock.set_for_tests(parsed))
            return parsed

        yield set_to


@pytest.fixture
def cast(db, on_day):
    """The cast of `tests.cast`, on Monday 23 November 2026."""
    from tests.cast import NOW, make_cast

    on_day(NOW)
    return make_cast()


@pytest.fixture
def sign_in(client):
    """A test client in which somebody is signed in: `sign_in(cast.okafor)`."""

    def as_person(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_person


@pytest.fixture
def announced():
    """What a browser may complain of, as part of its words; a form that comes back with errors
    always: `announced.append("status of 404")` before it happens."""
    return ["status of 422"]


@pytest.fixture
def complaints():
    """What the consoles and scripts of all browsers of the test have complained of so far."""
    return []


@pytest.fixture
def new_context(new_context, complaints, announced):
    """Another browser; like that of `page` it may complain of nothing that is not announced."""
    from tests.browsing import listen

    def opened(**options):
        context = new_context(**options)
        listen(context, complaints)
        return context

    yield opened
    assert [said for said in complaints if not any(words in said for words in announced)] == []


@pytest.fixture
def desk(new_context, live_server):
    """A laptop of its own at which somebody is signed in: `page = desk(cast.okafor, "/worklist")`.

    Its addresses are those of the site: `page.goto("/drafts")`. `viewport=PHONE` makes it a phone.
    """
    from tests.browsing import LAPTOP, seat

    def taken_by(user, address, **options):
        context = new_context(base_url=live_server.url, **{"viewport": LAPTOP, **options})
        seat(context, live_server, user)
        page = context.new_page()
        page.goto(address)
        return page

    return taken_by


@pytest.fixture(scope="session", autouse=True)
def _tables_may_be_emptied_between_tests():
    """Tests with a live server empty the tables after them; the triggers that keep records from
    being truncated let the test runner, and nobody else, do so."""
    import pgtrigger
    from django.core.management import CommandError
    from django.test import TransactionTestCase

    empty_tables = TransactionTestCase._fixture_teardown

    def teardown(self):
        # A page that was just closed may still have a request under way, and the two wait for
        # each other's locks: PostgreSQL then ends one of them, and emptying is tried again.
        for tries_left in reversed(range(5)):
            try:
                with pgtrigger.ignore():
                    empty_tables(self)
            except CommandError:
                if not tries_left:
                    raise
            else:
                return

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = empty_tables
