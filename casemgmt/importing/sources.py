"""What was sent: a folder, a zip, a workbook or single files, opened safely.

Nothing in an archive is ever unpacked to a path that it names, and how much it may hold is
bounded before it is read.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

from casemgmt.importing.contract import OUR_FILES, TABLES, Table
from casemgmt.importing.csvfile import FileRefused, read_csv
from casemgmt.importing.xlsxfile import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from casemgmt.importing.csvfile import Record

REFUSED_FOLDER = "refused"

MOST_ENTRIES = 200
LARGEST_UNPACKED = 8 * 1024**3
LARGEST_WORKBOOK = 1024**3
#: Text packs well, but not better than this; an archive that does is made to fill memory.
HIGHEST_RATIO = 250
RATIO_COUNTS_FROM = 10 * 1024**2

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(slots=True)
class InputFile:
    """One file of records and how to read it, as often as wanted."""

    table: Table
    records: Callable[[], Iterator[Record]]


@dataclass
class Source:
    """Everything that was sent, in the order of the contract. Close it after use.

    problems: names and reasons of what cannot be a file of records.
    """

    name: str
    files: list[InputFile] = field(default_factory=list)
    problems: list[tuple[str, FileRefused]] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _add(self, name: str, table_name: str, records: Callable[[], Iterator[Record]]) -> None:
        table = TABLES.get(table_name)
        if table is None:
            known = ", ".join(TABLES)
            self.problems.append((name, FileRefused(f"An unknown file name. Known: {known}.")))
        elif any(already.table is table for already in self.files):
            self.problems.append((table.name, FileRefused("This file is there twice.")))
        else:
            self.files.append(InputFile(table, records))

    def _sort(self) -> None:
        order = list(TABLES)
        self.files.sort(key=lambda file: order.index(file.table.name))


def open_path(path: Path) -> Source:
    """Open a folder, a zip, a workbook or one CSV file."""
    if path.is_dir():
        # What an earlier run could not take lies beside what it came from.
        entries = [
            (entry.name, entry)
            for entry in sorted(path.iterdir())
            if not (entry.is_dir() and entry.name == REFUSED_FOLDER)
        ]
        return open_entries(path.resolve().name, entries)
    return open_entries(path.name, [(path.name, path)])


def open_entries(name: str, entries: list[tuple[str, Path]]) -> Source:
    """Open files under the names that they were sent with."""
    source = Source(name)
    if len(entries) == 1 and entries[0][0].endswith(".zip"):
        _open_zip(source, *entries[0])
    elif len(entries) == 1 and entries[0][0].endswith(".xlsx"):
        _open_workbook(source, *entries[0])
    else:
        for entry_name, path in entries:
            if entry_name not in OUR_FILES:
                source._add(entry_name, _table_name(entry_name), _csv_at(path))
    source._sort()
    return source


def _table_name(file_name: str) -> str:
    return file_name.removesuffix(".csv") if file_name.endswith(".csv") else ""


def _csv_at(path: Path) -> Callable[[], Iterator[Record]]:
    def records() -> Iterator[Record]:
        try:
            with path.open("rb") as stream:
                yield from read_csv(stream)
        except OSError as error:
            raise FileRefused("It cannot be read.") from error

    return records


def _open_zip(source: Source, name: str, path: Path) -> None:
    try:
        archive = source._open.enter_context(zipfile.ZipFile(path))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _refuse_bomb(entries, LARGEST_UNPACKED)
    except FileRefused as refused:
        source.problems.append((name, refused))
        return
    except _DAMAGED:
        source.problems.append((name, FileRefused("It cannot be read as a zip.")))
        return
    for entry, inner in zip(entries, _without_common_folder(entries), strict=True):
        if inner in OUR_FILES or inner.startswith(f"{REFUSED_FOLDER}/"):
            continue
        source._add(entry.filename, _table_name(inner), _csv_in(archive, entry))


def _without_common_folder(entries: list[zipfile.ZipInfo]) -> list[str]:
    """The names inside the one folder that a zip of a folder begins with."""
    names = [entry.filename for entry in entries]
    tops = {PurePosixPath(name).parts[0] for name in names if "/" in name}
    if len(tops) == 1 and all("/" in name for name in names):
        top = tops.pop()
        if top not in {"/", ".."}:
            return [name.removeprefix(f"{top}/") for name in names]
    return names


def _csv_in(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], Iterator[Record]]:
    def records() -> Iterator[Record]:
        try:
            with archive.open(entry) as stream:
                yield from read_csv(_as_binary(stream))
        except _DAMAGED as error:
            raise FileRefused("It is damaged or locked with a password.") from error

    return records


def _as_binary(stream: object) -> BinaryIO:
    return stream  # type: ignore[return-value]  # typed as IO[bytes], which lacks nothing we use


def _open_workbook(source: Source, name: str, path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive.infolist(), LARGEST_WORKBOOK)
        book = Workbook(path)
    except FileRefused as refused:
        source.problems.append((name, refused))
        return
    except _DAMAGED:
        source.problems.append((name, FileRefused("It cannot be read as an .xlsx workbook.")))
        return
    source._open.callback(book.close)
    for sheet in book.sheets:
        source._add(sheet, sheet, lambda sheet=sheet: book.records(sheet))  # type: ignore[misc]


def _refuse_bomb(entries: list[zipfile.ZipInfo], largest: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise FileRefused(f"There are {len(entries):,} files in it; {MOST_ENTRIES} is the most.")
    total = sum(entry.file_size for entry in entries)
    if total > largest:
        raise FileRefused(f"Unpacked it has {total:,} bytes; {largest:,} is the most.")
    for entry in entries:
        if (
            entry.file_size > RATIO_COUNTS_FROM
            and entry.file_size > entry.compress_size * HIGHEST_RATIO
        ):
            raise FileRefused("A file in it is packed far more tightly than records can be.")
