"""Sign-ins, failures and disabled accounts: what is recorded, and which sessions end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import user_logged_in
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_save
from django.dispatch import receiver

from agency import audit, sessions
from agency.models import AuditEventType, User

if TYPE_CHECKING:
    from django.http import HttpRequest


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Record it, start the session's clocks, and clear away what has expired."""
    sessions.begin(request.session)
    sessions.forget_expired()
    audit.record(AuditEventType.SIGNED_IN, user, actor=user)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Record it, with the account where there is one and never what was typed."""
    username = credentials.get("username") or ""
    user_id = User.objects.filter(username__iexact=username).values_list("pk", flat=True).first()
    refused = getattr(request, "refused_by_lock", False)
    audit.record(
        AuditEventType.SIGN_IN_FAILED,
        outcome="denied",
        object_type="user",
        object_id=str(user_id or ""),
        reason="locked" if refused else "",
    )


@receiver(user_locked_out)
def note_lock(request: HttpRequest, **_: Any) -> None:
    """Record that an account is locked, when it becomes so."""
    if getattr(request, "refused_by_lock", False):
        return
    username = (request.axes_credentials or {}).get("username") or ""  # type: ignore[attr-defined]
    user_id = User.objects.filter(username__iexact=username).values_list("pk", flat=True).first()
    audit.record(
        AuditEventType.LOCKED_OUT,
        outcome="denied",
        object_type="user",
        object_id=str(user_id or ""),
    )


@receiver(post_save, sender=User)
def end_sessions_of_disabled(instance: User, **_: Any) -> None:
    """A disabled account has no sessions left, so enabling it again revives none."""
    if not instance.is_active:
        sessions.end_all(instance)
