"""Who changed what of an account and its postings, in the words of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from agency.forms import roles_in_words
from agency.models import Facility, Posting, Unit, User

if TYPE_CHECKING:
    from collections.abc import Iterable

LINES_SHOWN = 60

FIELD_WORDS = {
    "username": "User name",
    "given_names": "Given names",
    "family_name": "Family name",
    "email": "E-mail",
    "is_active": "Account",
    "must_change_password": "New password asked for",
    "password_changed_at": "Password set",
    "unit": "Unit",
    "supervisor": "Supervisor",
    "capacity": "Capacity",
    "from_on": "From",
    "until_on": "Until",
    "role": "Role",
    "facility": "Facility",
}
#: Said by other lines, or of no use to a reader.
NOT_TOLD = frozenset({"last_login", "password", "created_at", "user", "id"})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change: when, by whom ("" where nobody was signed in), of what, and each field."""

    at: datetime
    by: str
    what: str
    changes: list[tuple[str, str, str]]  # field, before, after


def history_of(user: User) -> list[HistoryLine]:
    """The latest changes of the account and its postings, newest first."""
    lines = list(_lines(user.history.select_related("history_user").order_by("history_id"), ""))
    rows: dict[int, list[Any]] = {}
    for row in (
        Posting.history.filter(user_id=user.pk)
        .select_related("history_user", "facility", "unit", "supervisor")
        .order_by("history_id")
    ):
        rows.setdefault(row.id, []).append(row)
    for versions in rows.values():
        lines += _lines(versions, _posting_words(versions[-1]))
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LINES_SHOWN]


def _posting_words(row: Any) -> str:
    place = f"{row.unit.name}, {row.facility.name}" if row.unit_id else row.facility
    return f"Posting as {roles_in_words(row.role).lower()}, {place or 'whole agency'}"


def _lines(versions: Iterable[Any], what: str) -> Iterable[HistoryLine]:
    before: Any = None
    for row in versions:
        by = row.history_user.full_name if row.history_user else ""
        if before is None:
            made = f"{what} added" if what else "Account made"
            yield HistoryLine(row.history_date, by, made, [])
        else:
            changes = list(_changes(before, row))
            if changes:
                yield HistoryLine(row.history_date, by, what or "Account changed", changes)
        before = row


def _changes(before: Any, row: Any) -> Iterable[tuple[str, str, str]]:
    for field in row.tracked_fields:
        name = field.name
        if name in NOT_TOLD:
            continue
        old, new = getattr(before, field.attname), getattr(row, field.attname)
        if old != new:
            yield (
                FIELD_WORDS.get(name, name),
                _words(name, getattr(before, name)),
                _words(name, getattr(row, name)),
            )


def _words(name: str, value: Any) -> str:
    if name == "is_active":
        return "enabled" if value else "disabled"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "none"
    if isinstance(value, datetime):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, User):
        return value.full_name
    if isinstance(value, Facility | Unit):
        return value.name
    return str(value)
