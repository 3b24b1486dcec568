"""Where files that belong to notes lie: private, under random names, served from no address.

A file is written before the row that names it. When the row never comes, because the request
failed, the file is a stray: `delete_strays` removes it once no request can still be under way.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from agency import clock
from agency.errors import RuleViolation
from casenotes.choices import chosen
from casenotes.file_kinds import clean_name, kind_of
from casenotes.models import Attachment, DraftFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from casenotes.models import KeptFile

MOST_FILES = 10
#: A file of no row is deleted when it is older than any request can be.
STRAY_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was checked and lies under `stored_as`; the fields of `KeptFile`."""

    file_name: str
    content_type: str
    size: int
    sha256: str
    stored_as: str


def folder() -> Path:
    """Where files are that may be handed out."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def quarantine() -> Path:
    """Where files are that a scanner found infected: nothing hands them out."""
    return Path(settings.MEDIA_ROOT) / "quarantine"


def path_of(file: KeptFile | Stored) -> Path:
    """Where the bytes of a file lie."""
    return folder() / file.stored_as


def largest() -> int:
    """The most bytes that one file may have."""
    return chosen().attachment_megabytes * 1024 * 1024


def check_files(files: Iterable[UploadedFile], already: int = 0) -> list[tuple[str, str, bytes]]:
    """Name, type and content of each file. Raises RuleViolation and keeps nothing when one of
    them may not stand beside a note. already: how many wait beside the draft."""
    sent = list(files)
    if len(sent) + already > MOST_FILES:
        raise RuleViolation(
            f"At most {MOST_FILES} files with one note. Add the others to it afterwards.",
            field="files",
        )
    checked = []
    for file in sent:
        name = clean_name(file.name or "")
        if (file.size or 0) > largest():
            raise RuleViolation(
                f"“{name}” has more than {largest() // 1024**2} MB. Scan it at 300 dots per inch, "
                "or in parts.",
                field="files",
            )
        data = file.read()
        checked.append((name, kind_of(name, data).content_type, data))
    return checked


def store(checked: Iterable[tuple[str, str, bytes]]) -> list[Stored]:
    """Write files that were checked, each under a random name, readable by our account alone."""
    return [_store(*file) for file in checked]


def _store(name: str, content_type: str, data: bytes) -> Stored:
    stored = Stored(
        name, content_type, len(data), hashlib.sha256(data).hexdigest(), uuid.uuid4().hex
    )
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise RuleViolation(
            "The file could not be kept: there is no room for it. Save the note without it and "
            "add the file later; tell whoever looks after the system.",
            field="files",
        ) from problem
    return stored


def is_whole(file: KeptFile) -> bool:
    """Whether the bytes are there and are those that were sent."""
    try:
        data = path_of(file).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(data).hexdigest() == file.sha256


def put_away(file: KeptFile) -> None:
    """Move an infected file out of reach; safe to do twice."""
    quarantine().mkdir(parents=True, exist_ok=True, mode=0o700)
    if path_of(file).exists():
        path_of(file).replace(quarantine() / file.stored_as)


def delete_strays() -> int:
    """Delete stored files that neither a note nor a draft names; returns how many."""
    if not folder().is_dir():
        return 0
    before = (clock.wall_time() - STRAY_AFTER).timestamp()
    old = {path.name: path for path in folder().iterdir() if path.stat().st_mtime < before}
    names = {name.removesuffix(".part") for name in old}
    known = set(
        Attachment.objects.filter(stored_as__in=names).values_list("stored_as", flat=True)
    ) | set(DraftFile.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
    strays = [path for name, path in old.items() if name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
