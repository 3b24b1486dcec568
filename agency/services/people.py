"""Accounts: made, changed, disabled, unlocked. What they may do comes from their postings."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock, lockouts, sessions
from agency.errors import RuleViolation
from agency.models import Agency, AuditEventType, Posting, User
from agency.roles import Role

if TYPE_CHECKING:
    from datetime import date

IDENTITY_FIELDS = ("username", "given_names", "family_name", "email")

#: Letters and digits that nobody mistakes for one another when they are read out.
_CLEAR_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 5, 4


def temporary_password() -> str:
    """A password to be handed over once, in groups that can be read out: about 99 bits."""
    groups = (
        "".join(secrets.choice(_CLEAR_CHARACTERS) for _ in range(_GROUP_LENGTH))
        for _ in range(_GROUPS)
    )
    return "-".join(groups)


@transaction.atomic
def create_account(by: User, **identity: Any) -> tuple[User, str]:
    """A new account and its temporary password, which is kept nowhere else.

    identity: IDENTITY_FIELDS. Raises RuleViolation when the user name is taken.
    """
    _refuse_taken_name(identity["username"], None)
    password = temporary_password()
    user = User.objects.create_user(
        identity["username"],
        password,
        given_names=identity["given_names"],
        family_name=identity["family_name"],
        email=identity.get("email", ""),
        must_change_password=True,
    )
    audit.record(AuditEventType.CREATED, user, actor=by)
    return user, password


@transaction.atomic
def change_account(user: User, by: User, **identity: Any) -> User:
    """Change the user name, the names or the e-mail address; the history keeps the former ones."""
    changed = [
        name
        for name in IDENTITY_FIELDS
        if name in identity and getattr(user, name) != identity[name]
    ]
    if not changed:
        return user
    if "username" in changed:
        _refuse_taken_name(identity["username"], user)
    for name in changed:
        setattr(user, name, identity[name])
    user.save(update_fields=changed)
    audit.record(AuditEventType.UPDATED, user, actor=by, details={"fields": changed})
    return user


@transaction.atomic
def disable_account(user: User, by: User) -> User:
    """Nobody can sign in to it any more, and whoever is signed in is out at once.

    Raises RuleViolation for the last administrator and for one's own account.
    """
    if user.pk == by.pk:
        raise RuleViolation("You cannot disable your own account. Ask another administrator.")
    refuse_without_administrator(but=user)
    if not user.is_active:
        return user
    ended = sessions.end_all(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(
        AuditEventType.PERMISSION_CHANGED,
        user,
        actor=by,
        details={"change": "disabled", "sessions": ended},
    )
    return user


@transaction.atomic
def enable_account(user: User, by: User) -> User:
    """The account can be used again; sessions from before stay ended."""
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(AuditEventType.PERMISSION_CHANGED, user, actor=by, details={"change": "enabled"})
    return user


@transaction.atomic
def reset_password(user: User, by: User) -> str:
    """A new temporary password; all sessions end and the account is unlocked.

    Raises RuleViolation for one's own account, whose password one changes with the present one.
    """
    if user.pk == by.pk:
        raise RuleViolation("Change your own password under “My sessions and password”.")
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])
    ended = sessions.end_all(user)
    lockouts.forget_failures(user)
    audit.record(
        AuditEventType.PASSWORD_CHANGED,
        user,
        actor=by,
        details={"change": "reset", "sessions": ended},
    )
    return password


@transaction.atomic
def end_sessions(user: User, by: User) -> int:
    """Sign the person out everywhere; how many sessions there were."""
    ended = sessions.end_all(user)
    audit.record(AuditEventType.SESSION_ENDED, user, actor=by, details={"sessions": ended})
    return ended


def refuse_without_administrator(
    *, but: User | None = None, but_posting: Posting | None = None, on: date | None = None
) -> None:
    """Raise RuleViolation when only that account or posting lets anybody administer on that day.

    on: by default today. Two administrators who remove one another at the same time wait for
    each other here. Ask before the account or posting is saved.
    """
    Agency.objects.select_for_update().get()
    there = Posting.objects.holding_on(on or clock.today()).filter(
        role=Role.AGENCY_ADMINISTRATOR, user__is_active=True
    )
    going = there.filter(user=but) if but is not None else there.filter(pk=but_posting.pk)  # type: ignore[union-attr]
    if going.exists() and not there.exclude(pk__in=going.values("pk")).exists():
        raise RuleViolation(
            "Then nobody would be agency administrator. Post somebody else in that role first."
        )


def _refuse_taken_name(username: str, own: User | None) -> None:
    taken = User.objects.filter(username__iexact=username)
    if own is not None:
        taken = taken.exclude(pk=own.pk)
    if taken.exists():
        raise RuleViolation("Somebody else has this user name.", field="username")
