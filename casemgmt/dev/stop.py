"""`make stop`: stop what `make run` started, from another terminal."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from casemgmt.dev.children import wait_until
from casemgmt.dev.lock import AlreadyRunning, RunLock, stop_left_behind
from casemgmt.dev.places import var_folder


def main() -> int:
    """Ask the launcher to stop and wait until it has; tidy up when it had been killed."""
    var = var_folder()
    lock = RunLock(var)
    if not lock.path.exists():
        print("Nothing is running.")
        return 0
    try:
        left = stop_left_behind(lock.take(""))
    except AlreadyRunning as problem:
        with suppress(ProcessLookupError):
            os.kill(problem.owner.pid, signal.SIGTERM)
        if not wait_until(lambda: is_free(lock.path), 60, pause=0.1):
            print(f"Process {problem.owner.pid} does not stop.", file=sys.stderr)
            return 1
        print("Stopped. The data is kept for the next start.")
        return 0
    lock.release()
    print(f"Stopped what was left: {', '.join(left)}." if left else "Nothing is running.")
    return 0


def is_free(path: Path) -> bool:
    """Whether nobody holds the launcher's lock any more."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


if __name__ == "__main__":
    sys.exit(main())
