"""The embedded servers together, in the two ways they are used: to keep, and to throw away."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from casemgmt.dev.account import account_for_postgres, reachable_folder
from casemgmt.dev.binaries import postgres_binaries
from casemgmt.dev.errors import CannotStart, full_disk_message
from casemgmt.dev.places import ROOT, var_folder
from casemgmt.dev.postgres import THROW_AWAY_SETTINGS, EmbeddedPostgres
from casemgmt.dev.redis_server import EmbeddedRedis

DATABASE = "casemgmt"
#: As Django names the database of tests.
TEST_DATABASE = f"test_{DATABASE}"
#: How many migrated clusters are kept for later runs, the newest.
MIGRATED_KEPT = 3
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
    migrated: bool = False

    def environment(self) -> dict[str, str]:
        """The environment variables that make the product use them."""
        return {
            "CASEMGMT_ENV": "test",
            "CASEMGMT_VAR": str(self.folder / "var"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": TEST_SECRET_KEY,
            **({"TEST_DATABASE_IS_MIGRATED": "yes"} if self.migrated else {}),
        }


@contextmanager
def throw_away_servers(
    settings: dict[str, str] = THROW_AWAY_SETTINGS, *, migrated: bool = False
) -> Iterator[TestServers]:
    """Both servers, empty, for one test run and removed after it.

    Every run has its own, so any number of runs may go on at once. A new cluster is a copy of one
    that was made once, which takes a third of the time of making it. `settings`: of PostgreSQL.
    `migrated`: with the tables of the tests in it, made once for each state of the migrations.
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
        cluster = _migrated(template, tests, runtime) if migrated else template.home
    postgres = EmbeddedPostgres(folder / "postgres", runtime, folder / "postgres.log", settings)
    redis = EmbeddedRedis(folder / "redis", folder / "redis.log", throw_away=True)
    try:
        _copy(cluster, postgres.home)
        postgres.account = template.account
        for server in (postgres, redis):
            server.prepare()
            server.start()
        postgres.ensure_database(DATABASE)
        yield TestServers(postgres.url(DATABASE), redis.url, folder, migrated)
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        owner.close()


def _migrated(template: EmbeddedPostgres, tests: Path, runtime: Path) -> Path:
    """The home of a cluster that has the test database with every migration applied.

    Call it only while holding the lock of `tests`. Raises CannotStart with what `migrate` said.
    """
    home = tests / f"migrated-{_state_of_migrations()}"
    if home.is_dir():
        home.touch()
        return home
    half_made = tests / "migrating"
    shutil.rmtree(half_made, ignore_errors=True)
    postgres = EmbeddedPostgres(half_made, runtime, tests / "migrating.log", THROW_AWAY_SETTINGS)
    _copy(template.home, half_made)
    postgres.account = template.account
    postgres.prepare()
    postgres.start()
    try:
        postgres.ensure_database(TEST_DATABASE)
        servers = TestServers(postgres.url(TEST_DATABASE), "redis://nowhere", tests)
        said = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"],
            env=dict(os.environ) | servers.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        postgres.stop()
    if said.returncode:
        raise CannotStart(f"The migrations do not run:\n{said.stderr}")
    half_made.rename(home)
    older = sorted(tests.glob("migrated-*"), key=lambda path: path.stat().st_mtime)
    for path in older[:-MIGRATED_KEPT]:
        shutil.rmtree(path, ignore_errors=True)
    return home


def _state_of_migrations() -> str:
    """A name for what the migrations, and the packages that bring their own, are now."""
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.lock"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


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
