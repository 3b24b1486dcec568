"""One launcher per `var/` folder, and what it leaves behind for the next one to tidy."""

from __future__ import annotations

import fcntl
import json
import os
import signal
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from casemgmt.dev.children import ProcessName, stop_stranger


class AlreadyRunning(Exception):
    """Another launcher holds the lock; `owner` says which."""

    def __init__(self, owner: Owner):
        super().__init__(f"It is already running (process {owner.pid}).")
        self.owner = owner


@dataclass(frozen=True)
class Owner:
    """The launcher that holds, or last held, the lock."""

    pid: int = 0
    address: str = ""
    children: dict[str, ProcessName] = field(default_factory=dict)


class RunLock:
    """The lock of one `var/` folder. The system lets go of it however its holder ends."""

    def __init__(self, var: Path):
        self.path = var / "run" / "launcher.json"
        self._file: IO[str] | None = None

    def take(self, address: str) -> Owner:
        """Take the lock and return the previous owner; AlreadyRunning when somebody holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = self.read()
            file.close()
            raise AlreadyRunning(owner) from None
        previous = self.read()
        self._file = file
        self.write(address, {})
        return previous

    def write(self, address: str, children: dict[str, ProcessName]) -> None:
        """Record who we are and which processes are ours, for a run after a hard kill."""
        if self._file is None:
            raise RuntimeError("take the lock before writing to it")
        self._file.seek(0)
        self._file.truncate()
        json.dump(asdict(Owner(os.getpid(), address, children)), self._file)
        self._file.flush()

    def read(self) -> Owner:
        """What the holder wrote; nothing much when it was cut off while writing."""
        try:
            found = json.loads(self.path.read_text())
            children = {name: ProcessName(**of) for name, of in found["children"].items()}
            return Owner(found["pid"], found["address"], children)
        except (OSError, ValueError, KeyError, TypeError):
            return Owner()

    def release(self) -> None:
        """Forget the children and let go."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def stop_left_behind(previous: Owner) -> list[str]:
    """Stop what an earlier launcher started and could not stop; the names of what was stopped."""
    alive = {name: process for name, process in previous.children.items() if process.alive()}
    for process in reversed(alive.values()):
        # An interrupt means a quick but clean end to each of them, PostgreSQL included.
        stop_stranger(process, (signal.SIGINT, signal.SIGTERM, signal.SIGKILL), patience=10)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    return list(alive)
