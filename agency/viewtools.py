"""Fetch and authorise in one call, and the small things that every page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agency.models import User

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.forms import BaseForm
    from django.http import HttpRequest

    from agency.errors import RuleViolation


def signed_in(request: HttpRequest) -> User:
    """The person of the request; the access register lets nobody else into a view."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def get_or_refuse(
    allowed: QuerySet[Any], readable: QuerySet[Any] | None = None, **lookup: Any
) -> Model:
    """The one row of `allowed` that `lookup` names.

    allowed: what the user may do this to. readable: what the user may at least see. A stranger
    gets "not found" (Http404), a reader who may not do this gets "not allowed"
    (PermissionDenied); an id that does not exist is answered exactly like a stranger's.
    """
    found = allowed.filter(**lookup).first()
    if found is not None:
        return found
    if readable is not None and readable.filter(**lookup).exists():
        raise PermissionDenied
    raise Http404


def add_violation(form: BaseForm, violation: RuleViolation) -> None:
    """Show a broken rule on the form, at its field where it has one."""
    field = violation.field if violation.field in form.fields else None
    message = violation.reason
    if violation.cite:
        message = f"{message} ({violation.cite})"
    form.add_error(field, message)
