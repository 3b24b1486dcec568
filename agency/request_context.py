"""What is known of the request that is being answered, for logs and audit events."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

#: None outside a request: in jobs and commands.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)
