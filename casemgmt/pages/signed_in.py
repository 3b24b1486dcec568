"""The request of a view that only signed-in people reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from agency.models import User


class SignedInRequest(HttpRequest):
    """For annotations: the access middleware lets nobody else through to a governed view."""

    user: User
