"""Who recorded, ended or withdrew a cover, and when; also of those that never began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgmt.pages.row_history import LINES_SHOWN, HistoryLine, Words, lines_of, newest_first
from offenders.models import Cover
from offenders.services.cover import covers_to_read

if TYPE_CHECKING:
    from agency.models import User

WORDS = Words(
    fields={
        "from_on": "From",
        "until_on": "Until",
        "reason": "Reason",
        "withdrawn_at": "Withdrawn",
    },
    not_told=frozenset({"id", "officer", "colleague", "recorded_by", "recorded_at"}),
)


def history_of(user: User) -> list[HistoryLine]:
    """The latest changes of the covers that the user may read, newest first."""
    latest = (
        Cover.history.filter(id__in=covers_to_read(user).values("pk"))
        .order_by("-history_id")
        .values_list("id", flat=True)[:LINES_SHOWN]
    )
    versions: dict[int, list[Cover]] = {}
    for row in (
        Cover.history.filter(id__in=set(latest))
        .select_related("history_user", "officer", "colleague")
        .order_by("history_id")
    ):
        versions.setdefault(row.id, []).append(row)
    lines: list[HistoryLine] = []
    for rows in versions.values():
        who = f"{rows[-1].colleague.full_name} for {rows[-1].officer.full_name}"
        lines += lines_of(
            rows,
            WORDS,
            made=f"{who}, {rows[0].from_on:%-d %b %Y} to {rows[0].until_on:%-d %b %Y}: recorded",
            changed=f"{who}: changed",
        )
    return newest_first(lines)
