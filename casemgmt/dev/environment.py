"""Make the virtual environment from the lock file, then go on inside it.

Run as a file by the system's Python, before anything is installed: `python3 -I environment.py run`.
It imports the standard library only. A stamp is written last; without it an environment counts as
half-made and is made anew, so an interrupted installation needs no cleaning up by hand.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
ROOM_NEEDED = 700 * 1024 * 1024

# What each command starts, and the lock file that it needs.
COMMANDS = {
    "run": ("casemgmt.dev.run", "requirements.lock"),
    "stop": ("casemgmt.dev.stop", "requirements.lock"),
    "test": ("casemgmt.dev.test", "requirements-dev.lock"),
    "bench": ("casemgmt.dev.bench", "requirements.lock"),
    "lint": ("casemgmt.dev.lint", "requirements-dev.lock"),
    "setup": (None, "requirements-dev.lock"),
}


def main(arguments: list[str]) -> None:
    """Bring the environment up to date and become the command in `arguments[0]`."""
    module, lock = COMMANDS[arguments[0]]
    check_python()
    try:
        with only_one_at_a_time():
            if not is_up_to_date(lock):
                install(lock)
    except KeyboardInterrupt:
        give_up("Stopped while installing. The next run begins that part again.", code=130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.rmtree(VENV, ignore_errors=True)
        give_up(no_room())
    if module is not None:
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments[1:]])  # noqa: S606


def check_python() -> None:
    """Refuse, in one sentence, a Python that is too old or lacks its venv module."""
    if sys.version_info < OLDEST:
        give_up(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed and this is "
            f"{sys.version.split()[0]}. Name another one: make run PYTHON=python3.11"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        give_up(
            "This Python lacks its venv module. Install it (on Debian: apt-get install "
            "python3-venv) and run the command again."
        )


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold a lock, so that two commands started at once do not install over each other."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def digest(lock: str) -> str:
    """What a lock file holds, as a short text that changes whenever it does."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def here() -> dict[str, str]:
    """What an environment is tied to besides its packages: the interpreter and the place."""
    return {"python": sys.version.split()[0], "place": str(VENV)}


def read_stamp() -> dict[str, Any]:
    """What the last complete installation wrote; an empty dict when there was none."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def is_up_to_date(lock: str) -> bool:
    """Whether the environment holds exactly what `lock` (or the larger lock) says."""
    stamp = read_stamp()
    if stamp.get("here") != here() or not PYTHON.exists():
        return False
    # The larger lock holds everything that the smaller one does, at the same versions.
    wanted = {lock: digest(lock)}
    larger = {"requirements-dev.lock": digest("requirements-dev.lock")}
    return stamp.get("locks") in (wanted, larger)


def install(lock: str) -> None:
    """Make the environment if need be, and install `lock`; the stamp comes last."""
    usable = read_stamp().get("here") == here() and PYTHON.exists()
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    room = shutil.disk_usage(ROOT).free
    if room < ROOM_NEEDED and not usable:
        give_up(no_room())
    if not usable:
        say("Making the Python environment (once; about a minute) ...")
        run_or_give_up(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment was not made"
        )
    say("Installing the locked packages ...")
    run_or_give_up(
        [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--require-hashes",
            "--requirement",
            str(ROOT / lock),
        ],
        "The packages were not installed",
    )
    STAMP.write_text(json.dumps({"here": here(), "locks": {lock: digest(lock)}}))


def run_or_give_up(command: list[str], what_failed: str) -> None:
    """Run `command` quietly; when it fails, remove the half-made environment and say why."""
    answer = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if answer.returncode == 0:
        return
    free = shutil.disk_usage(ROOT).free
    shutil.rmtree(VENV, ignore_errors=True)
    if free < 20 * 1024 * 1024 or "no space left" in answer.stdout.lower():
        give_up(no_room())
    last = "\n".join(line for line in answer.stdout.splitlines() if "WARNING" not in line)[-2000:]
    give_up(what_failed + ":\n" + last + "\nPut that right and run the command again.")


def no_room() -> str:
    """The message for a full disk."""
    free, needed = shutil.disk_usage(ROOT).free >> 20, ROOM_NEEDED >> 20
    return (
        f"There is too little room on the disk that holds {ROOT}: {free} MB free, about {needed} "
        "MB needed. Make room and run the command again; nothing half-made was left behind."
    )


def say(words: str) -> None:
    """One line of progress."""
    print(words, flush=True)


def give_up(words: str, code: int = 1) -> NoReturn:
    """Print why, without a traceback, and end."""
    print(words, file=sys.stderr, flush=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
