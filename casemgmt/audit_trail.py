"""Which events of the audit log a person may see, narrowed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.models import AuditEvent, AuditEventType
from agency.roles import Role
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from agency.models import Facility, User

#: Signing in and out, and what is changed of accounts: all that an administrator sees.
ACCOUNT_EVENTS = frozenset(
    {
        AuditEventType.SIGNED_IN,
        AuditEventType.SIGN_IN_FAILED,
        AuditEventType.LOCKED_OUT,
        AuditEventType.UNLOCKED,
        AuditEventType.SIGNED_OUT,
        AuditEventType.SESSION_ENDED,
        AuditEventType.PASSWORD_CHANGED,
        AuditEventType.PERMISSION_CHANGED,
        AuditEventType.SETTING_CHANGED,
    }
)
ACCOUNT_OBJECTS = frozenset({"user", "account", "posting", "agency", "facility", "unit", "place"})

ABOUT_ACCOUNTS = Q(offender_id=None) & (
    Q(type__in=ACCOUNT_EVENTS) | Q(object_type__in=ACCOUNT_OBJECTS)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What of the log a person may see. everything: all events, terms and reasons too."""

    events: QuerySet[AuditEvent]
    everything: bool
    accounts_only: bool
    one_offender: Offender | None


def may_ask_who_read(user: User) -> QuerySet[Offender]:
    """People about whom the user may see who read their records."""
    if user.has_role(Role.AUDITOR):
        return Offender.objects.known_to(user)
    scopes = {scope for _, scope in scopes_of(user, "audit_log", Action.READ)}
    if Scope.FACILITY not in scopes:
        return Offender.objects.none()
    return Offender.objects.visible_to(user).in_scope(user, "audit_log", Action.READ)


def reach_of(user: User, offender: Offender | None) -> Reach:
    """The events that `user` may see, about `offender` when one is given.

    offender: one of `may_ask_who_read`.
    """
    roles = {Role(posting.role) for posting, _ in scopes_of(user, "audit_log", Action.READ)}
    if Role.AUDITOR in roles:
        allowed = Q()
    elif Role.AGENCY_ADMINISTRATOR in roles:
        allowed = Q(actor_id=user.pk) | ABOUT_ACCOUNTS
    else:
        allowed = Q(actor_id=user.pk)
    if offender is not None:
        allowed = Q(offender_id=offender.pk)
    return Reach(
        AuditEvent.objects.filter(allowed).order_by("-at", "-pk"),
        everything=Role.AUDITOR in roles,
        accounts_only=Role.AGENCY_ADMINISTRATOR in roles and Role.AUDITOR not in roles,
        one_offender=offender,
    )


def narrowed(
    events: QuerySet[AuditEvent], wanted: dict[str, Any], place: Facility | None
) -> QuerySet[AuditEvent]:
    """Events by who acted, type, outcome and days; days are those on the wall at `place`."""
    if wanted.get("actor"):
        events = events.filter(actor_id=wanted["actor"].pk)
    if wanted.get("type"):
        events = events.filter(type=wanted["type"])
    if wanted.get("outcome"):
        events = events.filter(outcome=wanted["outcome"])
    if wanted.get("from_on"):
        events = events.filter(at__gte=clock.local_moment(wanted["from_on"], time(), place))
    if wanted.get("until_on"):
        day_after = wanted["until_on"] + timedelta(days=1)
        events = events.filter(at__lt=clock.local_moment(day_after, time(), place))
    return events


def older_than(events: QuerySet[AuditEvent], pk: int) -> QuerySet[AuditEvent]:
    """Those before the event with that id, in the order of the list; all for an unknown id."""
    last = AuditEvent.objects.filter(pk=pk).values_list("at", flat=True).first()
    if last is None:
        return events
    return events.filter(Q(at__lt=last) | Q(at=last, pk__lt=pk))


#: Names of facts in `details` that hold what somebody typed, and are shown to auditors only.
TYPED = frozenset({"q", "terms", "query", "search"})


def details_in_words(event: AuditEvent, *, everything: bool) -> str:
    """Ids, dates and counts of an event: "role: supervisor, until: 2026-11-30"."""
    parts = []
    for name, value in event.details.items():
        if value in (None, "", [], {}) or (name in TYPED and not everything):
            continue
        words = ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
        parts.append(f"{name.replace('_', ' ')}: {words}")
    return "; ".join(parts)


def known_offenders(user: User, ids: Iterable[int | None]) -> dict[int, Offender]:
    """The people of some events whom the reader may know by name, by id."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    return {row.pk: row for row in Offender.objects.known_to(user).filter(pk__in=wanted)}
