"""Five failed sign-ins lock an account for a quarter of an hour; all of it is in PostgreSQL.

django-axes keeps the failures. Ours are: what an account is called in its tables (a keyed hash,
because people type passwords into the field for the user name), that a lock lasts its full time
from the last failure on wherever the failures came from, and a second, wider limit for each
address.

CJIS Security Policy AC-7: five failures within 15 minutes.
"""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from axes.attempts import get_cool_off_threshold
from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, Sum

from agency import audit, clock
from agency.models import AuditEventType, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def account_key(username: str) -> str:
    """What axes calls an account: the same for every spelling of a user name."""
    spelled = unicodedata.normalize("NFKC", username).strip().casefold()
    return hmac.digest(settings.SECRET_KEY.encode(), spelled.encode(), "sha256").hex()


def name_for_axes(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """`AXES_USERNAME_CALLABLE`: the account's key.

    What is tried while the lock holds is kept under a name of its own. It takes the time of any
    other failure and counts for the address, and the lock does not grow longer by it.
    """
    username = (credentials or {}).get("username")
    if not username:
        return None
    refused = getattr(request, "refused_by_lock", False)
    return account_key(username) + (":locked" if refused else "")


def unchanged_answer(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """`AXES_LOCKOUT_CALLABLE`: a locked account is answered like a wrong password."""
    return response


def locked_until(user: User) -> datetime | None:
    """When the account can be used again, or None while it is not locked."""
    failures, last = _failures_of(account_key(user.username))
    until = last + _lock_time() if last is not None else None
    locked = failures >= settings.AXES_FAILURE_LIMIT and until is not None
    return until if locked and until is not None and until > clock.wall_time() else None


def locked_among(users: Iterable[User]) -> set[int]:
    """The ids of those whose account is locked now; one query, and one for each that may be."""
    since = clock.wall_time() - _lock_time()
    failing = set(
        AccessAttempt.objects.filter(attempt_time__gte=since).values_list("username", flat=True)
    )
    return {
        user.pk
        for user in users
        if failing and account_key(user.username) in failing and locked_until(user) is not None
    }


def unlock(user: User, by: User) -> bool:
    """Forget the failures of an account, as an administrator does; whether there were any."""
    removed = forget_failures(user)
    audit.record(AuditEventType.UNLOCKED, user, actor=by)
    return removed


def forget_failures(user: User) -> bool:
    """Let the account be used again; whether there were failures. The caller records why."""
    removed, _ = AccessAttempt.objects.filter(username=account_key(user.username)).delete()
    return bool(removed)


def address_is_blocked(address: str | None) -> bool:
    """Whether so many sign-ins failed from one address that it has to wait."""
    most = settings.SIGN_IN_FAILURES_PER_ADDRESS
    if not most or address is None:
        return False
    failures = AccessAttempt.objects.filter(
        ip_address=address, attempt_time__gte=clock.wall_time() - _lock_time()
    ).aggregate(Sum("failures_since_start"))["failures_since_start__sum"]
    return bool(failures and failures >= most)


class LockoutHandler(AxesDatabaseHandler):
    """`AXES_HANDLER`."""

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Keep the failure, that of a locked account as well."""
        if getattr(request, "refused_by_lock", False):
            request.axes_locked_out = False  # type: ignore[union-attr]
        super().user_login_failed(sender, credentials, request, **kwargs)

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures of the account that still count, from wherever they came."""
        key = name_for_axes(request, credentials)
        return _failures_of(key)[0] if key else 0

    def clean_expired_user_attempts(
        self, request: HttpRequest | None = None, credentials: dict[str, Any] | None = None
    ) -> int:
        """Remove failures that can no longer count: a lock may rest on ones twice its age.

        This account's own go as soon as none of them counts, so that a new failure begins anew.
        """
        oldest = get_cool_off_threshold(request) - _lock_time()
        forgotten = Q(attempt_time__lt=oldest)
        key = name_for_axes(request, credentials) if request is not None else None
        if key and _failures_of(key)[0] == 0:
            forgotten |= Q(username=key)
        removed, _ = AccessAttempt.objects.filter(forgotten).delete()
        return int(removed)


class LockoutBackend(AxesStandaloneBackend):
    """Refuses locked accounts in the time that a wrong password takes."""

    def authenticate(
        self,
        request: HttpRequest,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Let the next backend look, or refuse after the work of checking a password."""
        try:
            super().authenticate(request, username=username, password=password, **kwargs)
        except AxesBackendPermissionDenied:
            request.refused_by_lock = True  # type: ignore[attr-defined]
            User().set_password(password)
            raise


def _failures_of(key: str) -> tuple[int, datetime | None]:
    """How many failures count, and when the last one was.

    They count for the lock's time after the last of them, together with those that came at most
    that long before it.
    """
    attempts: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username=key)
    last: datetime | None = attempts.aggregate(Max("attempt_time"))["attempt_time__max"]
    if last is None or last < clock.wall_time() - _lock_time():
        return 0, last
    counted = attempts.filter(attempt_time__gte=last - _lock_time())
    return counted.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0, last


def _lock_time() -> timedelta:
    time: timedelta = settings.AXES_COOLOFF_TIME
    return time
