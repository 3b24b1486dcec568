"""`make run`: start everything in order, watch it, and stop all of it together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from casemgmt.dev.children import ProcessName, last_lines, start_child, stop_child, wait_until
from casemgmt.dev.embedded import DATABASE, lasting_postgres, lasting_redis
from casemgmt.dev.errors import CannotStart, full_disk_message, is_full_disk
from casemgmt.dev.lock import AlreadyRunning, RunLock, stop_left_behind
from casemgmt.dev.places import ROOT, var_folder
from casemgmt.dev.port import require_free, wanted_port
from casemgmt.dev.surroundings import SIGN_INS, product_environment
from casemgmt.dev.system import get_printing

ROOM_NEEDED = 300 * 1024 * 1024
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """Somebody asked us to stop while we were still starting."""


@dataclass(frozen=True)
class Part:
    """One running process: what to call it, how to see it ended, and how to stop it."""

    name: str
    child: subprocess.Popen[bytes]
    log: Path
    stop: Callable[[], object]


class Launcher:
    """Everything that one `make run` starts, in order, and stops in the opposite order."""

    def __init__(self, var: Path, host: str, port: int):
        self.var, self.host, self.port = var, host, port
        self.parts: list[Part] = []
        self.lock = RunLock(var)
        self.asked: signal.Signals | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{self.port}"

    def run(self) -> int:
        """Start, wait until asked to stop or until something dies, stop; the exit code."""
        for number in STOPPING:
            signal.signal(number, self._note_signal)
        previous = self.lock.take(self.address)
        try:
            require_free_after(self, stop_left_behind(previous))
            self._start_everything()
            return self._watch()
        except StopAsked:
            return 0
        finally:
            self._stop_everything()
            self.lock.release()

    def _start_everything(self) -> None:
        printing = get_printing(self.var)
        if printing.missing:
            print(
                f"Printing is not available until these are installed: apt-get install "
                f"{' '.join(printing.missing)}",
                flush=True,
            )
        self._check_stop()
        environment = product_environment(
            self.var,
            database_url=os.environ.get("DATABASE_URL") or self._start_postgres(),
            redis_url=os.environ.get("REDIS_URL") or self._start_redis(),
            site_url=self.address,
            printing=printing.environment,
        )
        sign_ins = self._prepare(environment)
        self._start("web", web_command(self.host, self.port), environment)
        self._start("worker", worker_command(self.var), environment)
        self._wait_for_web()
        print(f"\n{sign_ins}\nOpen {self.address}     (Ctrl-C stops everything)\n", flush=True)

    def _start_postgres(self) -> str:
        """Start the embedded PostgreSQL; its `DATABASE_URL`."""
        postgres = lasting_postgres(self.var)
        new_log(postgres.log)
        postgres.prepare()
        postgres.stop_leftovers()
        self._add(Part("PostgreSQL", postgres.start(), postgres.log, postgres.stop))
        if not postgres.home.is_relative_to(self.var):
            print(f"The database is kept in {postgres.home}.", flush=True)
        unfinished = self.var / "run" / "demonstration-unfinished"
        if unfinished.exists():
            postgres.drop_database(DATABASE)
            unfinished.unlink()
        postgres.ensure_database(DATABASE)
        self._check_stop()
        return postgres.url(DATABASE)

    def _start_redis(self) -> str:
        """Start the embedded Redis; its `REDIS_URL`."""
        redis = lasting_redis(self.var)
        new_log(redis.log)
        redis.prepare()
        redis.stop_leftovers()
        self._add(Part("Redis", redis.start(), redis.log, redis.stop))
        self._check_stop()
        return redis.url

    def _start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a part of the product itself, with its output in its log."""
        log = new_log(self.var / "log" / f"{name}.log")
        child = start_child(
            command,
            log=log,
            environment=environment,
            when_parent_dies=signal.SIGTERM,
            cwd=ROOT,
        )
        self._add(Part(name, child, log, lambda: stop_child(child, signal.SIGTERM, patience=20)))

    def _add(self, part: Part) -> None:
        """Keep a part to be watched and stopped, and record it for a run after a hard kill."""
        self.parts.append(part)
        named = {part.name: ProcessName.of(part.child.pid) for part in self.parts}
        self.lock.write(self.address, {name: of for name, of in named.items() if of is not None})

    def _prepare(self, environment: Mapping[str, str]) -> str:
        """Run `casemgmt.dev.prepare`, showing what it does; the table of sign-ins."""
        log = new_log(self.var / "log" / "prepare.log")
        child = start_child(
            [sys.executable, "-m", "casemgmt.dev.prepare"],
            log=log,
            environment=environment,
            when_parent_dies=signal.SIGTERM,
            cwd=ROOT,
        )
        shown = 0
        while True:
            ended = wait_until(lambda: child.poll() is not None or self.asked, 0.2)
            text = log.read_bytes().decode(errors="replace")
            print(text[shown:], end="", flush=True)
            shown = len(text)
            if self.asked:
                stop_child(child, signal.SIGTERM)
                raise StopAsked
            if ended:
                break
        if child.returncode == 0:
            return (self.var / "run" / SIGN_INS).read_text()
        raise CannotStart(full_disk_message(self.var, text) or "The database is not ready for use.")

    def _wait_for_web(self) -> None:
        """Wait until the first page is served."""

        def ready() -> bool:
            return self._serves() or self._dead_part() is not None or self.asked is not None

        wait_until(ready, 60, pause=0.1)
        self._check_stop()
        dead = self._dead_part()
        if dead is not None:
            raise CannotStart(self._epitaph(dead))
        if not self._serves():
            words = last_lines(self.var / "log" / "web.log")
            raise CannotStart(f"The web server gives no page within a minute:\n{words}")

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(self.address, timeout=5):  # noqa: S310 - our own address
                return True
        except urllib.error.HTTPError as answer:
            return answer.code < 500
        except OSError:
            return False

    def _watch(self) -> int:
        """Sleep until asked to stop (0) or until a part has died (1)."""
        while self.asked is None:
            dead = self._dead_part()
            if dead is not None:
                print(self._epitaph(dead), file=sys.stderr, flush=True)
                return 1
            time.sleep(0.2)
        return 0

    def _dead_part(self) -> Part | None:
        return next((part for part in self.parts if part.child.poll() is not None), None)

    def _epitaph(self, part: Part) -> str:
        """Which part ended, how, and its last words."""
        code = part.child.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended ({code})"
        words = last_lines(part.log)
        return (
            full_disk_message(self.var, words)
            or f"{part.name} {how}. Everything else is being stopped. From {part.log}:\n{words}"
        )

    def _stop_everything(self) -> None:
        if self.asked is not None:
            print("Stopping ...", flush=True)
        for part in reversed(self.parts):
            part.stop()
        if self.parts and self.asked is not None:
            print("Stopped. The data is kept for the next start.", flush=True)
        self.parts = []

    def _note_signal(self, number: int, _: object) -> None:
        self.asked = signal.Signals(number)

    def _check_stop(self) -> None:
        if self.asked is not None:
            raise StopAsked


