"""Statements that Django puts together once for each process and that then run with other values.

For the queries that stand on pages of every day and in searches: putting such a statement together
takes longer than running it. In tests each one is put together again with its own values and
compared, so a form that depends on a value does not stay unseen (`STATEMENTS_ARE_COMPARED`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Field, Lookup
from django.db.models.fields.related import ForeignObject

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

#: How many are kept, of some ten kilobytes each. A day's work has a few dozen forms; filters that
#: are set together in ever new ways must not fill the memory.
MOST_KEPT = 400

#: Makes a queryset of a shape and of values.
Build = Callable[..., "QuerySet[Any, Any]"]

#: What stands for a value while the statement is put together; nothing real is like it.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: -987_654_000 - number,
    date: lambda number: date(1 + number, 1, 1),
    datetime: lambda number: datetime(1 + number, 1, 1, 11, tzinfo=UTC),
    str: lambda number: f"\ue000stand-in {number}",
    list: lambda number: [-987_654_000 - number],
}


def fetch(build: Build, /, *shape: Hashable, **values: Any) -> list[Any]:
    """The rows of `build(*shape, **values)`: objects, tuples or whatever the queryset gives.

    build: a function, not made anew for each call; the form of its queryset may depend on `shape`
    and on which values there are, never on what they are. values: int, date, datetime, str, or a
    list of int, which goes into `column__among`. Raises ValueError where a value does
    not become a parameter of the statement.
    """
    key = (build, shape, tuple((name, _kind(value)) for name, value in values.items()))
    statement = _PUT_TOGETHER.get(key)
    if statement is None:
        if len(_PUT_TOGETHER) >= MOST_KEPT:
            _PUT_TOGETHER.clear()
        statement = _PUT_TOGETHER[key] = _Statement.of(build, shape, dict(key[2]))
    if settings.STATEMENTS_ARE_COMPARED:
        statement.compare(build(*shape, **values), values)
    return statement.run(values)


def first(build: Build, /, *shape: Hashable, **values: Any) -> Any:
    """The first of those rows, or None."""
    rows = fetch(build, *shape, **values)
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _Statement:
    """places: which value takes the place of which parameter. Without `compiler` nothing can
    answer: Django knew without asking the database."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler | None = None
    sql: str = ""
    parameters: tuple[Any, ...] = ()
    places: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, build: Build, shape: tuple[Hashable, ...], kinds: dict[str, type]) -> Any:
        stand_ins = {
            name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(kinds.items())
        }
        queryset = build(*shape, **stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return cls(queryset)
        places = tuple(
            (place, name)
            for place, parameter in enumerate(parameters)
            for name, stand_in in stand_ins.items()
            if type(parameter) is type(stand_in) and parameter == stand_in
        )
        missing = stand_ins.keys() - {name for _, name in places}
        if missing:
            raise ValueError(f"Not in the statement: {', '.join(sorted(missing))}.")
        return cls(queryset, compiler, sql, tuple(parameters), places)

    def with_values(self, values: dict[str, Any]) -> tuple[Any, ...]:
        parameters = list(self.parameters)
        for place, name in self.places:
            parameters[place] = values[name]
        return tuple(parameters)

    def run(self, values: dict[str, Any]) -> list[Any]:
        if self.compiler is None:
            return []
        parameters = self.with_values(values)
        database = self.queryset.db
        compiler: Any = copy.copy(self.compiler)
        compiler.connection = connections[database]  # the one of this thread
        compiler.as_sql = lambda *_, **__: (self.sql, parameters)
        query: Any = copy.copy(self.queryset.query)
        query.get_compiler = lambda *_, **__: compiler
        # What the rows become is made by Django's own iterable, which asks these of a queryset.
        asked: Any = SimpleNamespace(
            query=query,
            db=database,
            _fields=self.queryset._fields,  # type: ignore[attr-defined]
            _hints={},
            _known_related_objects={},
        )
        rows: Any = self.queryset._iterable_class(asked)
        return list(rows)

    def compare(self, queryset: QuerySet[Any, Any], values: dict[str, Any]) -> None:
        """Raises AssertionError where the queryset of these very values is another statement."""
        try:
            sql, parameters = queryset.query.get_compiler(using=queryset.db).as_sql()
        except EmptyResultSet:
            sql, parameters = "", ()
        if (sql, tuple(parameters)) != (self.sql, self.with_values(values)):
            raise AssertionError(
                f"The form of this statement depends on its values:\n{self.sql}\n"
                f"{self.with_values(values)}\n{sql}\n{parameters}"
            )


#: By what builds them, their shape and the kinds of their values.
_PUT_TOGETHER: dict[Hashable, _Statement] = {}


def _kind(value: Any) -> type:
    for kind in (list, datetime, date, str, int):
        if isinstance(value, kind) and not isinstance(value, bool):
            return kind
    raise TypeError(f"Not a value of a statement: {value!r}.")


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`column__among=[...]`: one of these, as one parameter however many they are.

    For whole numbers and for columns that hold them. None of them is looked up or changed.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One comparison with an array."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs)
