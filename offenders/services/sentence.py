"""Release dates: determined anew, never overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from offenders.models import SentenceDetermination

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User
    from offenders.models import Offender


@transaction.atomic
def record_release_dates(
    offender: Offender,
    by: User | None,
    *,
    start_on: date,
    recorded_on: date,
    eed: date | None = None,
    edr: date | None = None,
    srd: date | None = None,
    reason: str = "",
) -> SentenceDetermination:
    """Add a determination that counts from `recorded_on`.

    Raises RuleViolation when a release date lies before the start, or `recorded_on` in the
    future, or before the sentence began to be known (the start may lie later than that: a
    sentence to come).
    """
    _check(start_on, recorded_on, eed=eed, edr=edr, srd=srd)
    determination = SentenceDetermination.objects.create(
        offender=offender,
        start_on=start_on,
        eed=eed,
        edr=edr,
        srd=srd,
        recorded_on=recorded_on,
        recorded_by=by,
        reason=reason,
    )
    audit.record(AuditEventType.CREATED, determination, actor=by)
    announce_case_changed(offender.pk, "release dates determined")
    return determination


@transaction.atomic
def correct_release_dates(
    wrong: SentenceDetermination,
    by: User | None,
    *,
    start_on: date,
    recorded_on: date,
    eed: date | None = None,
    edr: date | None = None,
    srd: date | None = None,
    reason: str,
) -> SentenceDetermination:
    """Replace a determination that was entered wrongly by a new row that names it."""
    if not reason.strip():
        raise RuleViolation("Say what was wrong.", field="reason")
    if hasattr(wrong, "correction"):
        raise RuleViolation("This determination has been corrected already.")
    _check(start_on, recorded_on, eed=eed, edr=edr, srd=srd)
    right = SentenceDetermination.objects.create(
        offender_id=wrong.offender_id,
        start_on=start_on,
        eed=eed,
        edr=edr,
        srd=srd,
        recorded_on=recorded_on,
        recorded_by=by,
        reason=reason,
        corrects=wrong,
    )
    audit.record(AuditEventType.CORRECTED, right, actor=by, details={"corrects": wrong.pk})
    announce_case_changed(wrong.offender_id, "release dates corrected")
    return right


def _check(start_on: date, recorded_on: date, **ends: date | None) -> None:
    for name, end in ends.items():
        if end is not None and end < start_on:
            raise RuleViolation(f"The {name.upper()} lies before the start.", field=name)
    if recorded_on > clock.today():
        raise RuleViolation("A determination cannot lie in the future.", field="recorded_on")
