"""Writing many rows with one statement each: the rows travel as one JSON value.

The ORM's `bulk_update` writes a CASE for every row and column, and `bulk_create` adapts every
value by itself; both cost more than computing the due dates.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model


def insert(
    model: type[Model], rows: Sequence[Mapping[str, Any]], returning: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Add rows, each a mapping of column to value, all with the same columns.

    Returns the columns `returning` of the new rows, in no order that one may rely on.
    """
    if not rows:
        return []
    columns = list(rows[0])
    names = ", ".join(f'"{name}"' for name in columns)
    # Names of tables and columns are the models'; every value is a parameter.
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) '  # noqa: S608
        f"SELECT {names} FROM {_recordset(model, columns)}"
    )
    if returning:
        sql += " RETURNING " + ", ".join(f'"{name}"' for name in returning)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_as_json(rows)])
        return cursor.fetchall() if returning else []


def update(model: type[Model], rows: Sequence[Mapping[str, Any]], key: str = "id") -> None:
    """Change rows, each a mapping of column to value that names its row by `key`."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != key]
    changes = ", ".join(f'"{name}" = v."{name}"' for name in columns)
    sql = (
        f'UPDATE "{model._meta.db_table}" AS t SET {changes} '  # noqa: S608
        f'FROM {_recordset(model, [key, *columns])} WHERE t."{key}" = v."{key}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_as_json(rows)])


def _recordset(model: type[Model], columns: Sequence[str]) -> str:
    """The JSON value as rows `v`, with the types of the model's columns."""
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    typed = ", ".join(f'"{name}" {types[name]}' for name in columns)
    return f"json_to_recordset(%s::json) AS v({typed})"


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    raise TypeError(f"A column cannot hold {type(value).__name__}.")
