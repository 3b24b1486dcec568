"""Writes audit events in the transaction of what they tell of.

A change and its event are committed together or not at all. Refusals are recorded by the
middleware, because the refused transaction is rolled back.
"""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING, Any

from django.conf import settings

from agency.models import AuditEvent, AuditEventType
from agency.request_context import current_request

if TYPE_CHECKING:
    from django.db import models
    from django.http import HttpRequest

    from agency.models import User


def record(
    type: AuditEventType,
    about: models.Model | None = None,
    *,
    actor: User | None = None,
    offender_id: int | None = None,
    facility_id: int | None = None,
    object_type: str = "",
    object_id: str = "",
    outcome: str = "ok",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one event.

    about: the row that it concerns; its type, id, person and facility are taken from it.
    actor: by default the person of the current request.
    details: ids, dates, counts and field names; never the text of a record.
    """
    request = current_request.get()
    if actor is None and request is not None:
        user = getattr(request, "user", None)
        actor = user if user is not None and user.is_authenticated else None
    event = AuditEvent(
        type=type,
        outcome=outcome,
        reason=reason[:1000],
        details=_without_nul(details or {}),
        object_type=object_type,
        object_id=object_id,
        offender_id=offender_id,
        facility_id=facility_id,
    )
    if about is not None:
        event.object_type = object_type or about._meta.model_name or ""
        event.object_id = object_id or str(about.pk)
        if offender_id is None:
            is_person = about._meta.label == "offenders.Offender"
            event.offender_id = about.pk if is_person else getattr(about, "offender_id", None)
        if facility_id is None:
            event.facility_id = getattr(about, "facility_id", None)
    if actor is not None:
        event.actor_id = actor.pk
        event.actor_name = actor.full_name
        event.actor_role = ", ".join(sorted({p.role for p in actor.current_postings()}))
    if request is not None:
        _describe_request(event, request)
        request.audited = True  # type: ignore[attr-defined]
    event.save(force_insert=True)
    return event


def _without_nul(details: dict[str, Any]) -> dict[str, Any]:
    """What an address named may hold NUL, which PostgreSQL keeps in no text."""
    return {
        name: value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in details.items()
    }


def tell_nothing_new() -> None:
    """Say that this request repeats what is on record already: the tenth save of a draft, the
    next look at a progress bar. The middleware then adds no event of its own."""
    request = current_request.get()
    if request is not None:
        request.audited = True  # type: ignore[attr-defined]


def _describe_request(event: AuditEvent, request: HttpRequest) -> None:
    event.request_id = getattr(request, "request_id", "")
    event.source_ip = source_ip(request)
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    if session_key:
        event.session = hash_of_session(session_key)


def hash_of_session(session_key: str) -> str:
    """Names a session in the log without giving it away."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{session_key}".encode()).hexdigest()[:32]


def source_ip(request: HttpRequest) -> str | None:
    """The address of the client; behind a proxy, the one that the proxy vouches for."""
    candidates = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXY:
        candidates.insert(0, request.headers.get("X-Forwarded-For", "").split(",")[-1])
    for candidate in candidates:
        try:
            return str(ipaddress.ip_address(candidate.strip()))
        except ValueError:
            continue  # a header that anyone may have written, or a unix socket
    return None
