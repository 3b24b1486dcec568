"""A source: the rows of one table from which facts of one kind are made.

The same declaration reads the rows and takes their fingerprint, so that a column on which a due
date depends cannot be read without being watched. The SQL of a source is made once for each
process: writing it anew would cost more than asking it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, F, Func, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from django.db.models import QuerySet

#: Up to so many subjects every source is read by one statement, as JSON; beyond, each by its own,
#: because dates cost less to read as such.
FEW = 5

Row = tuple[Any, ...]
RowsBySubject = defaultdict[int, list[Row]]


class HashOfRow(Func):
    """PostgreSQL's 64-bit hash of some columns of a row; the last argument is the seed."""

    template = "hash_record_extended(ROW(%(columns)s), %(seed)s)"
    output_field = BigIntegerField()

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, list[Any]]:
        """The columns as one record, then the seed."""
        *columns, seed = [compiler.compile(part) for part in self.source_expressions]
        sql = self.template % {
            "columns": ", ".join(column for column, _ in columns),
            "seed": seed[0],
        }
        return sql, [*(value for _, values in columns for value in values), *seed[1]]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that bear on subjects.

    rows: all of them, as a query. by: the column that says whose they are. columns: what is read,
    the row's own id among them. make: one fact from the columns of one row; None where several
    sources make one fact.
    """

    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    make: Callable[..., Any] | None = None
    by: str = "offender_id"

    def hashes(self, seed: int, **where: Any) -> QuerySet[Any]:
        """(subject, hash of the row) for each row whose subject is as `where` says."""
        rows = self.rows().filter(**{f"{self.by}__{how}": value for how, value in where.items()})
        return (
            rows.order_by()
            .annotate(
                hash_of_row=HashOfRow(
                    *(F(column) for column in self.columns),
                    Value(seed, output_field=BigIntegerField()),
                )
            )
            .values_list(self.by, "hash_of_row")
        )


class _Compiled(NamedTuple):
    """The SQL of a source: of rows (subject, c1, c2 ...), its values, and which columns are days
    and moments."""

    sql: str
    values: tuple[Any, ...]
    width: int
    days: tuple[int, ...]
    moments: tuple[int, ...]

    def names(self) -> str:
        """Names for the columns after the subject."""
        return ", ".join(f"c{n}" for n in range(1, self.width + 1))


@lru_cache(maxsize=256)
def _compiled(source: Source) -> _Compiled:
    query = source.rows().order_by().values_list(source.by, *source.columns).query
    sql, values = query.sql_with_params()
    compiler = query.get_compiler(connection=connection)
    compiler.setup_query()
    fields = [expression.output_field for expression, _, _ in compiler.select]
    moments = [n for n, field in enumerate(fields) if isinstance(field, DateTimeField)]
    days = [
        n for n, field in enumerate(fields) if isinstance(field, DateField) and n not in moments
    ]
    return _Compiled(sql, tuple(values), len(fields) - 1, tuple(days), tuple(moments))


def read(sources: Mapping[str, Source], ids: Sequence[int]) -> dict[str, RowsBySubject]:
    """The columns of every row of these subjects, by source and subject."""
    compiled = {name: _compiled(source) for name, source in sources.items()}
    if len(ids) <= FEW:
        return _read_together(compiled, list(ids))
    found = {}
    with connection.cursor() as cursor:
        for name, one in compiled.items():
            cursor.execute(
                f"SELECT * FROM ({one.sql}) AS s(subject, {one.names()}) "  # noqa: S608
                "WHERE s.subject = ANY(%s)",
                [*one.values, list(ids)],
            )
            rows: RowsBySubject = defaultdict(list)
            for row in cursor.fetchall():
                rows[row[0]].append(row[1:])
            found[name] = rows
    return found


def _read_together(compiled: Mapping[str, _Compiled], ids: list[int]) -> dict[str, RowsBySubject]:
    parts, values = [], []
    for one in compiled.values():
        parts.append(
            f"(SELECT json_agg(json_build_array(s.subject, {one.names()}))::text "  # noqa: S608
            f"FROM ({one.sql}) AS s(subject, {one.names()}) WHERE s.subject = ANY(%s))"
        )
        values += [*one.values, ids]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        (answers,) = cursor.fetchall()
    found = {}
    for (name, one), text in zip(compiled.items(), answers, strict=True):
        rows: RowsBySubject = defaultdict(list)
        for row in json.loads(text) if text else ():
            for n in one.days:
                if row[n] is not None:
                    row[n] = date.fromisoformat(row[n])
            for n in one.moments:
                if row[n] is not None:
                    row[n] = datetime.fromisoformat(row[n])
            rows[row[0]].append(tuple(row[1:]))
        found[name] = rows
    return found


def made_from(
    sources: Mapping[str, Source], rows: Mapping[str, RowsBySubject], ids: Sequence[int]
) -> dict[int, dict[str, Row]]:
    """For each subject the facts that single sources make, by field."""
    made: dict[int, dict[str, Row]] = {pk: {} for pk in ids}
    for name, found in rows.items():
        make = sources[name].make
        if make is not None:
            for pk, own in found.items():
                made[pk][name] = tuple([make(*row) for row in own])
    return made


def wanted(
    sources: Mapping[str, Source], only: Collection[str] | None, always: Collection[str]
) -> dict[str, Source]:
    """The sources that are to be read: those of `only`, or all, and those of `always`."""
    return {
        name: source
        for name, source in sources.items()
        if only is None or name in only or name in always
    }
