"""`make run`, whole: it starts, survives rough treatment, and leaves no process behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from casemgmt.dev.account import account_for_postgres, reachable_folder
from casemgmt.dev.children import ProcessName, wait_until
from casemgmt.dev.lock import RunLock
from casemgmt.dev.places import ROOT

STARTED = re.compile(r"Open (http://127\.0\.0\.1:\d+)")
PATIENCE = 240


class Run:
    """One `make run` in a folder of its own, after the environment has been made."""

    def __init__(self, var: Path, port: int):
        self.var, self.port = var, port
        self.output = var.parent / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self, **more: str) -> None:
        """Start it without waiting."""
        ours = {"CASEMGMT_VAR": str(self.var), "PORT": str(self.port), "DEMO_OFFENDERS": "12"}
        # The servers of this test run are not for it.
        theirs = {"DATABASE_URL", "REDIS_URL", "CASEMGMT_ENV", "SECRET_KEY", "DEMO_PASSWORD"}
        inherited = {name: value for name, value in os.environ.items() if name not in theirs}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "casemgmt.dev.run"],
                cwd=ROOT,
                env=inherited | ours | more,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def started(self, **more: str) -> str:
        """Start it and wait until it says where to go; that address."""
        self.begin(**more)
        assert wait_until(lambda: STARTED.search(self.said()) or self.ended(), PATIENCE)
        found = STARTED.search(self.said())
        assert found, self.said()
        return found[1]

    def said(self) -> str:
        return self.output.read_text()

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def parts(self) -> dict[str, ProcessName]:
        """The processes that it says are its own."""
        return dict(RunLock(self.var).read().children)

    def end(self, how: signal.Signals) -> int:
        """Send a signal to the launcher and wait; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(60)


def everything_in(var: Path) -> list[int]:
    """Every process that names the folder `var` on its command line or works inside it."""
    found = []
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        process = ProcessName.of(pid)
        if process is None:
            continue
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            surroundings = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if str(var).encode() in words + surroundings and pid != os.getpid():
            found.append(pid)
    return found


@pytest.fixture(scope="module")
def folder():
    """A folder with the programs already unpacked, that every account can reach."""
    place = Path(tempfile.mkdtemp(prefix="casemgmt-run-"))
    place.chmod(0o755)
    var = place / "var"
    var.mkdir()
    account = account_for_postgres(var / "none")
    shared = reachable_folder(ROOT / "var" / "pg-runtime", account, lasting=True)
    (var / "pg-runtime").symlink_to(shared)
    yield var
    shutil.rmtree(place)


@pytest.fixture
def run(folder):
    """A launcher that has ended, with all that it started, when the test has."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    run = Run(folder, port)
    yield run
    if run.process is not None and not run.ended():
        run.end(signal.SIGTERM)
    assert wait_until(lambda: not everything_in(folder), 20), everything_in(folder)


def test_it_starts_from_nothing_serves_a_page_and_stops_without_a_trace(run):
    address = run.started(DEMO_PASSWORD="banana-lorry-violet-hinge")
    with urllib.request.urlopen(address) as page:
        assert page.status == 200
        assert b"<form" in page.read()
    assert "officer" in run.said()
    assert "banana-lorry-violet-hinge" in run.said()
    assert set(run.parts()) == {"PostgreSQL", "Redis", "web", "worker"}

    assert run.end(signal.SIGINT) == 0

    assert "The data is kept" in run.said()


def test_a_second_start_finds_the_data_and_a_second_launcher_is_told_of_the_first(run):
    address = run.started()
    assert "Making the demonstration data" not in run.said()
    assert "banana-lorry-violet-hinge" in run.said()

    second = Run(run.var, run.port + 1)
    second.output = run.output.with_name("second")
    second.begin()

    assert second.process.wait(30) == 1
    assert f"already running (process {run.process.pid}): open {address}" in second.said()
    assert run.end(signal.SIGTERM) == 0


def test_after_a_launcher_that_was_killed_nothing_hinders_the_next(run):
    run.started()
    parts = run.parts()
    # A stopped process hears of its parent's death only when it is continued: it stays behind.
    os.kill(parts["PostgreSQL"].pid, signal.SIGSTOP)
    run.end(signal.SIGKILL)
    assert parts["PostgreSQL"].alive()

    run.started()

    assert "Stopped what an earlier run had left" in run.said()
    assert not parts["PostgreSQL"].alive()
    assert run.end(signal.SIGHUP) == 0


@pytest.mark.parametrize("part", ["worker", "PostgreSQL"])
def test_when_one_part_dies_it_says_which_and_stops_the_rest(run, part):
    run.started()
    os.kill(run.parts()[part].pid, signal.SIGKILL)

    assert run.process.wait(60) == 1

    assert f"{part} was ended by SIGKILL" in run.said()


def test_a_demonstration_cut_off_in_the_middle_is_made_anew(run):
    (run.var / "run" / "demonstration-unfinished").touch()

    run.started()

    assert "Making the demonstration data" in run.said()


def test_a_taken_port_is_said_before_anything_is_started(run):
    with socket.create_server(("127.0.0.1", run.port)):
        run.begin()
        assert run.process.wait(30) == 1
    assert f"Port {run.port} is taken" in run.said()
    assert run.parts() == {}


def test_a_database_that_does_not_answer_is_said_in_one_sentence(run):
    run.begin(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert run.process.wait(60) == 1
    assert "The database does not answer" in run.said()
    assert "Traceback" not in run.said()
