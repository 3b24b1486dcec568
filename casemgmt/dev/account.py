"""Which account PostgreSQL runs under: it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgmt.dev.errors import CannotStart
from casemgmt.dev.places import fingerprint

STATE_FOLDER = Path("/var/lib/casemgmt-dev")


@dataclass(frozen=True)
class Account:
    """A user and group id that a server runs under."""

    uid: int
    gid: int

    @property
    def ids(self) -> tuple[int, int]:
        """(uid, gid), as `os.chown` takes them."""
        return self.uid, self.gid

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program under this account."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, folder: Path) -> bool:
        """Whether this account may enter `folder`, asked of the system rather than guessed."""
        answer = subprocess.run(
            ["test", "-x", str(folder)], cwd="/", check=False, **self.popen_arguments()
        )
        return answer.returncode == 0


def account_for_postgres(data: Path) -> Account:
    """The owner of an existing data folder; otherwise us, or when we are root somebody else.

    As root that is the person who called sudo, and failing that `nobody`.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    if os.environ.get("SUDO_UID", "0") != "0":
        return Account(int(os.environ["SUDO_UID"]), int(os.environ.get("SUDO_GID", "65534")))
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise CannotStart(
            "PostgreSQL does not run as root and there is no user called nobody. "
            "Start this as an ordinary user."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable_folder(wanted: Path, account: Account, *, lasting: bool) -> Path:
    """`wanted`, or a stand-in for it that `account` can reach.

    A checkout under root's own home is closed to every other account. Then what must last goes to
    a folder of the system's state, and what need not last to the temporary folder, both named
    after the path that was wanted.
    """
    nearest = next(place for place in (wanted, *wanted.parents) if place.exists())
    # An existing private folder of the account itself counts as reachable too.
    if os.geteuid() != 0 or account.can_reach(nearest):
        return wanted
    base = STATE_FOLDER if lasting else Path(tempfile.gettempdir()) / "casemgmt-dev"
    for folder in (base, base / fingerprint(wanted.parent)):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if folder.stat().st_uid != 0:
            raise CannotStart(f"{folder} belongs to another user. Remove it and try again.")
        folder.chmod(0o755)
    return base / fingerprint(wanted.parent) / wanted.name
