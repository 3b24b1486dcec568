"""A pytest plugin: tests run on real servers, without anyone having to start any.

It is named in `pyproject.toml`, so a bare `pytest tests/engine` works. Servers named in
`DATABASE_URL` and `REDIS_URL` are used instead where both are set, as `make test` does. Each of
several processes (`-n 2`) has servers of its own, so that one may empty or stop what is its.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from casemgmt.dev.embedded import TestServers, throw_away_servers
from casemgmt.dev.errors import CannotStart


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the servers before anything reads the settings; stop them when pytest ends."""
    # The browser tests' live server and Playwright share a thread with an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    hands_out = getattr(early_config.known_args_namespace, "numprocesses", None) and (
        not one_of_several
    )
    given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    if hands_out and not given:
        # This process only hands out tests; the settings want addresses, and nothing uses them.
        nowhere = TestServers("postgresql://nowhere/casemgmt", "redis://nowhere", Path("var"))
        for name, value in nowhere.environment().items():
            if name != "CASEMGMT_VAR":
                os.environ.setdefault(name, value)
    elif one_of_several or not given:
        stack = ExitStack()
        try:
            servers = stack.enter_context(throw_away_servers(migrated=True))
        except CannotStart as problem:
            raise pytest.UsageError(str(problem)) from problem
        early_config.add_cleanup(stack.close)
        os.environ.update(servers.environment())
    yield
