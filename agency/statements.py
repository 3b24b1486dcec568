"""Statements that Django puts together once for each process and that then run with other values.

For the few queries of many parts that stand on a page of every day: putting such a statement
together takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: What stands for a value while the statement is put together; nothing real is like it.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: -987_654_000 - number,
    date: lambda number: date(1, 1, 1 + number),
    datetime: lambda number: datetime(1, 1, 1 + number, 11, tzinfo=UTC),
}


class Statement:
    """`build(**values)` makes the queryset; its form must not depend on the values.

    kinds: the type of each value (int, date or datetime) by name, at most 28 of them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds
        self._put_together: tuple[str, tuple[Any, ...], dict[Any, str]] | None = None

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row as the database gives it, or None."""
        if self._put_together is None:
            self._put_together = self._compile()
        sql, parameters, names = self._put_together
        given = [
            values[names[one]] if _may_stand_in(one) and one in names else one for one in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def _compile(self) -> tuple[str, tuple[Any, ...], dict[Any, str]]:
        stand_ins = {
            name: _STAND_INS[kind](number)
            for number, (name, kind) in enumerate(self._kinds.items())
        }
        sql, parameters = self._build(**stand_ins).query.sql_with_params()
        names = {stand_in: name for name, stand_in in stand_ins.items()}
        missing = set(stand_ins.values()) - {one for one in parameters if _may_stand_in(one)}
        if missing:
            raise ValueError(f"Not in the statement: {', '.join(names[one] for one in missing)}.")
        return sql, tuple(parameters), names


def _may_stand_in(value: Any) -> bool:
    return isinstance(value, int | date) and not isinstance(value, bool)
