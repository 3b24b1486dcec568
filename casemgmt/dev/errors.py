"""The one kind of error that the launcher shows to a person."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

FULL_DISK_BYTES = 20 * 1024 * 1024
NO_SPACE_WORDS = ("no space left on device", "disk quota exceeded")


class CannotStart(Exception):
    """Something a person can put right; the message says what, in one or two sentences."""


def is_full_disk(error: BaseException) -> bool:
    """Whether `error` says that a disk (or a quota) is full."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def full_disk_message(folder: Path, words: str = "") -> str | None:
    """A message for a person when the disk that holds `folder` is full, otherwise None.

    `words` is what a failed program printed; the free space decides when it printed nothing useful.
    """
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    said_so = any(phrase in words.lower() for phrase in NO_SPACE_WORDS)
    if not said_so and free > FULL_DISK_BYTES:
        return None
    return (
        f"The disk that holds {existing} is full ({free // (1024 * 1024)} MB free). "
        "Make about 1 GB of room and run the command again; nothing half-made is left behind."
    )
