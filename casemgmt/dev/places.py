"""Where the launcher keeps things: the checkout, `var/`, and sockets short enough to bind."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from casemgmt.dev.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]
# sun_path holds 108 bytes and the last is the terminating zero.
SOCKET_PATH_LIMIT = 107


def var_folder() -> Path:
    """The folder for everything that a run writes: `CASEMGMT_VAR`, otherwise `var/`."""
    return Path(os.environ.get("CASEMGMT_VAR") or ROOT / "var").absolute()


def fingerprint(path: Path) -> str:
    """A short, stable name for `path`, for folders that must live elsewhere on its behalf."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def private_folder(path: Path, owner: tuple[int, int]) -> Path:
    """Make `path` with mode 0700 for `owner` (uid, gid); refuse a folder that someone else made."""
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        found = path.lstat()
        # In a shared temporary folder anybody may have put something under our name.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner[0], os.geteuid()}:
            raise CannotStart(f"{path} belongs to another user. Remove it and try again.") from None
    if os.geteuid() == 0:
        os.chown(path, *owner)
    path.chmod(0o700)
    return path


def socket_folder(preferred: Path, longest_name: str, owner: tuple[int, int]) -> Path:
    """A private folder in which a socket called `longest_name` can be bound.

    It is `preferred` unless the path would be longer than the system allows; then it is a short
    folder under the temporary folder, named after `preferred`.
    """
    if len(os.fsencode(preferred / longest_name)) <= SOCKET_PATH_LIMIT:
        return private_folder(preferred, owner)
    short = Path(tempfile.gettempdir()) / f"casemgmt-{fingerprint(preferred)}"
    if len(os.fsencode(short / longest_name)) > SOCKET_PATH_LIMIT:
        short = Path("/tmp") / short.name  # noqa: S108 - made with mode 0700 and its owner checked
    return private_folder(short, owner)
