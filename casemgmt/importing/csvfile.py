"""Reads CSV with the physical line on which each record begins.

The standard reader does not say where a record began, cannot tell a quote that is never closed
from an odd cell, and stops at the first bad byte of a file; the contract asks for all three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casemgmt.importing.cells import NOT_UTF_8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

BOM = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")

#: A line or record beyond this is no record of ours: the longest text has 12,000 characters.
LONGEST_RECORD = 1_000_000


class FileRefused(Exception):
    """A file that is refused before any of its rows counts."""

    def __init__(self, reason: str, *, line: int = 1, column: str = "", value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column
        self.value = value


@dataclass(slots=True)
class Record:
    """One record: the physical line on which it begins, its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    problem: str = ""


def read_csv(stream: BinaryIO) -> Iterator[Record]:
    """Every record, the header first. Blank lines at the end are nothing; one elsewhere is a
    record with too few cells. Raises FileRefused."""
    blank: list[int] = []
    for record in _records(stream):
        if len(record.cells) == 1 and not record.cells[0].strip() and not record.problem:
            blank.append(record.line)
            continue
        for line in blank:
            yield Record(line, [""])
        blank.clear()
        yield record


def _records(stream: BinaryIO) -> Iterator[Record]:
    lines = enumerate(_lines(stream), start=1)
    for number, line in lines:
        if '"' not in line:
            yield Record(number, line.split(","), _stray_return(line))
            continue
        cells, problem = split_cells(line)
        if cells is not None:
            yield Record(number, cells, problem)
            continue
        gathered, size = [line], len(line)
        for _, more in lines:
            gathered.append(more)
            size += len(more) + 1
            if size > LONGEST_RECORD:
                break
            if '"' in more:
                cells, problem = split_cells("\n".join(gathered))
                if cells is not None:
                    break
        if cells is None or problem:
            # Text after a closing quote, some lines on: that quote opened another cell.
            raise FileRefused(f"The quote opened on line {number} is never closed.", line=number)
        yield Record(number, cells)


def split_cells(text: str) -> tuple[list[str] | None, str]:
    """The cells of a record and what is wrong with it; None when a quote is still open."""
    cells: list[str] = []
    problem = ""
    at = 0
    while True:
        if text.startswith('"', at):
            end = at + 1
            while True:
                end = text.find('"', end)
                if end == -1:
                    return None, ""
                if not text.startswith('"', end + 1):
                    break
                end += 2
            cell = text[at + 1 : end].replace('""', '"')
            cells.append(cell.replace("\r\n", "\n").replace("\r", "\n"))
            at = end + 1
            if at < len(text) and text[at] != ",":
                problem = "There is text after a closing quote."
                at = text.find(",", at)
                at = len(text) if at == -1 else at
        else:
            end = text.find(",", at)
            end = len(text) if end == -1 else end
            cells.append(text[at:end])
            problem = problem or _stray_return(text[at:end])
            at = end
        if at >= len(text):
            return cells, problem
        at += 1


def _stray_return(text: str) -> str:
    return "There is a line break outside quotes." if "\r" in text else ""


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Physical lines without their ends; bytes that are not UTF-8 become lone surrogates."""
    number = 0
    while line := stream.readline(LONGEST_RECORD * 4):
        number += 1
        if number == 1:
            if line.startswith(UTF_16_MARKS) or b"\x00" in line:
                raise FileRefused("It is not UTF-8. Save it as CSV in UTF-8 and send it again.")
            line = line.removeprefix(BOM)
        if not line.endswith(b"\n") and len(line) >= LONGEST_RECORD * 4:
            raise FileRefused("The line is far too long for a record.", line=number)
        text = line.decode("utf-8", "surrogateescape")
        if number == 1 and NOT_UTF_8.search(text):
            raise FileRefused("It is not UTF-8. Save it as CSV in UTF-8 and send it again.")
        yield text.removesuffix("\n").removesuffix("\r")
