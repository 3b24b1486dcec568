"""A PostgreSQL server as a direct child on a private unix socket."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2

from casemgmt.dev.account import Account, account_for_postgres
from casemgmt.dev.binaries import PostgresBinaries, postgres_binaries
from casemgmt.dev.children import (
    last_lines,
    processes_in,
    start_child,
    stop_child,
    stop_stranger,
    wait_until,
)
from casemgmt.dev.errors import CannotStart, full_disk_message
from casemgmt.dev.places import private_folder, socket_folder

USER = "casemgmt"
SOCKET_NAME = ".s.PGSQL.5432.lock"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# For servers whose whole content is thrown away afterwards, and only for them.
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "max_wal_size": "256MB",
}


class EmbeddedPostgres:
    """One cluster under `home` (`data/`, `socket/`), run by the account that owns it."""

    def __init__(
        self, home: Path, runtime: Path, log: Path, settings: dict[str, str] | None = None
    ):
        """`runtime` is where the programs are unpacked; `settings` go on top of the usual ones."""
        self.home, self.runtime, self.log = home, runtime, log
        self.settings = SETTINGS | (settings or {})
        self.data = home / "data"
        self.account: Account = account_for_postgres(self.data)
        self.child: subprocess.Popen[bytes] | None = None
        self._binaries: PostgresBinaries | None = None

    @property
    def binaries(self) -> PostgresBinaries:
        """The programs, looked for once."""
        if self._binaries is None:
            self._binaries = postgres_binaries(self.runtime, self.account)
        return self._binaries

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of one of its databases."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self.sockets))}"

    def prepare_folders(self) -> None:
        """Make the folders of the cluster and of its socket."""
        private_folder(self.home, self.account.ids)
        self.sockets = socket_folder(self.home / "socket", SOCKET_NAME, self.account.ids)

    def prepare(self) -> None:
        """Make the cluster unless it is there; a half-made one from an earlier run is redone."""
        self.prepare_folders()
        if self.data.exists():
            self._refuse_another_version()
            return
        half_made = self.home / "data.half-made"
        shutil.rmtree(half_made, ignore_errors=True)
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        if self.binaries.major >= 17:
            # Sorts alike on every machine, whatever its C library.
            locale.append("--locale-provider=builtin")
        answer = subprocess.run(
            [
                str(self.binaries.bin / "initdb"),
                f"--pgdata={half_made}",
                f"--username={USER}",
                "--auth-local=trust",  # the socket's folder is closed to everyone else
                "--auth-host=reject",
                *locale,
            ],
            capture_output=True,
            text=True,
            check=False,
            env=self.binaries.environment(),
            cwd=self.home,
            **self.account.popen_arguments(),
        )
        if answer.returncode != 0:
            words = answer.stdout + answer.stderr
            full = full_disk_message(self.home, words)
            shutil.rmtree(half_made, ignore_errors=True)
            raise CannotStart(full or f"PostgreSQL could not make its data folder:\n{words}")
        half_made.rename(self.data)

    def _refuse_another_version(self) -> None:
        """Refuse a cluster that an older or newer PostgreSQL made: this one cannot read it."""
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.binaries.major):
            raise CannotStart(
                f"The data in {self.data} was made by PostgreSQL {made_by} and this is "
                f"{self.binaries.major}. Move the folder away to begin anew, or restore a dump."
            )

    def stop_leftovers(self) -> bool:
        """Stop whatever still runs on this cluster after a launcher that was killed.

        Call it only while holding the lock that says no other launcher is at work. Returns whether
        anything had to be stopped.
        """
        leftovers = processes_in(self.data)
        for process in leftovers:
            if not stop_stranger(process, (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)):
                raise CannotStart(
                    f"An earlier PostgreSQL (process {process.pid}) does not stop. "
                    "Stop it by hand and try again."
                )
        # Nothing runs here any more, so the number in these files may belong to anybody by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / SOCKET_NAME).unlink(missing_ok=True)
        return bool(leftovers)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, wait until it takes connections, and return its process."""
        settings = self.settings | {"unix_socket_directories": str(self.sockets)}
        command = [str(self.binaries.bin / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        child = self.child = start_child(
            command,
            log=self.log,
            environment=self.binaries.environment(),
            when_parent_dies=signal.SIGINT,
            account=self.account,
            cwd=self.data,
        )
        wait_until(lambda: self._answers() or self.child_died(), 60)
        if self.child_died() or not self._answers():
            self.stop()
            words = last_lines(self.log)
            raise CannotStart(
                full_disk_message(self.home, words) or f"PostgreSQL did not start:\n{words}"
            )
        return child

    def child_died(self) -> bool:
        """Whether the server that `start` started has ended."""
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        """Stop at once but cleanly: sessions are ended, nothing needs recovery."""
        if self.child is not None:
            stop_child(self.child, signal.SIGINT, patience=30)
            self.child = None

    def ensure_database(self, name: str) -> None:
        """Create the database `name` unless it exists."""
        connection = psycopg2.connect(self.url("postgres"))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{name}"')
        finally:
            connection.close()

    def drop_database(self, name: str) -> None:
        """Drop the database `name` if it exists."""
        connection = psycopg2.connect(self.url("postgres"))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            connection.close()

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True
