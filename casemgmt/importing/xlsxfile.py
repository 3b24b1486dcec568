"""Reads one .xlsx with a sheet per file: text, date and number cells, as the person wrote them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from casemgmt.importing.csvfile import FileRefused, Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Workbook:
    """An open workbook; sheets are read row by row."""

    def __init__(self, path: Path) -> None:
        """Raises FileRefused when it is not a workbook."""
        import openpyxl

        try:
            # Formulas are never calculated: a cell that begins with "=" is text.
            self._book = openpyxl.load_workbook(
                path, read_only=True, data_only=False, keep_links=False
            )
        except Exception as error:  # whatever a damaged or hostile file makes the reader do
            raise FileRefused("It cannot be read as an .xlsx workbook.") from error

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets."""
        return list(self._book.sheetnames)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()

    def records(self, sheet: str) -> Iterator[Record]:
        """Every row of a sheet, the header first; the line is the row's number in the sheet."""
        rows = self._rows(sheet)
        first = next(rows, None)
        if first is None:
            return
        header = first.cells
        yield Record(first.line, header)
        blank: list[int] = []
        for row in rows:
            if not row.cells:
                blank.append(row.line)
                continue
            for line in blank:
                yield Record(line, [""])
            blank.clear()
            # A sheet has no commas to count: cells that are not there are empty.
            row.cells.extend([""] * (len(header) - len(row.cells)))
            yield row

    def _rows(self, sheet: str) -> Iterator[Record]:
        worksheet = self._book[sheet]
        try:
            worksheet.reset_dimensions()
            for number, row in enumerate(worksheet.iter_rows(), start=1):
                cells = [as_written(cell) for cell in row]
                while cells and not cells[-1]:
                    cells.pop()
                yield Record(number, cells)
        except Exception as error:  # as above, further into the file
            raise FileRefused(f"The sheet “{sheet}” cannot be read.") from error


def as_written(cell: Any) -> str:
    """The text of a cell as it would stand in a CSV file."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return _moment_or_date(value, str(cell.number_format))
        case date():
            return value.isoformat()
    formula = getattr(value, "text", None)
    return str(value) if formula is None else str(formula)


def _moment_or_date(value: datetime, number_format: str) -> str:
    """Excel keeps both alike: the format of the cell says which was meant."""
    # It counts in fractions of a day, so 10:00 may come as 09:59:59.999999.
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    shows_time = "h" in number_format.lower()
    if value.hour == value.minute == value.second == 0 and not shows_time:
        return value.date().isoformat()
    return value.isoformat(timespec="seconds" if value.second else "minutes")
