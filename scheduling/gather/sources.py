"""A source: the rows of one table from which facts of one kind are made.

The same declaration reads the rows and takes their fingerprint, so that a column on which a due
date depends cannot be read without being watched.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F, Func, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from django.db.models import QuerySet


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

    rows: all of them, as a query. by: the column that says whose they are. columns: what is read.
    make: one fact from the columns of one row; None where several sources make one fact.
    """

    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    make: Callable[..., Any] | None = None
    by: str = "offender_id"

    def of(self, ids: Sequence[int]) -> defaultdict[int, list[tuple[Any, ...]]]:
        """The columns of every row, by subject; one query."""
        found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
        rows = self.rows().filter(**{f"{self.by}__in": ids}).order_by()
        for row in rows.values_list(self.by, *self.columns):
            found[row[0]].append(row[1:])
        return found

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


def made_by(
    sources: dict[str, Source], ids: Sequence[int], only: Collection[str] | None = None
) -> dict[int, dict[str, tuple[Any, ...]]]:
    """For each subject the facts that single sources make, by field; one query for each source.

    only: the names of the sources that are wanted; None for all.
    """
    made: dict[int, dict[str, tuple[Any, ...]]] = {pk: {} for pk in ids}
    for name, source in sources.items():
        if source.make is not None and (only is None or name in only):
            make = source.make
            for pk, rows in source.of(ids).items():
                made[pk][name] = tuple([make(*row) for row in rows])
    return made
