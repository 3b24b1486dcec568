"""A Redis server as a direct child on a private unix socket."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import redis

from casemgmt.dev import binaries
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

SOCKET_NAME = "redis.sock"


class EmbeddedRedis:
    """One server that works in `home`; it keeps an append-only file unless `throw_away`."""

    def __init__(self, home: Path, log: Path, *, throw_away: bool = False):
        self.home, self.log, self.throw_away = home, log, throw_away
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The `REDIS_URL` of its one database."""
        return f"unix://{quote(str(self.socket))}"

    def prepare(self) -> None:
        """Make its folders."""
        us = (os.geteuid(), os.getegid())
        private_folder(self.home, us)
        self.socket = socket_folder(self.home / "socket", SOCKET_NAME, us) / SOCKET_NAME

    def stop_leftovers(self) -> bool:
        """Stop what a killed launcher left; only while holding the launcher's lock."""
        leftovers = processes_in(self.home)
        for process in leftovers:
            if not stop_stranger(process, (signal.SIGTERM, signal.SIGKILL)):
                raise CannotStart(
                    f"An earlier Redis (process {process.pid}) does not stop. "
                    "Stop it by hand and try again."
                )
        self.socket.unlink(missing_ok=True)
        return bool(leftovers)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, wait until it answers, and return its process."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "save": "",
            "appendonly": "no" if self.throw_away else "yes",
            "daemonize": "no",
        }
        command = [str(binaries.redis_server())]
        for name, value in settings.items():
            command += [f"--{name}", value]
        child = self.child = start_child(
            command,
            log=self.log,
            environment={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
            when_parent_dies=signal.SIGTERM,
            cwd=self.home,
        )
        wait_until(lambda: self._answers() or self.child_died(), 30)
        if self.child_died() or not self._answers():
            self.stop()
            words = last_lines(self.log)
            raise CannotStart(
                full_disk_message(self.home, words) or f"Redis did not start:\n{words}"
            )
        return child

    def child_died(self) -> bool:
        """Whether the server that `start` started has ended."""
        return self.child is not None and self.child.poll() is not None

    def stop(self) -> None:
        """Stop it; what was asked to be kept is in its file."""
        if self.child is not None:
            stop_child(self.child, signal.SIGTERM)
            self.child = None

    def _answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)
        try:
            return bool(client.ping())
        except redis.exceptions.RedisError:
            return False
        finally:
            client.close()
