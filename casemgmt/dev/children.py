"""Starting and stopping processes so that none outlives the one that started it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from casemgmt.dev.account import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class ProcessName:
    """A process told apart from any later one with the same number, by when it started."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessName | None:
        """The name of the process now running as `pid`; None when there is none (or a zombie)."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        # The command's own name may hold spaces and brackets: read from the last bracket on.
        fields = text.rpartition(")")[2].split()
        state, started = fields[0], fields[19]
        return None if state in "ZX" else cls(pid, started)

    def alive(self) -> bool:
        """Whether this very process is still running."""
        return ProcessName.of(self.pid) == self


def start_child(
    command: Sequence[str],
    *,
    log: Path | IO[bytes],
    environment: Mapping[str, str],
    when_parent_dies: signal.Signals,
    account: Account | None = None,
    cwd: Path | str | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` as a direct child, in its own session, appending its output to `log`.

    Its own session keeps the terminal's Ctrl-C from it: the launcher alone decides the order in
    which things stop. `when_parent_dies` is what the kernel sends it should we be killed outright.
    """

    def last_step_before_exec() -> None:
        # After the change of account, which would clear it.
        _libc.prctl(PR_SET_PDEATHSIG, int(when_parent_dies), 0, 0, 0)

    arguments: dict[str, Any] = account.popen_arguments() if account else {}
    with contextlib.ExitStack() as stack:
        if isinstance(log, Path):
            log.parent.mkdir(parents=True, exist_ok=True)
            output: IO[bytes] = stack.enter_context(log.open("ab"))
        else:
            output = log
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=last_step_before_exec,
            **arguments,
        )


def stop_child(
    child: subprocess.Popen[bytes], how: signal.Signals, *, patience: float = 15.0
) -> int:
    """Send `how`, wait up to `patience` seconds, then kill; its whole group is gone afterwards.

    Returns the exit code.
    """
    if child.poll() is None:
        child.send_signal(how)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    return int(child.returncode)


def stop_stranger(
    process: ProcessName, signals: Sequence[signal.Signals], *, patience: float = 15.0
) -> bool:
    """Stop a process that is not our child, by ever firmer `signals`; whether it is gone."""
    for how in signals:
        if not process.alive():
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, how)
            os.kill(process.pid, signal.SIGCONT)  # one that was suspended acts on it only then
        if wait_until(lambda: not process.alive(), patience):
            return True
    return not process.alive()


def wait_until(condition: Any, patience: float, *, pause: float = 0.02) -> bool:
    """Poll `condition()` until it is true or `patience` seconds have passed; its last answer."""
    end = time.monotonic() + patience
    while True:
        if condition():
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(pause)


def last_lines(log: Path, count: int = 12) -> str:
    """The last `count` lines of a log file, for a message; empty when there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - 16_384))
            return "\n".join(stream.read().decode(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""


def processes_in(folder: Path) -> list[ProcessName]:
    """Every process whose working directory is `folder`, oldest number first.

    Both servers work in their own data folder, so this finds what an earlier run left behind,
    without trusting a file with a number in it that may since belong to somebody else.
    """
    found = []
    for entry in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
        with contextlib.suppress(OSError):
            if Path(os.readlink(f"/proc/{entry}/cwd")) == folder:
                process = ProcessName.of(entry)
                if process is not None:
                    found.append(process)
    return found
