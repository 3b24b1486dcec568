"""A pytest plugin: tests run on real servers, without anyone having to start any.

It is named in `pyproject.toml`, so a bare `pytest tests/engine` works. Servers named in
`DATABASE_URL` and `REDIS_URL` are used instead where both are set, as `make test` does. Each of
several processes (`-n 2`) has servers of its own, so that one may empty or stop what is its.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from casemgmt.dev.embedded import throw_away_servers
from casemgmt.dev.errors import CannotStart


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the servers before anything reads the settings; stop them when pytest ends."""
    # The browser tests' live server and Playwright share a thread with an event loop.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    given = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    if one_of_several or not given:
        stack = ExitStack()
        try:
            servers = stack.enter_context(throw_away_servers())
        except CannotStart as problem:
            raise pytest.UsageError(str(problem)) from problem
        early_config.add_cleanup(stack.close)
        os.environ.update(servers.environment())
    yield
