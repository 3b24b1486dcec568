"""Rows wait in temporary tables, so that files may come in any order and of any length.

Each row is kept as its cells, beside the person it is about and its key; each refusal is a row
of its own. Both tables end with the transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.db import connection

from casemgmt.importing.cells import NOT_UTF_8, CellRefused, read_cell
from casemgmt.importing.contract import OUR_COLUMNS, TABLES, Table
from casemgmt.importing.csvfile import FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from casemgmt.importing.csvfile import Record
    from casemgmt.importing.sources import InputFile

ROWS_AT_ONCE = 5_000
SEPARATOR = "\x1f"
REPLACEMENT = "\ufffd"
LONGEST_VALUE_SHOWN = 200


@dataclass(slots=True)
class Row:
    """One row of a file, read. `values` has the columns that the file has; None is empty."""

    file: str
    line: int
    values: dict[str, Any]
    written: dict[str, str]
    refused: bool = False

    def get(self, column: str, stored: Any = None) -> Any:
        """The row's value; `stored` where the file has no such column."""
        return self.values.get(column, stored)


@dataclass(slots=True)
class StagedFile:
    """A file whose rows are staged."""

    table: Table
    header: list[str]
    rows: int = 0
    refused_because: str = ""

    def read(self, line: int, cells: Sequence[str]) -> tuple[Row, list[tuple[str, str, str]]]:
        """The row and what is wrong with its cells: (column, value, reason)."""
        values: dict[str, Any] = {}
        written = dict(zip(self.header, cells, strict=True))
        wrong: list[tuple[str, str, str]] = []
        for column in self.table.columns:
            if column.name not in written:
                continue
            try:
                values[column.name] = read_cell(column, written[column.name])
            except CellRefused as refused:
                wrong.append((column.name, written[column.name], str(refused)))
        return Row(self.table.name, line, values, written, bool(wrong)), wrong


