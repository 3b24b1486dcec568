"""The embedded servers: what is committed is kept, and what a killed run leaves is cleared."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from casemgmt.dev.account import reachable_folder
from casemgmt.dev.children import ProcessName, start_child, stop_child, wait_until
from casemgmt.dev.embedded import lasting_postgres, lasting_redis, throw_away_servers
from casemgmt.dev.errors import CannotStart
from casemgmt.dev.places import ROOT, SOCKET_PATH_LIMIT, private_folder, socket_folder
from casemgmt.dev.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def place():
    """A folder that every account can reach, and that nobody's data is in."""
    folder = Path(tempfile.mkdtemp(prefix="casemgmt-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def postgres(place):
    """A server of its own, beside the one that this test run uses."""
    server = lasting_postgres(place)
    # Unpacked once for all test runs.
    server.runtime = reachable_folder(ROOT / "var" / "pg-runtime", server.account, lasting=True)
    server.prepare()
    server.stop_leftovers()
    yield server
    server.stop()


def rows(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    """What `statement` answers, committed."""
    connection = psycopg2.connect(server.url("postgres"))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_a_killed_postgres_keeps_what_was_committed_and_nothing_else(postgres):
    child = postgres.start()
    rows(postgres, "DROP TABLE IF EXISTS note")
    rows(postgres, "CREATE TABLE note AS SELECT generate_series(1, 1500) AS number")
    unfinished = psycopg2.connect(postgres.url("postgres"))
    unfinished.cursor().execute("INSERT INTO note VALUES (0)")
    child.send_signal(signal.SIGKILL)
    child.wait()

    postgres.stop_leftovers()
    postgres.start()

    assert rows(postgres, "SELECT count(*), min(number) FROM note") == [(1500, 1)]


def test_a_postgres_that_outlived_its_launcher_is_stopped(postgres, place):
    child = postgres.start()
    another_launcher = lasting_postgres(place)
    another_launcher.prepare_folders()

    assert another_launcher.stop_leftovers() is True

    assert child.wait(10) == 0
    assert another_launcher.stop_leftovers() is False


def test_a_process_number_that_now_belongs_to_somebody_else_does_not_stop_postgres(postgres):
    postgres.start()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")

    postgres.stop_leftovers()
    postgres.start()

    assert rows(postgres, "SELECT 1") == [(1,)]


def test_a_half_made_cluster_is_made_anew(postgres):
    postgres.stop()
    postgres.data.rename(postgres.home / "data.half-made")

    postgres.prepare()
    postgres.start()

    assert rows(postgres, "SELECT 1") == [(1,)]


def test_the_data_of_another_version_is_refused_rather_than_touched(postgres):
    version = postgres.data / "PG_VERSION"
    own = version.read_text()
    version.write_text("11\n")
    try:
        with pytest.raises(CannotStart, match="made by PostgreSQL 11"):
            postgres.prepare()
    finally:
        version.write_text(own)


def test_the_database_sorts_alike_on_every_machine_and_has_fuzzy_search(postgres):
    postgres.start()

    assert rows(
        postgres, "SELECT datlocprovider, datcollate FROM pg_database WHERE datname = 'postgres'"
    ) == [("b", "C.UTF-8")]
    names = "'pg_trgm', 'unaccent', 'btree_gist'"
    found = rows(postgres, f"SELECT count(*) FROM pg_available_extensions WHERE name IN ({names})")
    assert found == [(3,)]


def test_a_killed_redis_keeps_its_queue(place):
    server = lasting_redis(place)
    server.prepare()
    child = server.start()
    redis.Redis.from_url(server.url).rpush("queue", "first", "second")
    child.send_signal(signal.SIGKILL)
    child.wait()

    server.stop_leftovers()
    server.start()

    assert redis.Redis.from_url(server.url).lrange("queue", 0, -1) == [b"first", b"second"]
    server.stop()


def test_two_test_runs_have_servers_of_their_own_and_leave_nothing(monkeypatch):
    # As the process of a second run would find it.
    monkeypatch.setenv("CASEMGMT_VAR", str(ROOT / "var"))
    monkeypatch.setattr(os, "getpid", lambda: 10**9)
    with throw_away_servers() as servers:
        assert servers.database_url != os.environ["DATABASE_URL"]
        assert servers.redis_url != os.environ["REDIS_URL"]
        psycopg2.connect(servers.database_url.replace("/casemgmt?", "/postgres?")).close()
    assert not servers.folder.exists()


def test_a_socket_path_that_is_too_long_gets_a_short_private_folder(tmp_path):
    us = (os.geteuid(), os.getegid())
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    folder = socket_folder(deep, "redis.sock", us)

    assert len(str(folder / "redis.sock")) <= SOCKET_PATH_LIMIT
    assert folder.stat().st_mode & 0o777 == 0o700
    assert socket_folder(deep, "redis.sock", us) == folder
    folder.rmdir()


def test_a_folder_that_somebody_put_there_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotStart, match="belongs to another user"):
        private_folder(tmp_path / "ours", (os.geteuid(), os.getegid()))


def test_a_child_that_ignores_the_signal_is_killed_with_its_whole_group(tmp_path):
    script = "trap '' TERM; sleep 600 & echo started; wait; sleep 600"
    log = tmp_path / "log"
    child = start_child(
        ["sh", "-c", script], log=log, environment={}, when_parent_dies=signal.SIGTERM
    )
    assert wait_until(lambda: "started" in log.read_text(), 10)
    members = [
        ProcessName.of(int(pid))
        for pid in os.listdir("/proc")
        if pid.isdigit() and _group_of(int(pid)) == child.pid
    ]
    assert len(members) == 2

    assert stop_child(child, signal.SIGTERM, patience=0.1) == -signal.SIGKILL

    assert wait_until(lambda: not any(member and member.alive() for member in members), 10)


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
