"""The embedded servers together, in the two ways they are used: to keep, and to throw away."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from casemgmt.dev.account import account_for_postgres, reachable_folder
from casemgmt.dev.binaries import postgres_binaries
from casemgmt.dev.errors import CannotStart, full_disk_message
from casemgmt.dev.places import var_folder
from casemgmt.dev.postgres import THROW_AWAY_SETTINGS, EmbeddedPostgres
from casemgmt.dev.redis_server import EmbeddedRedis

DATABASE = "casemgmt"
# Not a secret: it protects nothing but data that the tests themselves make up.
TEST_SECRET_KEY = "only-for-tests-and-never-for-people-0123456789"  # noqa: S105


def lasting_postgres(var: Path) -> EmbeddedPostgres:
    """The PostgreSQL whose data `make run` finds again."""
    account = account_for_postgres(var / "postgres" / "data")
    return EmbeddedPostgres(
        reachable_folder(var / "postgres", account, lasting=True),
        reachable_folder(var / "pg-runtime", account, lasting=True),
        var / "log" / "postgres.log",
    )


def lasting_redis(var: Path) -> EmbeddedRedis:
    """The Redis whose queue `make run` finds again."""
    return EmbeddedRedis(var / "redis", var / "log" / "redis.log")


@dataclass(frozen=True)
class TestServers:
    """The addresses of one run's own servers, and a folder that goes away with them."""

    __test__ = False

    database_url: str
    redis_url: str
    folder: Path

    def environment(self) -> dict[str, str]:
        """The environment variables that make the product use them."""
        return {
            "CASEMGMT_ENV": "test",
            "CASEMGMT_VAR": str(self.folder / "var"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": TEST_SECRET_KEY,
        }


@contextmanager
def throw_away_servers(
    settings: dict[str, str] = THROW_AWAY_SETTINGS,
) -> Iterator[TestServers]:
    """Both servers, empty, for one test run and removed after it.

    Every run has its own, so any number of runs may go on at once. A new cluster is a copy of one
    that was made once, which takes a third of the time of making it. `settings`: of PostgreSQL.
    """
    var = var_folder()
    account = account_for_postgres(var / "test" / "none")
    runtime = reachable_folder(var / "pg-runtime", account, lasting=True)
    tests = reachable_folder(var / "test", account, lasting=False)
    tests.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = tests / f"run-{os.getpid()}"
    with (tests / "lock").open("w") as everyone:
        fcntl.flock(everyone, fcntl.LOCK_EX)
        _remove_abandoned_runs(tests)
        folder.mkdir(mode=0o755)
        owner = (folder / "lock").open("w")
        fcntl.flock(owner, fcntl.LOCK_EX)
        major = postgres_binaries(runtime, account).major
        template = EmbeddedPostgres(tests / f"template-{major}", runtime, tests / "template.log")
        template.prepare()
    postgres = EmbeddedPostgres(folder / "postgres", runtime, folder / "postgres.log", settings)
    redis = EmbeddedRedis(folder / "redis", folder / "redis.log", throw_away=True)
    try:
        _copy(template.home, postgres.home)
        postgres.account = template.account
        for server in (postgres, redis):
            server.prepare()
            server.start()
        postgres.ensure_database(DATABASE)
        yield TestServers(postgres.url(DATABASE), redis.url, folder)
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        owner.close()


def _copy(template: Path, home: Path) -> None:
    """Copy a cluster with its owners and modes, without its socket folder."""
    home.mkdir(mode=0o755)
    answer = subprocess.run(
        ["cp", "-a", f"{template}/data", f"{home}/data"],
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise CannotStart(full_disk_message(home, answer.stderr) or answer.stderr)


def _remove_abandoned_runs(tests: Path) -> None:
    """Remove the folders of test runs that were killed, and stop what may still run in them."""
    for folder in tests.glob("run-*"):
        with (folder / "lock").open("a") as owner:
            try:
                fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # that run is going on
            postgres = EmbeddedPostgres(folder / "postgres", folder, folder / "postgres.log")
            postgres.prepare_folders()
            postgres.stop_leftovers()
            redis = EmbeddedRedis(folder / "redis", folder / "redis.log")
            redis.prepare()
            redis.stop_leftovers()
            shutil.rmtree(folder, ignore_errors=True)
