"""Keeping what the coordinator monitors, and looking again. P.S. 3510.08, Attachment A, II."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.models import AuditEventType
from conferences.models import MonitoringEntry, MonitoringKind

if TYPE_CHECKING:
    from agency.models import Facility, User

MONITORING_FIELDS = (
    "kind",
    "on",
    "subject",
    "sample_size",
    "findings",
    "corrective_action",
    "reported_on",
    "reported_to",
    "recheck_on",
    "rechecked_on",
    "recurred",
    "recheck_findings",
)
#: Where findings are reported to the Warden through the associate warden.
REPORTING_CITE = "P.S. 3510.08, Attachment A, II.O"
#: Where weaknesses are rectified so that they do not recur.
RECHECK_CITE = "P.S. 3510.08, Attachment A, II.Q"


@transaction.atomic
def record_monitoring(facility: Facility, by: User | None, **facts: Any) -> MonitoringEntry:
    """Keep one check, review, audit or contact. facts: MONITORING_FIELDS. Raises RuleViolation."""
    entry = MonitoringEntry(facility=facility, recorded_by=by, **facts)
    _check(entry)
    entry.save()
    _record(AuditEventType.CREATED, entry, by, list(facts))
    return entry


@transaction.atomic
def change_monitoring(entry: MonitoringEntry, by: User | None, **facts: Any) -> MonitoringEntry:
    """Say what was done since, what the recheck found, or correct any of it; what stood before
    stays in the history. Raises RuleViolation."""
    entry = MonitoringEntry.objects.select_for_update().get(pk=entry.pk)
    changed = [name for name, value in facts.items() if getattr(entry, name) != value]
    if not changed:
        audit.tell_nothing_new()
        return entry
    for name in changed:
        setattr(entry, name, facts[name])
    _check(entry)
    entry.save()
    _record(AuditEventType.UPDATED, entry, by, changed)
    return entry


def _check(entry: MonitoringEntry) -> None:
    today = clock.today(entry.facility)
    for name in ("on", "reported_on", "rechecked_on"):
        day = getattr(entry, name)
        if day is not None and day > today:
            raise RuleViolation("This lies in the future.", field=name)
    if entry.reported_on is None and entry.reported_to:
        raise RuleViolation("Say on which day it was reported.", field="reported_on")
    if entry.reported_on is not None and not entry.reported_to:
        raise RuleViolation(
            "Say to whom it was reported.", field="reported_to", cite=REPORTING_CITE
        )
    if entry.recheck_on is not None and entry.recheck_on <= entry.on:
        raise RuleViolation("Look again on a later day.", field="recheck_on")
    if (
        entry.kind == MonitoringKind.AUDIT
        and entry.corrective_action
        and entry.recheck_on is None
        and entry.rechecked_on is None
    ):
        raise RuleViolation(
            "Say when you look again whether the weakness recurs.",
            field="recheck_on",
            cite=RECHECK_CITE,
        )
    _check_recheck(entry)


def _check_recheck(entry: MonitoringEntry) -> None:
    if entry.rechecked_on is None:
        if entry.recurred is not None or entry.recheck_findings:
            raise RuleViolation("Say on which day you looked again.", field="rechecked_on")
        return
    if entry.rechecked_on < entry.on:
        raise RuleViolation("It was found after that day.", field="rechecked_on")
    if entry.recurred is None:
        raise RuleViolation("Say whether it recurred.", field="recurred")


def _record(
    kind: AuditEventType, entry: MonitoringEntry, by: User | None, changed: list[str]
) -> None:
    audit.record(
        kind,
        entry,
        actor=by,
        facility_id=entry.facility_id,
        details={"kind": str(entry.kind), "fields": changed},
    )
