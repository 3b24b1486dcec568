"""Reads one cell: exactly as the contract says, never guessed and never trimmed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from casemgmt.importing.contract import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgmt.importing.contract import Column

#: What a byte that is not UTF-8 becomes when it is read.
NOT_UTF_8 = re.compile("[\udc80-\udcff]")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_WHOLE = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_NEGATIVE = re.compile(r"-\d+(\.\d+)?", re.ASCII)
_LARGEST_WHOLE = 2_147_483_647
_TIME_ZONES = frozenset(available_timezones())


class CellRefused(ValueError):
    """A cell that cannot be read; the message is the reason for the person who sent it."""


def read_cell(column: Column, written: str) -> Any:
    """The value of a cell: str, date, datetime (naive where no offset was written), bool, int,
    Decimal or dict; None when it is empty. Raises CellRefused."""
    if not written.isascii() and NOT_UTF_8.search(written):
        raise CellRefused("It has bytes that are not UTF-8.")
    if "\x00" in written:
        raise CellRefused("It has a NUL character in it.")
    if not written:
        if column.required:
            raise CellRefused("A value is required.")
        return None
    if len(written) > column.limit:
        raise CellRefused(f"It has {len(written):,} characters; {column.limit:,} is the most.")
    if column.required and written.isspace():
        raise CellRefused("A value is required; there are only spaces.")
    if column.kind is not Kind.TEXT and written != written.strip():
        raise CellRefused("There are spaces at one of its ends.")
    return _READERS[column.kind](column, written)


def _text(column: Column, written: str) -> str:
    return written


def _word(column: Column, written: str) -> str:
    if written not in column.words:
        raise CellRefused(f"Not one of: {', '.join(column.words)}.")
    return written


def _yes_no(column: Column, written: str) -> bool:
    if written not in {"yes", "no"}:
        raise CellRefused("Not one of: yes, no.")
    return written == "yes"


def _date(column: Column, written: str) -> date:
    if not _DATE.fullmatch(written):
        if _MOMENT.fullmatch(written):
            raise CellRefused("A moment where a date is asked for. Write it like 2026-03-31.")
        raise CellRefused("Not a date. Write it like 2026-03-31.")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CellRefused("There is no such day.") from None


def _moment(column: Column, written: str) -> datetime:
    if not _MOMENT.fullmatch(written):
        if _DATE.fullmatch(written):
            raise CellRefused("A date where a moment is asked for. Write it like 2026-03-31T14:05.")
        raise CellRefused("Not a moment. Write it like 2026-03-31T14:05.")
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is not None:
            # Fails for the first and last day that a calendar has, which nothing happened on.
            moment.timestamp()
    except (ValueError, OverflowError):
        raise CellRefused("There is no such moment.") from None
    return moment


def _whole(column: Column, written: str) -> int:
    if _NEGATIVE.fullmatch(written):
        raise CellRefused("A number cannot be negative here.")
    if not _WHOLE.fullmatch(written):
        raise CellRefused("Not a whole number.")
    if len(written) > 10 or int(written) > _LARGEST_WHOLE:
        raise CellRefused("The number is too large.")
    return int(written)


def _number(column: Column, written: str) -> Decimal:
    if _NEGATIVE.fullmatch(written):
        raise CellRefused("A number cannot be negative here.")
    if not _NUMBER.fullmatch(written):
        raise CellRefused("Not a number. Write it like 12 or 12.5.")
    whole, _, places = written.partition(".")
    if len(whole) > 5 or len(places) > 2:
        raise CellRefused("At most five digits before the point and two after it.")
    return Decimal(written)


def _email(column: Column, written: str) -> str:
    try:
        validate_email(written)
    except ValidationError:
        raise CellRefused("Not an e-mail address.") from None
    return written


def _zone(column: Column, written: str) -> str:
    if written not in _TIME_ZONES:
        raise CellRefused("Not a time zone. Write it like America/Chicago.")
    return written


def _scores(column: Column, written: str) -> dict[str, float]:
    scores: dict[str, float] = {}
    for part in written.split(";"):
        name, equals, score = part.partition("=")
        if not equals or not name or name != name.strip():
            raise CellRefused("Write it like family=3;work=1.")
        if name in scores:
            raise CellRefused(f"{name} is there twice.")
        value = float(_number(column, score))
        scores[name] = int(value) if value.is_integer() else value
    return scores


_READERS: dict[Kind, Callable[[Column, str], Any]] = {
    Kind.KEY: _text,
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.WORD: _word,
    Kind.YES_NO: _yes_no,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.EMAIL: _email,
    Kind.ZONE: _zone,
    Kind.SCORES: _scores,
}
