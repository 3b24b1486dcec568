"""Asking the table of access: a view says which cell governs it, a query which scopes a user has.

A view names its object and action with `@governed_by`; the middleware enforces the role half of
the cell, and `offenders.querysets` turns its scope into SQL. The tests are generated from the same
table, `agency.matrix`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from agency.matrix import MATRIX, Action, Scope
from agency.roles import Role

if TYPE_CHECKING:
    from agency.models import Posting, User

__all__ = [
    "MATRIX",
    "AccessRule",
    "Action",
    "Scope",
    "for_everyone_signed_in",
    "governed_by",
    "may",
    "public",
    "scopes_of",
]


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a view does, in the words of the table.

    object: a key of MATRIX, or "" where any signed-in person may (own password, home page).
    """

    object: str
    action: Action | None
    public: bool = False
    reason: str = ""
    before_new_password: bool = False  # open to somebody who has to choose a new password first
    background: bool = False  # asked for by the page itself: no sign that anybody is there


View = TypeVar("View", bound=Callable[..., object])


def governed_by(
    object_: str, action: Action | str, *, background: bool = False
) -> Callable[[View], View]:
    """Say which cell of the table governs a view. The middleware enforces the role half of it;
    the view fetches through `visible_to`, which enforces the other.

    background: the page asks for it by itself, so it does not keep a session going.
    """
    rule = AccessRule(object_, Action(action), background=background)
    if object_ not in MATRIX or not any(rule.action in cell for cell in MATRIX[object_].values()):
        raise ValueError(f"The access table has no {action} of {object_!r} for anyone.")

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def for_everyone_signed_in(
    reason: str, *, before_new_password: bool = False, background: bool = False
) -> Callable[[View], View]:
    """A view about the person's own session, with no record of anybody in it; say why.

    before_new_password: open also to somebody who has to choose a new password first.
    background: the page asks for it by itself, so it does not keep a session going.
    """
    rule = AccessRule(
        "",
        None,
        reason=reason,
        before_new_password=before_new_password,
        background=background,
    )

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def public(reason: str) -> Callable[[View], View]:
    """A view that needs no sign-in; say why."""

    def mark(view: View) -> View:
        view.access_rule = AccessRule("", None, public=True, reason=reason)  # type: ignore[attr-defined]
        return view

    return mark


def scopes_of(user: User, object_: str, action: Action | str) -> list[tuple[Posting, Scope]]:
    """The current postings of `user` that allow `action`, each with its scope.

    READ includes READ_MINIMAL: whoever reads a record may see its name, number and location.
    """
    wanted = {Action(action)}
    if Action.READ_MINIMAL in wanted:
        wanted.add(Action.READ)
    table = MATRIX[object_]
    return [
        (posting, scope)
        for posting in user.current_postings()
        for act, scope in table.get(Role(posting.role), {}).items()
        if act in wanted
    ]


def may(user: User, object_: str, action: Action | str) -> bool:
    """Whether any current posting of `user` allows `action` on at least some such objects."""
    return user.is_active and bool(scopes_of(user, object_, action))
