"""Who changed what of a row and when, from its history, in the words of the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

LINES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change: when, by whom ("" where nobody was signed in), of what, and each field."""

    at: datetime
    by: str
    what: str
    changes: list[tuple[str, str, str]]  # field, before, after


@dataclass(frozen=True, slots=True)
class Words:
    """How the history of one kind of row is told.

    fields: the words for a field's name. not_told: fields that other lines tell, or that are of no
    use to a reader. values: by field, the words for what it holds.
    """

    fields: Mapping[str, str]
    not_told: Collection[str] = frozenset()
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)


def lines_of(
    versions: Iterable[Any], words: Words, *, made: str, changed: str
) -> Iterator[HistoryLine]:
    """A line for the first version (made) and for each that differs from the one before (changed).

    versions: the rows of the history of one row, the oldest first.
    """
    before: Any = None
    for row in versions:
        by = row.history_user.full_name if row.history_user else ""
        if before is None:
            yield HistoryLine(row.history_date, by, made, [])
        else:
            changes = list(_changes(before, row, words))
            if changes:
                yield HistoryLine(row.history_date, by, changed, changes)
        before = row


def newest_first(lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """The latest lines, as many as a page shows."""
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LINES_SHOWN]


def _changes(before: Any, row: Any, words: Words) -> Iterator[tuple[str, str, str]]:
    for tracked in row.tracked_fields:
        name = tracked.name
        if name in words.not_told:
            continue
        old, new = getattr(before, tracked.attname), getattr(row, tracked.attname)
        if old != new:
            told = words.values.get(name, {})
            yield (
                words.fields.get(name, name),
                _in_words(getattr(before, name), told),
                _in_words(getattr(row, name), told),
            )


def _in_words(value: Any, told: Mapping[Any, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(one, told) for one in value) or "none"
    if value in told:
        return told[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "none"
    if isinstance(value, date | datetime):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, Model):
        return str(getattr(value, "full_name", None) or getattr(value, "name", None) or value)
    return str(value)