@dataclass
class Staging:
    """The temporary tables of one import."""

    files: dict[str, StagedFile] = field(default_factory=dict)
    _rows: list[str] = field(default_factory=list)
    _refusals: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Make the tables, empty."""
        with connection.cursor() as cursor:
            cursor.execute("""
                DROP TABLE IF EXISTS pg_temp.import_row;
                DROP TABLE IF EXISTS pg_temp.import_refusal;
                CREATE TEMPORARY TABLE import_row (
                    file text NOT NULL, line integer NOT NULL,
                    subject text COLLATE "C", key text COLLATE "C",
                    content text COLLATE "C", cells text NOT NULL, unread boolean NOT NULL
                ) ON COMMIT DROP;
                CREATE TEMPORARY TABLE import_refusal (
                    file text NOT NULL, line integer NOT NULL,
                    "column" text NOT NULL, value text NOT NULL, reason text NOT NULL
                ) ON COMMIT DROP;
            """)

    # --- in --------------------------------------------------------------------------------------

    def stage(self, file: InputFile, progress: Callable[[int], None]) -> StagedFile:
        """Read a file into the table; a row with a cell that cannot be read is refused at once.

        Raises FileRefused, and then none of its rows is there.
        """
        records = file.records()
        staged = StagedFile(file.table, _header(file.table, next(records, None)))
        try:
            for record in records:
                self._stage(staged, record)
                if staged.rows % ROWS_AT_ONCE == 0:
                    self._flush()
                    progress(staged.rows)
        except FileRefused:
            self._flush()
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM import_row WHERE file = %s", [file.table.name])
                cursor.execute("DELETE FROM import_refusal WHERE file = %s", [file.table.name])
            raise
        self._flush()
        self.files[file.table.name] = staged
        return staged

    def _stage(self, staged: StagedFile, record: Record) -> None:
        table, cells = staged.table, record.cells
        staged.rows += 1
        subject = key = content = None
        unread = True
        if record.problem:
            self.refuse(table.name, record.line, "", "", record.problem)
        elif len(cells) != len(staged.header):
            few = len(cells) < len(staged.header)
            self.refuse(
                table.name,
                record.line,
                "",
                "",
                f"It has {'fewer' if few else 'more'} cells than the header: "
                f"{len(cells)}, not {len(staged.header)}."
                + ("" if few else f" Left over: {_shown(', '.join(cells[len(staged.header) :]))}"),
            )
        else:
            row, wrong = staged.read(record.line, cells)
            for column, value, reason in wrong:
                self.refuse(table.name, record.line, column, value, reason)
            unread = row.refused
            key = _key_of(table, row)
            content = _content_of(table, row)
            if table.about_a_person:
                subject = row.values.get("number")
        self._rows.append(
            _copied(
                table.name,
                str(record.line),
                subject,
                key,
                content,
                json.dumps([_storable(cell) for cell in cells], ensure_ascii=False),
                "t" if unread else "f",
            )
        )

    def refuse(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        """Keep a refusal."""
        self._refusals.append(_copied(file, str(line), column, _storable(value), _storable(reason)))
        if len(self._refusals) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        with connection.cursor() as cursor:
            for table, rows in (("import_row", self._rows), ("import_refusal", self._refusals)):
                if rows:
                    cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO("".join(rows)))
                    rows.clear()

    def refuse_doubles(self) -> None:
        """Refuse rows whose key another row has too: the later of identical ones, all of those
        that differ."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX ON import_row (subject) WHERE subject IS NOT NULL")
            cursor.execute("CREATE INDEX ON import_row (file, line)")
            cursor.execute("CREATE INDEX ON import_refusal (file, line)")
            cursor.execute("ANALYZE import_row")
            cursor.execute(
                """
                SELECT file, key, array_agg(line ORDER BY line),
                       count(DISTINCT content) = 1 AND NOT bool_or(unread)
                FROM import_row WHERE key IS NOT NULL
                GROUP BY file, key HAVING count(*) > 1
                """
            )
            doubles = cursor.fetchall()
        for file, key, lines, identical in doubles:
            shown = key.replace(SEPARATOR, ", ")
            for line in lines[1:] if identical else lines:
                others = ", ".join(str(other) for other in lines if other != line)
                self.refuse(
                    file,
                    line,
                    ", ".join(self.files[file].table.key),
                    shown,
                    f"The same as line {lines[0]}."
                    if identical
                    else f"The same key as line {others}, but they differ.",
                )
        self._flush()

    # --- out -------------------------------------------------------------------------------------

    def rows_of(self, file: str) -> tuple[list[Row], dict[str, int]]:
        """All rows of a short file that are not refused, and the lines of the refused by key."""
        rows: list[Row] = []
        refused: dict[str, int] = {}
        for line, key, cells, is_refused in self._select("r.file = %s", [file]):
            if is_refused:
                if key is not None:
                    refused.setdefault(key, line)
                continue
            rows.append(self._row(file, line, cells))
        return rows, refused

    def rows_about(self, subjects: list[str]) -> Iterator[tuple[str, Row | None, str, int]]:
        """(person, row or None when it is refused, file, line) of everything about some people."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(
                _SELECT.format(
                    columns="r.subject, r.file, r.line, r.cells", where="r.subject = ANY(%s)"
                ),
                [subjects],
            )
            for subject, file, line, cells, is_refused in cursor.fetchall():
                row = None if is_refused else self._row(file, line, cells)
                yield subject, row, file, line

    def batches(self, rows_at_once: int) -> list[tuple[str, str]]:
        """Ranges of people, first and last number, with about so many rows each."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT min(subject), max(subject) FROM (
                    SELECT subject, floor(sum(n) OVER (ORDER BY subject) / %s) AS batch
                    FROM (
                        SELECT subject, count(*) AS n FROM import_row
                        WHERE subject IS NOT NULL GROUP BY subject
                    ) people
                ) numbered GROUP BY batch ORDER BY 1
                """,
                [rows_at_once],
            )
            return cursor.fetchall()

    def subjects(self, first: str, last: str) -> list[str]:
        """The people of one range."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT subject FROM import_row WHERE subject BETWEEN %s AND %s "
                "ORDER BY subject",
                [first, last],
            )
            return [subject for (subject,) in cursor.fetchall()]

    def refused_counts(self) -> dict[str, int]:
        """How many rows of each file are refused."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute("SELECT file, count(DISTINCT line) FROM import_refusal GROUP BY file")
            return dict(cursor.fetchall())

    def refusals(self) -> Iterator[tuple[str, int, str, str, str]]:
        """(file, line, column, value, reason), in order."""
        self._flush()
        yield from _streamed(
            'SELECT file, line, "column", value, reason FROM import_refusal '
            'ORDER BY array_position(%s::text[], file), file, line, "column", reason',
            [list(TABLES)],
        )

    def refused_rows(self, file: str) -> Iterator[tuple[int, list[str], str]]:
        """(line, cells, reasons) of the refused rows of a file, in order."""
        self._flush()
        rows = _streamed(
            """
            SELECT r.line, r.cells, string_agg(
                CASE WHEN f."column" = '' THEN f.reason ELSE f."column" || ': ' || f.reason END,
                ' ' ORDER BY f."column", f.reason)
            FROM import_row r JOIN import_refusal f USING (file, line)
            WHERE r.file = %s GROUP BY r.line, r.cells ORDER BY r.line
            """,
            [file],
        )
        for line, cells, reasons in rows:
            yield line, json.loads(cells), reasons

    def _select(self, where: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(
                _SELECT.format(columns="r.line, r.key, r.cells", where=where), parameters
            )
            return cursor.fetchall()

    def _row(self, file: str, line: int, cells: str) -> Row:
        return self.files[file].read(line, json.loads(cells))[0]


_SELECT = """
    SELECT {columns}, EXISTS (
        SELECT 1 FROM import_refusal f WHERE f.file = r.file AND f.line = r.line
    ) FROM import_row r WHERE {where} ORDER BY r.line
