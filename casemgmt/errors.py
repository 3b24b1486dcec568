"""Error pages: generic, with the request's id, rendered without a database.

They say the same whatever the cause was, and carry the headers of every other page.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """The page for a status; a context processor could need what has just failed."""
    context["request_id"] = getattr(request, "request_id", "")
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read, or that is larger than anything here could be."""
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What a reader may see and not do; what was typed is given back."""
    return _page(request, 403, typed=typed_into(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what does not exist and for what the reader may not see."""
    return _page(request, 404)


def too_many_tries(request: HttpRequest, seconds: int) -> HttpResponse:
    """For an address from which too many sign-ins failed; `seconds` until it may try again."""
    response = _page(request, 429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; a database that does not answer is told apart, for it passes."""
    # Django calls this while it handles the exception, in whichever layer that was raised.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer: try again; what was typed is kept."""
    response = _page(request, 503)
    response["Retry-After"] = "10"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from one of our pages, or from one that is too old."""
    return _page(request, 403, typed=typed_into(request))


def typed_into(request: HttpRequest) -> list[str]:
    """The sentences that somebody typed into a form of ours that is refused, to be copied.

    Only where the browser itself says that one of our pages sent it: nobody else puts words on a
    page of ours. Passwords may be sentences; they are never shown.
    """
    ours = f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or request.headers.get("Origin") != ours:
        return []
    return [
        value
        for name, value in request.POST.items()
        if isinstance(value, str) and " " in value.strip() and "password" not in name
    ]
