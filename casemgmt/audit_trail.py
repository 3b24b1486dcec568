"""Which events of the audit log a person may see, narrowed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.models import AuditEvent, AuditEventType
from agency.roles import Role
from casenotes.models import CaseNote, ContactReport, PrintedReport
from offenders.models import Offender

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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
        allowed = Q(offender_id=offender.pk) | Q(
            object_type="note_search", details__contains={"people": [offender.pk]}
        )
    return Reach(
        AuditEvent.objects.filter(allowed).order_by("-at", "-pk"),
        everything=Role.AUDITOR in roles,
        accounts_only=Role.AGENCY_ADMINISTRATOR in roles and Role.AUDITOR not in roles,
        one_offender=offender,
    )


def note_or_report(user: User, offender: Offender, named: str) -> CaseNote | ContactReport | None:
    """The record that "note-5" or "report-7" names, when `user` may ask who saw it.

    A records administrator asks about what they read themselves; an auditor about anything of the
    person, since the log tells nothing of what is in it. None for another name, or a stranger's.
    """
    kind, _, number = named.partition("-")
    rows: QuerySet[Any]
    if kind == "note":
        rows = CaseNote.objects.filter(offender=offender)
        readable: QuerySet[Any] = CaseNote.objects.visible_to(user)
    elif kind == "report":
        rows = ContactReport.objects.filter(offender=offender)
        readable = ContactReport.objects.visible_to(user)
    else:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if not user.has_role(Role.AUDITOR):
        rows = rows.filter(pk__in=readable.values("pk"))
    return rows.filter(pk=int(number)).first()


def that_showed(record: CaseNote | ContactReport) -> Q:
    """Events in which that note or report was opened, changed, shown, found or printed."""
    key = "notes" if isinstance(record, CaseNote) else "reports"
    column = "note_ids" if key == "notes" else "report_ids"
    prints = PrintedReport.objects.filter(
        offender_id=record.offender_id, **{f"{column}__contains": [record.pk]}
    )
    printed = [str(pk) for pk in prints.values_list("pk", flat=True)]
    return (
        Q(object_type=record._meta.model_name, object_id=str(record.pk))
        | Q(details__contains={key: [record.pk]})
        | Q(object_type="printedreport", object_id__in=printed)
    )


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody in the events: how often, and first and last when."""

    name: str
    times: int
    first: datetime
    last: datetime


def lookers(events: QuerySet[AuditEvent]) -> list[Looker]:
    """Who is in the events, the latest first; at most twenty."""
    found = (
        events.order_by()
        .exclude(actor_id=None)
        .values("actor_id", "actor_name")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last", "actor_name")[:20]
    )
    return [Looker(row["actor_name"], row["times"], row["first"], row["last"]) for row in found]


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


#: Names of lists of ids that a page showed: whoever reads the log reads how many.
SHOWN = frozenset({"people", "notes", "reports"})


def details_in_words(event: AuditEvent, *, everything: bool) -> str:
    """Ids, dates and counts of an event: "role: supervisor, until: 2026-11-30"."""
    parts = []
    for name, value in event.details.items():
        if value in (None, "", [], {}) or (name in TYPED and not everything):
            continue
        if name in SHOWN and isinstance(value, list):
            parts.append(f"{name} shown: {len(value)}")
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
