"""What holds for every request: an id, the agency, the limits of a session, the access table."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from agency import audit, clock
from agency.access import AccessRule, Action, may
from agency.models import Agency, AuditEventType
from agency.models.organisation import agency_of_request
from agency.request_context import current_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestIdMiddleware:
    """Gives each request an id and each answer the headers that all answers have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        token = current_request.set(request)
        try:
            response = self.get_response(request)
        finally:
            current_request.reset(token)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response


class CurrentAgencyMiddleware:
    """Reads the agency once for each request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = agency_of_request.set(Agency.objects.first())
        try:
            return self.get_response(request)
        finally:
            agency_of_request.reset(token)


def sign_in_again(request: HttpRequest, *, ended: str = "") -> HttpResponse:
    """Send the browser to sign-in and back to where it was.

    A partial or a draft save cannot follow a redirect: it gets 401 and the address.
    """
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    partial = request.headers.get("HX-Request") or request.headers.get("Accept", "").startswith(
        "application/json"
    )
    back_to = request.get_full_path() if request.method == "GET" and not partial else ""
    if not back_to and came_from:
        back_to = "/" + came_from.split("//", 1)[-1].partition("/")[2]
    query = {"next": back_to} if back_to else {}
    if ended:
        query["ended"] = ended
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
    if partial:
        response: HttpResponse = JsonResponse({"sign_in": address}, status=401)
        response["HX-Redirect"] = address
        return response
    if ended:
        return HttpResponse(status=302, headers={"Location": address})
    return redirect_to_login(back_to or "/")


class SessionLimitsMiddleware:
    """Ends a session that was idle for too long or has lasted for too long.

    The person signs in again and returns to the same form, with its draft.
    """

    SAVE_EVERY_SECONDS = 30

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            seen_at = request.session.get("seen_at", now)
            signed_in_at = request.session.setdefault("signed_in_at", now)
            idle = now - seen_at > settings.SESSION_IDLE_SECONDS
            if idle or now - signed_in_at > settings.SESSION_ABSOLUTE_SECONDS:
                audit.record(
                    AuditEventType.SESSION_ENDED, reason="idle" if idle else "twelve hours"
                )
                logout(request)
                return sign_in_again(request, ended="idle" if idle else "long")
            if now - seen_at >= self.SAVE_EVERY_SECONDS or "seen_at" not in request.session:
                request.session["seen_at"] = now
        return self.get_response(request)


class AccessMiddleware:
    """Holds the access table over every view, and records who did, read or was refused what.

    A view without a rule is never served. A role without the permission gets "not found", as a
    stranger would. The view itself fetches through `visible_to`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        rule = getattr(request, "access_rule", None)
        if rule is None or rule.public or not request.user.is_authenticated:
            return response
        if response.status_code in {403, 404}:
            # Outside the view's transaction, which the refusal has rolled back.
            audit.record(
                AuditEventType.REFUSED,
                outcome="denied",
                object_type=rule.object,
                object_id=self._id_in_path(request),
                details={"status": response.status_code, "action": rule.action or ""},
            )
        elif rule.object and response.status_code < 400 and not hasattr(request, "audited"):
            audit.record(
                self._event_type(rule),
                object_type=rule.object,
                object_id=self._id_in_path(request),
            )
        return response

    @staticmethod
    def _id_in_path(request: HttpRequest) -> str:
        match = request.resolver_match
        values = [str(value) for value in match.kwargs.values()] if match else []
        return "/".join(values)[:60]

    @staticmethod
    def _event_type(rule: AccessRule) -> AuditEventType:
        if rule.action in {Action.READ, Action.READ_MINIMAL}:
            return AuditEventType.READ
        if rule.action == Action.EXPORT:
            return AuditEventType.EXPORTED
        # Forms that are only shown: what they lead to is recorded when it is done.
        return AuditEventType.READ

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        rule: AccessRule | None = rule_of(view)
        if rule is None:
            raise ImproperlyConfigured(f"{view!r} is not in the access register.")
        request.access_rule = rule  # type: ignore[attr-defined]
        if rule.public:
            return None
        if not request.user.is_authenticated:
            return sign_in_again(request)
        if rule.object and not may(request.user, rule.object, rule.action or Action.READ):
            raise Http404
        return None


def rule_of(view: Callable[..., Any]) -> AccessRule | None:
    """The rule of a view function, or of the class behind `as_view()`."""
    rule = getattr(view, "access_rule", None)
    if rule is None:
        rule = getattr(getattr(view, "view_class", None), "access_rule", None)
    return rule
