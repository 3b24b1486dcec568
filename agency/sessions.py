"""How long a session lasts, and how all of a person's sessions end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from agency import clock
from agency.audit import hash_of_session
from agency.models.sessions import Session

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

    from agency.models import User


class Ended(StrEnum):
    """Why a session is over, in the word that the sign-in page gets in `?ended=`."""

    IDLE = "idle"
    LONG = "long"
    POSTING = "posting"
    ELSEWHERE = "elsewhere"
    SIGNED_OUT = "signed-out"


def begin(session: SessionBase) -> None:
    """Start both clocks of a session; called when somebody has signed in."""
    now = _seconds()
    session["signed_in_at"] = now
    session["seen_at"] = now


def seconds_left(session: SessionBase) -> int:
    """Seconds until it ends if nothing more is done; negative when it is over."""
    now = _seconds()
    idle_until = session.get("seen_at", now) + settings.SESSION_IDLE_SECONDS
    ends_at = session.get("signed_in_at", now) + settings.SESSION_ABSOLUTE_SECONDS
    return int(min(idle_until, ends_at) - now)


def over_because(request: HttpRequest) -> Ended | None:
    """Why the session of a signed-in request must end now, or None while it may go on.

    The end of the last posting ends the session: nobody works here without one.
    """
    now = _seconds()
    if now - request.session.get("signed_in_at", now) > settings.SESSION_ABSOLUTE_SECONDS:
        return Ended.LONG
    if now - request.session.get("seen_at", now) > settings.SESSION_IDLE_SECONDS:
        return Ended.IDLE
    if not request.user.current_postings():  # type: ignore[union-attr]
        return Ended.POSTING
    return None


def end_all(user: User, *, but: str | None = None) -> int:
    """End the sessions of `user` everywhere, except the one with the key `but`; how many."""
    rows = Session.objects.filter(user=user).exclude(session_key=but or "")
    return rows.delete()[0]


def end_one(user: User, name: str) -> bool:
    """End the session of `user` that `own_sessions` calls `name`; whether there was one."""
    for key in Session.objects.filter(user=user).values_list("session_key", flat=True):
        if hash_of_session(key) == name:
            Session.objects.filter(session_key=key).delete()
            return True
    return False


def forget_expired() -> int:
    """Remove the rows of sessions that can never be used again; how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One place where a person is signed in. `name` tells it from others without its key."""

    name: str
    signed_in_at: datetime | None
    seen_at: datetime | None
    address: str | None
    is_this_one: bool


def own_sessions(user: User, current_key: str | None) -> list[OwnSession]:
    """The sessions of `user` that could still be used, the last used one first."""
    now = clock.now()
    rows = Session.objects.filter(user=user, expire_date__gt=now).order_by("-seen_at")
    idle_since = datetime.fromtimestamp(_seconds() - settings.SESSION_IDLE_SECONDS, tz=UTC)
    return [
        OwnSession(
            hash_of_session(row.session_key),
            row.signed_in_at,
            row.seen_at,
            row.address,
            row.session_key == current_key,
        )
        for row in rows
        if row.seen_at is None or row.seen_at >= idle_since
    ]


def _seconds() -> int:
    return int(clock.now().timestamp())
