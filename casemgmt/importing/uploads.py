"""Files that were sent through the page: kept under names of our own, never served from a URL."""

from __future__ import annotations

import csv
import json
import shutil
import uuid
import zipfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from agency.errors import RuleViolation
from casemgmt.importing.contract import OUR_FILES
from casemgmt.importing.sources import LARGEST_UNPACKED, REFUSED_FOLDER, Source, open_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from agency.models import ImportRun

MANIFEST = "manifest.json"
ENDINGS = (".csv", ".zip", ".xlsx")
ZIP_MARK = b"PK"
MOST_FILES = 20


def folder_of(run: ImportRun) -> Path:
    """Where the files of one import lie."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(run.pk)


def refused_folder(run: ImportRun) -> Path:
    """Where its refused rows lie."""
    return folder_of(run) / REFUSED_FOLDER


def check_upload(files: Sequence[UploadedFile]) -> None:
    """Raise RuleViolation for what cannot be records, before anything is kept."""
    names = [file.name or "" for file in files]
    if len(files) > MOST_FILES:
        raise RuleViolation(f"At most {MOST_FILES} files at once.", field="sent")
    if len(files) > 1 and any(not name.endswith(".csv") for name in names):
        raise RuleViolation("Send one zip, or one .xlsx, or one or more .csv files.", field="sent")
    for name, file in zip(names, files, strict=True):
        if not name.endswith(ENDINGS):
            raise RuleViolation(
                f"“{name}” is none of .zip, .xlsx and .csv.",
                field="sent",
            )
        start = file.read(2)
        file.seek(0)
        if (start == ZIP_MARK) == name.endswith(".csv"):
            raise RuleViolation(f"“{name}” is not what its name says.", field="sent")
    if sum(file.size or 0 for file in files) > LARGEST_UNPACKED:
        raise RuleViolation("That is too much for one import. Send it in parts.", field="sent")


def keep_upload(run: ImportRun, files: Sequence[UploadedFile]) -> None:
    """Write the files under random names, and beside them how they were called."""
    folder = folder_of(run)
    folder.mkdir(parents=True, mode=0o700)
    manifest = []
    for file in files:
        kept = uuid.uuid4().hex
        with (folder / kept).open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        manifest.append([file.name, kept])
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def open_upload(run: ImportRun) -> Source:
    """The files of an import, to be read. Raises RuleViolation when they are gone."""
    folder = folder_of(run)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuleViolation("The files are no longer here. Send them again.") from None
    return open_entries(run.name, [(name, folder / kept) for name, kept in manifest])


def remove_upload(run: ImportRun) -> None:
    """Remove what was sent, once it is imported or given up; refused rows stay."""
    folder = folder_of(run)
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()


def remove_everything(run: ImportRun) -> None:
    """Remove what was sent and what was refused."""
    shutil.rmtree(folder_of(run), ignore_errors=True)


class Refusals:
    """The refusals of an import as a list that is read from its file, page by page."""

    def __init__(self, run: ImportRun, count: int) -> None:
        self._path = refused_folder(run) / OUR_FILES[0]
        self._count = count if self._path.exists() else 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[dict[str, str]]:
        if not self._path.exists():
            return []
        with self._path.open(encoding="utf-8", newline="") as stream:
            return list(islice(csv.DictReader(stream), part.start, part.stop))


def zip_refused(run: ImportRun) -> Path | None:
    """A zip of the folder of refused rows, made anew; None when there is none."""
    folder = refused_folder(run)
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    path = folder_of(run) / "refused.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("*.csv")):
            archive.write(file, f"{REFUSED_FOLDER}/{file.name}")
    return path
