"""Who changed what of an account and its postings, in the words of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agency.forms import roles_in_words
from agency.models import Posting
from casemgmt.pages.row_history import HistoryLine, Words, lines_of, newest_first

if TYPE_CHECKING:
    from agency.models import User

WORDS = Words(
    fields={
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
    },
    not_told=frozenset({"last_login", "password", "created_at", "user", "id"}),
    values={"is_active": {True: "enabled", False: "disabled"}},
)


def history_of(user: User) -> list[HistoryLine]:
    """The latest changes of the account and its postings, newest first."""
    lines = list(
        lines_of(
            user.history.select_related("history_user").order_by("history_id"),
            WORDS,
            made="Account made",
            changed="Account changed",
        )
    )
    rows: dict[int, list[Any]] = {}
    for row in (
        Posting.history.filter(user_id=user.pk)
        .select_related("history_user", "facility", "unit", "supervisor")
        .order_by("history_id")
    ):
        rows.setdefault(row.id, []).append(row)
    for versions in rows.values():
        what = _posting_words(versions[-1])
        lines += lines_of(versions, WORDS, made=f"{what} added", changed=what)
    return newest_first(lines)


def _posting_words(row: Any) -> str:
    place = f"{row.unit.name}, {row.facility.name}" if row.unit_id else row.facility
    return f"Posting as {roles_in_words(row.role).lower()}, {place or 'whole agency'}"
