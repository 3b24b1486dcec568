"""Libraries and fonts that no Python package brings: found, installed where allowed, or named.

Printing needs Pango and fonts; the tests also need Chromium and poppler's tools. As root, or with
a sudo that asks nothing, they are installed with apt-get. Anybody else gets Pango and the fonts
unpacked into a folder of their own. Where neither is possible the person is told what to install.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
LIBRARY_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

# A font file that each package brings. Open Sans is what a report is set in; the others stand in
# for every letter that it lacks, so that any name prints as it is written.
FONT_PACKAGES = {
    "fonts-open-sans": "OpenSans-Regular.ttf",
    "fonts-dejavu-extra": "DejaVuSansCondensed.ttf",
    "fonts-noto-core": "NotoSans-Regular.ttf",
    "fonts-droid-fallback": "DroidSansFallbackFull.ttf",
    "fonts-wqy-microhei": "wqy-microhei.ttc",  # Hangul, in 2 MB
    "fonts-noto-color-emoji": "NotoColorEmoji.ttf",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

# The programs that only the tests use.
TEST_PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils"}

# Libraries that only the tests need: Playwright's driver is a Node.js that wants libatomic.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}

APT_OPTIONS = (
    "-qq",
    "-y",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=120",
    "-o",
    "Dpkg::Use-Pty=0",
)


@dataclass(frozen=True)
class Found:
    """What is still missing, and the environment in which the rest is found."""

    missing: tuple[str, ...]
    environment: dict[str, str]


def missing_for_printing(own_root: Path | None = None) -> list[str]:
    """The packages that printing needs and that this machine (and `own_root`) lacks."""
    missing = [] if _libraries_load(own_root) else list(LIBRARY_PACKAGES)
    folders = [*FONT_FOLDERS, *([own_root / "usr/share/fonts"] if own_root else [])]
    present = {
        name
        for folder in folders
        if folder.is_dir()
        for _, _, names in os.walk(folder)
        for name in names
    }
    return missing + [package for package, file in FONT_PACKAGES.items() if file not in present]


def missing_for_tests() -> list[str]:
    """The packages that only the tests need and that this machine lacks."""
    programs = [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    return programs + [package for name, package in TEST_LIBRARIES.items() if not _loads(name)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def get_printing(var: Path) -> Found:
    """Make printing possible, by whichever way this machine allows."""
    own_root = var / "lib-root"
    log = var / "log" / "system-packages.log"
    missing = missing_for_printing(own_root)
    if missing and not install(missing, log):
        _unpack_beside(missing, own_root, log)
    missing = missing_for_printing(own_root)
    return Found(tuple(missing), _environment(own_root))


def install(packages: Sequence[str], log: Path) -> bool:
    """Install `packages` with apt-get if this account may; whether that was done."""
    prefix = _may_install()
    if prefix is None:
        return False
    print(f"Installing {', '.join(packages)} ...", flush=True)
    command = [*prefix, "apt-get", "install", *APT_OPTIONS, *packages]
    if _run(command, log):
        return True
    # The usual reason is that the machine's lists are old, or were never fetched.
    return _run([*prefix, "apt-get", "update", "-qq"], log) and _run(command, log)


def _may_install() -> list[str] | None:
    """What goes before `apt-get` for this account; None when it may not, or there is no apt."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(
        ["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return ["sudo", "-n"] if allowed.returncode == 0 else None


def _unpack_beside(packages: Sequence[str], own_root: Path, log: Path) -> bool:
    """Download `packages` and what they need, as an ordinary user, and unpack them there."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return False
    print(f"Unpacking {', '.join(packages)} into {own_root} ...", flush=True)
    lists, downloads = own_root.parent / "apt" / "lists", own_root.parent / "apt" / "archives"
    for folder in (lists / "partial", downloads / "partial", own_root):
        folder.mkdir(parents=True, exist_ok=True)
    mine = [
        "-o", f"Dir::State::Lists={lists}",
        "-o", f"Dir::Cache={downloads.parent}",
        "-o", "Debug::NoLocking=1",
    ]  # fmt: skip
    command = ["apt-get", *mine, "install", *APT_OPTIONS, "--download-only", *packages]
    done = _run(["apt-get", *mine, "update", "-qq"], log) and _run(command, log)
    for archive in downloads.glob("*.deb"):
        done = _run(["dpkg", "-x", str(archive), str(own_root)], log) and done
    shutil.rmtree(downloads.parent, ignore_errors=True)
    if done:
        _write_font_settings(own_root)
    return done


def _write_font_settings(own_root: Path) -> None:
    """Tell fontconfig to look in the unpacked folder as well."""
    (own_root / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        "  <dir>/usr/share/fonts</dir>\n"
        f"  <dir>{own_root}/usr/share/fonts</dir>\n"
        f"  <cachedir>{own_root}/cache</cachedir>\n"
        "</fontconfig>\n"
    )


def _library_folders(own_root: Path) -> list[Path]:
    """Where unpacked packages put their libraries."""
    return [folder for folder in own_root.glob("usr/lib/*-linux-*") if folder.is_dir()]


def _environment(own_root: Path) -> dict[str, str]:
    """What a program needs to find the unpacked libraries and fonts; nothing where unused."""
    if not (own_root / "fonts.conf").exists():
        return {}
    folders = [str(folder) for folder in _library_folders(own_root)]
    given = [os.environ["LD_LIBRARY_PATH"]] if os.environ.get("LD_LIBRARY_PATH") else []
    return {
        "LD_LIBRARY_PATH": ":".join([*folders, *given]),
        "FONTCONFIG_FILE": str(own_root / "fonts.conf"),
    }


def _libraries_load(own_root: Path | None) -> bool:
    """Whether every library of Pango can be loaded, from the system or from `own_root`."""
    folders = _library_folders(own_root) if own_root else []
    return all(
        any((folder / name).exists() for folder in folders) or _loads(name) for name in LIBRARIES
    )


def _run(command: Sequence[str], log: Path) -> bool:
    """Run `command` with its output in `log`; whether it succeeded."""
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as stream:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    return answer.returncode == 0
