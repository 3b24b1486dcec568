"""What holds for every request: an id, the agency, the limits of a session, the access table."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import urlencode

from agency import audit, clock, sessions
from agency.access import AccessRule, Action, may
from agency.models import Agency, AuditEventType
from agency.models.organisation import agency_of_request
from agency.passwords import needs_new_password
from agency.request_context import current_request
from agency.sessions import Ended
from agency.signin import is_own_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from django.http import HttpRequest

    GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestIdMiddleware:
    """Gives each request an id and each answer the headers that all answers have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id and the headers."""
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
    """Reads the agency once for each request, and shows moments in the person's own time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the agency and the time zone at hand."""
        agency = Agency.objects.first()
        token = agency_of_request.set(agency)
        try:
            with timezone.override(self._zone(request, agency)):
                return self.get_response(request)
        finally:
            agency_of_request.reset(token)

    @staticmethod
    def _zone(request: HttpRequest, agency: Agency | None) -> ZoneInfo | None:
        if agency is None:
            return None
        postings = request.user.current_postings() if request.user.is_authenticated else []
        return clock.zone(next((p.facility for p in postings if p.facility), agency))


def sign_in_again(request: HttpRequest, *, ended: str = "") -> HttpResponse:
    """Send the browser to sign-in and back to where it was.

    A partial or a draft save cannot follow a redirect: it gets 401 and the address.
    """
    partial = bool(request.headers.get("HX-Request")) or request.headers.get(
        "Accept", ""
    ).startswith("application/json")
    if request.method in {"GET", "HEAD"} and not partial:
        back_to = request.get_full_path()
    else:
        came_from = urlsplit(
            request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
        )
        back_to = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    query = {"next": back_to} if is_own_path(back_to) and back_to != "/" else {}
    if ended:
        query["ended"] = ended
    address = resolve_url(settings.LOGIN_URL) + (f"?{urlencode(query)}" if query else "")
    if partial:
        response: HttpResponse = JsonResponse({"sign_in": address}, status=401)
        response["HX-Redirect"] = address
        return response
    return HttpResponse(status=302, headers={"Location": address})


class SessionLimitsMiddleware:
    """Ends a session that was idle for too long, has lasted for too long, or has lost its posting.

    The person signs in again and returns to the same form, with its draft.
    """

    SAVE_EVERY_SECONDS = 10

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send the browser to sign in again."""
        if request.user.is_authenticated:
            because = sessions.over_because(request)
            if because is not None:
                audit.record(AuditEventType.SESSION_ENDED, reason=because)
                # What follows in this request is not what the event tells of.
                del request.audited  # type: ignore[attr-defined]
                logout(request)
                if request.path not in self._ways_in_and_out():
                    return sign_in_again(request, ended=because)
        elif SESSION_KEY in request.session:
            # The account was disabled: nothing that was in the session may come back.
            request.session.flush()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        """Keep the session going, unless the page asks by itself."""
        rule = rule_of(view)
        if not request.user.is_authenticated or rule is None or rule.background:
            return
        now = int(clock.now().timestamp())
        if "signed_in_at" not in request.session:
            sessions.begin(request.session)
        elif now - request.session.get("seen_at", 0) >= self.SAVE_EVERY_SECONDS:
            request.session["seen_at"] = now

    @staticmethod
    def _ways_in_and_out() -> set[str]:
        return {resolve_url(settings.LOGIN_URL), resolve_url("account_logout")}


class AccessMiddleware:
    """Holds the access table over every view, and records who did, read or was refused what.

    A view without a rule is never served. A role without the permission gets "not found", as a
    stranger would. The view itself fetches through `visible_to`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and record a read or a refusal that the view has not recorded itself."""
        response = self.get_response(request)
        rule = getattr(request, "access_rule", None)
        if rule is None or rule.public or not request.user.is_authenticated:
            return response
        if response.status_code in {403, 404}:
            # Outside the view's transaction, which the refusal has rolled back.
            audit.record(
                AuditEventType.REFUSED,
                outcome="denied",
                object_type=rule.object or self._name_of_view(request),
                object_id=self._id_in_path(request),
                details={"status": response.status_code, "action": rule.action or ""},
            )
        elif response.status_code < 400 and not hasattr(request, "audited"):
            event_type = self._event_type(rule, request, response)
            if event_type is not None:
                audit.record(
                    event_type, object_type=rule.object, object_id=self._id_in_path(request)
                )
        return response

    @staticmethod
    def _id_in_path(request: HttpRequest) -> str:
        match = request.resolver_match
        values = [str(value) for value in match.kwargs.values()] if match else []
        return "/".join(values)[:60]

    @staticmethod
    def _name_of_view(request: HttpRequest) -> str:
        match = request.resolver_match
        return (match.url_name or "") if match else ""

    @staticmethod
    def _event_type(
        rule: AccessRule, request: HttpRequest, response: HttpResponse
    ) -> AuditEventType | None:
        """What to record for a request whose view recorded nothing itself."""
        if not rule.object:
            return None  # nobody's record is in it
        if rule.action == Action.EXPORT:
            return AuditEventType.EXPORTED
        # A form that comes back with a message has changed nothing; one that leads on has.
        reading = request.method in {"GET", "HEAD", "OPTIONS"}
        done = response.status_code != HTTPStatus.OK
        return AuditEventType.READ if reading or not done else AuditEventType.UPDATED

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse before the view runs: no rule, nobody signed in, or not in this role."""
        rule: AccessRule | None = rule_of(view)
        if rule is None:
            raise ImproperlyConfigured(f"{view!r} is not in the access register.")
        request.access_rule = rule  # type: ignore[attr-defined]
        if rule.public:
            return None
        if not request.user.is_authenticated:
            # A cookie without a session: it was ended from elsewhere.
            had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
            return sign_in_again(request, ended=Ended.ELSEWHERE if had_session else "")
        if needs_new_password(request.user) and not rule.before_new_password:
            return _change_password_first(request)
        if rule.object and not may(request.user, rule.object, rule.action or Action.READ):
            raise Http404
        return None


def _change_password_first(request: HttpRequest) -> HttpResponse:
    address = resolve_url("account_change_password")
    response = HttpResponse(status=302, headers={"Location": address})
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": address})
    return response


def rule_of(view: Callable[..., Any]) -> AccessRule | None:
    """The rule of a view function, or of the class behind `as_view()`."""
    rule = getattr(view, "access_rule", None)
    if rule is None:
        rule = getattr(getattr(view, "view_class", None), "access_rule", None)
    return rule
