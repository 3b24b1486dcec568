"""Fingerprints of everything that an answer was made from, taken by the database.

While a case has the fingerprint that is stored with its schedule, and its recheck day has not
come, its due items are what they would be computed to be; a full recompute passes it by. One
half is of what is common to all cases: editions, settings, places, this program itself. The
other is of the case's own rows, as `scheduling.gather` reads them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from agency.models import Agency, Facility, Unit
from scheduling import needs, policies
from scheduling.gather.cases import SOURCES
from scheduling.models import Activation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_HERE = Path(__file__).parent

#: What decides how facts become due items: a changed program looks at every case again.
_PROGRAM = ("engine", "policy", "gather", "difference.py", "needs.py")


def of_what_is_common() -> bytes:
    """Eight bytes for the editions in force, the settings, the places and the program."""
    agency = Agency.objects.first()
    activations = (
        Activation.objects.approved()
        .order_by("pk")
        .values_list("edition__sha256", "facility_id", "unit_id", "from_on", "until_on")
    )
    procedure = ("local_procedure", "local_procedure_from", "local_procedure_until")
    places = Facility.objects.order_by("pk").values_list("pk", "time_zone", *procedure)
    units = Unit.objects.exclude(local_procedure="").order_by("pk").values_list("pk", *procedure)
    told = repr(
        (
            list(activations),
            policies.chosen_settings(),
            agency.live_from if agency is not None else None,
            list(places),
            list(units),
            _of_the_program(),
        )
    )
    return hashlib.sha256(told.encode()).digest()[:8]


@cache
def _of_the_program() -> str:
    digest = hashlib.sha256()
    for name in _PROGRAM:
        path = _HERE / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def of_cases(ids: Sequence[int]) -> dict[int, bytes]:
    """The fingerprints of these cases; one statement, and a few for what is common."""
    if not ids:
        return {}
    sql, values = _fingerprints(**{"in": list(ids)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, %s::bytea || int8send(coalesce(c.hash, 0))"  # noqa: S608
            f" FROM unnest(%s::bigint[]) AS p(id) LEFT JOIN ({sql}) AS c ON c.id = p.id",
            [of_what_is_common(), list(ids), *values],
        )
        return {pk: bytes(fingerprint) for pk, fingerprint in cursor.fetchall()}


def to_look_at(first: int, last: int, today: date) -> dict[int, bytes]:
    """The cases with ids from `first` to `last` whose answer may have changed, each with its new
    fingerprint: the facts or what is common changed, the day has come, or nobody looked yet.

    today: the latest day anywhere. One statement, whatever the number of cases.
    """
    sql, values = _fingerprints(gte=first, lte=last)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH now AS ("  # noqa: S608
            "  SELECT p.id, %s::bytea || int8send(coalesce(c.hash, 0)) AS fingerprint"
            f"  FROM offenders_offender AS p LEFT JOIN ({sql}) AS c ON c.id = p.id"
            "  WHERE p.id BETWEEN %s AND %s"
            ") SELECT now.id, now.fingerprint FROM now"
            " LEFT JOIN scheduling_caseschedule AS s ON s.offender_id = now.id"
            " WHERE s.offender_id IS NULL OR s.fingerprint <> now.fingerprint"
            " OR s.recheck_on <= %s OR s.computed_for > %s ORDER BY now.id",
            [of_what_is_common(), *values, first, last, today, today],
        )
        return {pk: bytes(fingerprint) for pk, fingerprint in cursor.fetchall()}


def _fingerprints(**where: Any) -> tuple[str, list[Any]]:
    """SQL for (id, hash) of the cases that `where` says, from the rows of every source in use.

    The hashes of rows are joined by XOR, which needs no order. Every row has its own id in it, so
    that no two cancel each other out.
    """
    read = needs.sources_read(policies.in_force().policies)
    parts: list[str] = []
    values: list[Any] = []
    for seed, (name, source) in enumerate(SOURCES.items(), start=1):
        if read is not None and name not in read:
            continue
        sql, given = source.hashes(seed, **where).query.sql_with_params()
        parts.append(sql)
        values.extend(given)
    union = " UNION ALL ".join(parts)
    return (
        f"SELECT r.id, bit_xor(r.hash) AS hash FROM ({union}) AS r(id, hash) GROUP BY r.id",  # noqa: S608
        values,
    )
