"""What a person may apply for, what they were told, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import Application, ApplicationOutcome, Offender

if TYPE_CHECKING:
    from agency.models import User

APPLICATION_FIELDS = (
    "kind",
    "eligible_on",
    "informed_on",
    "informed_by",
    "informed_note",
    "applied_on",
    "applied_before_informed",
    "outcome",
    "no_longer_wanted_on",
)
CLAUSE = "Additional contact and reporting by Case Officers"


@transaction.atomic
def record_application(offender: Offender, by: User | None, **facts: Any) -> Application:
    """From a day on the person may apply for something. facts: APPLICATION_FIELDS."""
    Offender.objects.select_for_update().get(pk=offender.pk)
    application = Application(offender=offender, recorded_by=by, **facts)
    _complete(application, by)
    _check(application)
    application.save()
    audit.record(AuditEventType.CREATED, application, actor=by)
    announce_case_changed(offender.pk, "application recorded")
    return application


@transaction.atomic
def update_application(application: Application, by: User | None, **facts: Any) -> Application:
    """Say that the person was told, has applied, what came of it, or correct any of it; what
    stood before stays in the history."""
    Offender.objects.select_for_update().get(pk=application.offender_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    before = {name: getattr(application, name) for name in APPLICATION_FIELDS}
    for name in APPLICATION_FIELDS:
        if name in facts:
            setattr(application, name, facts[name])
    _complete(application, by)
    changed = [name for name in APPLICATION_FIELDS if getattr(application, name) != before[name]]
    if not changed:
        return application
    _check(application)
    application.save(update_fields=changed)
    audit.record(AuditEventType.UPDATED, application, actor=by, details={"fields": changed})
    announce_case_changed(application.offender_id, "application changed")
    return application


def _complete(application: Application, by: User | None) -> None:
    """Whoever records the telling told it, unless somebody else is named; nobody told it while
    there is no day of it."""
    if application.informed_on is None:
        application.informed_by = None
    elif application.informed_by_id is None:
        application.informed_by = by


def _check(application: Application) -> None:
    _check_days(application)
    _check_telling(application)
    _check_outcome(application)
    others = Application.objects.filter(
        offender_id=application.offender_id,
        kind=application.kind,
        eligible_on=application.eligible_on,
        no_longer_wanted_on=None,
    ).exclude(pk=application.pk)
    if application.no_longer_wanted_on is None and others.exists():
        raise RuleViolation(
            f"{application.get_kind_display()} from that day is recorded already. Change it there.",
            field="eligible_on",
        )


def _check_days(application: Application) -> None:
    today = clock.today()
    for name, what in (
        ("informed_on", "Nobody was told in the future."),
        ("applied_on", "Nobody applied in the future."),
        ("no_longer_wanted_on", "Say it on the day on which it is no longer wanted, or later."),
    ):
        day = getattr(application, name)
        if day is not None and day > today:
            raise RuleViolation(what, field=name)


def _check_telling(application: Application) -> None:
    told, applied = application.informed_on, application.applied_on
    if told is None and application.informed_note:
        raise RuleViolation("Say on which day the person was told.", field="informed_on")
    before_told = applied is not None and (told is None or applied < told)
    if before_told and not application.applied_before_informed:
        raise RuleViolation(
            "The person is told before applying. Correct the days, or say below that the person "
            "applied without having been told first.",
            field="applied_on",
            cite=CLAUSE,
        )
    if application.applied_before_informed and not before_told:
        raise RuleViolation(
            "By these days the person did not apply before being told.",
            field="applied_before_informed",
        )


def _check_outcome(application: Application) -> None:
    applied, unwanted = application.applied_on, application.no_longer_wanted_on
    if application.outcome and applied is None:
        raise RuleViolation("Say on which day the person applied.", field="applied_on")
    if applied is None or unwanted is None:
        return
    if application.outcome != ApplicationOutcome.WITHDRAWN:
        raise RuleViolation(
            "An application that was made and is no longer wanted was withdrawn: say so as its "
            "outcome.",
            field="outcome",
        )
    if unwanted < applied:
        raise RuleViolation("It was still wanted when it was made.", field="no_longer_wanted_on")
