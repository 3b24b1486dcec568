"""Sessions in PostgreSQL, each naming its person (`settings.SESSION_ENGINE`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from agency.request_context import current_request

if TYPE_CHECKING:
    from agency.models.sessions import Session


class SessionStore(DatabaseSessionStore):
    """Django's own store, which also fills the columns of `agency.models.Session`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of the sessions."""
        from agency.models.sessions import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for these data."""
        from agency.audit import source_ip

        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.signed_in_at = _moment(data.get("signed_in_at"))
        row.seen_at = _moment(data.get("seen_at"))
        request = current_request.get()
        row.address = source_ip(request) if request is not None else None
        return row


def _moment(seconds: int | None) -> datetime | None:
    """The moment of a number of seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds is not None else None
