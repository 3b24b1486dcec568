"""How people sign in: allauth's account app, narrowed to user name and password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.http import url_has_allowed_host_and_scheme

from agency import audit
from agency.models import AuditEventType, User

if TYPE_CHECKING:
    from django.http import HttpRequest


def is_own_path(address: str) -> bool:
    """Whether `address` is a path on this site and cannot be read as anything else."""
    return (
        address.startswith("/")
        and address.isprintable()
        and "\\" not in address
        and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        and not urlsplit(address).netloc
    )


class AccountAdapter(DefaultAccountAdapter):
    """`ACCOUNT_ADAPTER`: the same answer for every failure, no way off the site, no messages."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "This user name and password do not fit. After five failures an account is locked "
            "for 15 minutes."
        ),
        "enter_current_password": "This is not your present password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None: a disabled account is answered like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if isinstance(user, User) and user.is_active else None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators make accounts; nobody makes their own."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead there."""
        return url is not None and is_own_path(url)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Sign-in is a page, whoever asks."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages say what happened themselves."""

    def set_password(self, user: User, password: str) -> None:
        """Set a password that its owner chose."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "password_changed_at", "must_change_password"])
        audit.record(AuditEventType.PASSWORD_CHANGED, user)