def require_free_after(launcher: Launcher, stopped: list[str]) -> None:
    """Check the port and the room on the disk, once what an earlier run left has been stopped."""
    if stopped:
        print(f"Stopped what an earlier run had left: {', '.join(stopped)}.", flush=True)
    require_free(launcher.host, launcher.port)
    space = os.statvfs(launcher.var)
    first_time = not (launcher.var / "log").exists()
    if first_time and space.f_bavail * space.f_frsize < ROOM_NEEDED:
        raise CannotStart(
            f"There is too little room in {launcher.var}: about {ROOM_NEEDED // 2**20} MB are "
            "needed for the databases. Make room and run the command again."
        )


def web_command(host: str, port: int) -> list[str]:
    """The web server: two processes of four threads."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "casemgmt.wsgi:application",
        "--bind", bind, "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--graceful-timeout", "10", "--no-control-socket",
    ]  # fmt: skip


def worker_command(var: Path) -> list[str]:
    """One worker that is also the clock of the periodic jobs."""
    return [
        sys.executable, "-m", "celery", "--app", "casemgmt", "worker", "--beat",
        "--concurrency", "1", "--loglevel", "info",
        "--schedule", str(var / "run" / "beat-schedule"),
    ]  # fmt: skip


def new_log(log: Path) -> Path:
    """Begin a log anew, keeping the one before it beside it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))
    log.touch()
    return log


def main() -> int:
    """Run until stopped; every foreseeable trouble becomes one message."""
    var = var_folder()
    try:
        var.mkdir(parents=True, exist_ok=True)
        return Launcher(var, os.environ.get("HOST") or "127.0.0.1", wanted_port()).run()
    except AlreadyRunning as problem:
        print(
            f"It is already running (process {problem.owner.pid}): open {problem.owner.address}, "
            "or stop it with: make stop",
            file=sys.stderr,
        )
    except CannotStart as problem:
        print(problem, file=sys.stderr)
    except PermissionError as problem:
        print(
            f"{problem.filename} belongs to another user: was this run as root before? "
            f"Run it as that user again, or remove {var}.",
            file=sys.stderr,
        )
    except OSError as problem:
        if not is_full_disk(problem):
            raise
        print(full_disk_message(var, str(problem)) or problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