"""


def _streamed(query: str, parameters: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE import_reading NO SCROLL CURSOR FOR {query}", list(parameters))
        try:
            while True:
                cursor.execute(f"FETCH {ROWS_AT_ONCE} FROM import_reading")
                rows = cursor.fetchall()
                if not rows:
                    return
                yield from rows
        finally:
            cursor.execute("CLOSE import_reading")


def _header(table: Table, record: Record | None) -> list[str]:
    if record is None:
        raise FileRefused("The file is empty; at least a header is needed.")
    if record.problem:
        raise FileRefused(record.problem, line=record.line)
    names = record.cells
    known = [column.name for column in table.columns]
    if len(names) == 1 and ";" in names[0]:
        raise FileRefused("Semicolons stand where commas should. Save it with commas.")
    for name in names:
        if not name:
            raise FileRefused("A column without a name.")
        if name not in known and name not in OUR_COLUMNS:
            raise FileRefused("An unknown column.", column=_storable(name))
        if names.count(name) > 1:
            raise FileRefused("This column is there twice.", column=name)
    for column in table.columns:
        if column.required and column.name not in names:
            raise FileRefused("A required column is missing.", column=column.name)
    return names


def _key_of(table: Table, row: Row) -> str | None:
    parts = []
    for name in table.key:
        value = row.values.get(name)
        if value is None:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC)
        parts.append(value.isoformat() if isinstance(value, date) else str(value))
    return _storable(SEPARATOR.join(parts))


def _content_of(table: Table, row: Row) -> str | None:
    """What the row says apart from how its key is written, to tell whether doubles differ."""
    return _storable(
        SEPARATOR.join(
            row.written.get(column.name, "")
            for column in table.columns
            if column.name not in table.key
        )
    )


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[:LONGEST_VALUE_SHOWN] + "…"


def _storable(text: str) -> str:
    """Text as PostgreSQL can hold it; what it cannot hold is refused anyway."""
    if text.isascii() and "\x00" not in text:
        return text
    return NOT_UTF_8.sub(REPLACEMENT, text.replace("\x00", REPLACEMENT))


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(*fields: str | None) -> str:
    """One line of PostgreSQL's COPY."""
    return "\t".join("\\N" if f is None else f.translate(_ESCAPES) for f in fields) + "\n"
