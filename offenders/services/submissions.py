"""Submitting and receiving the monthly caseload list."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES, Role
from offenders.models import CaseloadSubmission

if TYPE_CHECKING:
    from datetime import datetime

CITE = "OP-060101, II.D"

#: The key of a frozen row that says whom it is about; every other key is a column.
WHOM = "offender"


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One case of a list: its text by column."""

    offender_id: int
    cells: Mapping[str, str]


def case_posting(officer: User) -> Posting | None:
    """The newest current posting in which the officer may hold cases."""
    return next((p for p in officer.current_postings() if p.role in CASE_HOLDING_ROLES), None)


def unit_manager_of(officer: User) -> User | None:
    """To whom the list goes: the manager of the officer's unit, else the supervisor."""
    posting = case_posting(officer)
    if posting is None:
        return None
    if posting.unit_id is not None:
        managing = (
            Posting.objects.holding_on(clock.today(posting.facility))
            .filter(role=Role.UNIT_MANAGER, unit_id=posting.unit_id, user__is_active=True)
            .select_related("user")
            .order_by("-from_on", "-pk")
            .first()
        )
        if managing is not None:
            return managing.user
    return posting.supervisor


@transaction.atomic
def submit_caseload_list(
    officer: User,
    *,
    columns: Sequence[str],
    rows: Sequence[CaseloadRow],
    generated_at: datetime,
    form_key: uuid.UUID | None = None,
) -> CaseloadSubmission:
    """Freeze the list as it stands and hand it to the unit manager; it counts for this month.

    columns: the keys in their order; other cells of the rows are left out. A second list in a
    month stands beside the first; the same form sent twice is one. Raises RuleViolation for
    somebody who holds no cases anywhere. OP-060101, II.D.
    """
    form_key = form_key or uuid.uuid4()
    User.objects.select_for_update(no_key=True).get(pk=officer.pk)
    already = CaseloadSubmission.objects.filter(form_key=form_key, officer=officer).first()
    if already is not None:
        return already
    posting = case_posting(officer)
    if posting is None:
        raise RuleViolation("You are not posted as the officer of any cases.", cite=CITE)
    snapshot: list[dict[str, str | int]] = [
        {WHOM: row.offender_id, **{key: row.cells.get(key, "") for key in columns}} for row in rows
    ]
    today = clock.today(posting.facility)
    submission = CaseloadSubmission.objects.create(
        officer=officer,
        officer_name=officer.full_name,
        facility=posting.facility,
        month=today.replace(day=1),
        generated_at=generated_at,
        submitted_at=clock.now(),
        submitted_on=today,
        unit_manager=unit_manager_of(officer),
        columns=list(columns),
        snapshot=snapshot,
        case_count=len(snapshot),
        fingerprint=fingerprint_of(columns, snapshot),
        form_key=form_key,
    )
    audit.record(
        AuditEventType.CREATED,
        submission,
        actor=officer,
        details={"cases": len(snapshot), "month": submission.month.isoformat()},
    )
    announce_officer_changed(officer.pk, "caseload list submitted")
    return submission


def fingerprint_of(columns: Sequence[str], rows: Sequence[Mapping[str, str | int]]) -> str:
    """SHA-256 of the columns and rows, hexadecimal: the same list has the same."""
    content = json.dumps([list(columns), list(rows)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def acknowledge_caseload_list(submission: CaseloadSubmission, by: User) -> CaseloadSubmission:
    """The manager signs for having received it; the first receipt stands.

    Raises RuleViolation for one's own list.
    """
    submission = CaseloadSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if submission.received_at is not None:
        return submission
    if submission.officer_id == by.pk:
        raise RuleViolation("Somebody else signs for the list that you submitted.", cite=CITE)
    submission.received_at = clock.now()
    submission.received_by = by
    submission.received_by_name = by.full_name
    submission.save()
    audit.record(AuditEventType.SIGNED, submission, actor=by, details={"received": True})
    announce_officer_changed(submission.officer_id, "caseload list received")
    return submission
