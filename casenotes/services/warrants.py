"""Preparing, submitting and deciding requests for a warrant."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.events import announce_case_changed
from agency.models import AuditEventType
from casenotes.models import WarrantRequest
from casenotes.services.authorship import facility_at
from casenotes.text import require_text
from offenders.models import Offender

if TYPE_CHECKING:
    from datetime import date

    from agency.models import User

CITE = "Caseload Conference, 1.17"


@transaction.atomic
def prepare_warrant_request(
    offender: Offender,
    by: User,
    *,
    request_text: str,
    order_text: str,
    form_key: uuid.UUID | None = None,
) -> WarrantRequest:
    """Keep the drafts of the request and of the revoking order; both are needed.

    A request that is prepared and not yet submitted is changed in place, and its day of
    preparation stays. Raises RuleViolation while one waits for the supervisor.
    """
    form_key = form_key or uuid.uuid4()
    Offender.objects.select_for_update(no_key=True).get(pk=offender.pk)
    already = WarrantRequest.objects.filter(form_key=form_key, prepared_by=by).first()
    pending = WarrantRequest.objects.pending().filter(offender=offender).first()
    if already is not None and already != pending:
        return already
    texts = {
        "request_text": require_text(request_text, field="request_text"),
        "order_text": require_text(order_text, field="order_text"),
    }
    if pending is not None:
        if pending.submitted_at is not None:
            raise RuleViolation(
                "The request waits for the supervisor and cannot be changed until it is decided.",
                cite=CITE,
            )
        for name, text in texts.items():
            setattr(pending, name, text)
        pending.save()
        audit.record(AuditEventType.UPDATED, pending, actor=by)
        return pending
    now = clock.now()
    request = WarrantRequest.objects.create(
        offender=offender,
        **texts,
        prepared_by=by,
        prepared_by_name=by.full_name,
        prepared_at=now,
        prepared_on=_today(offender),
        form_key=form_key,
    )
    audit.record(AuditEventType.CREATED, request, actor=by)
    announce_case_changed(offender.pk, "warrant request prepared")
    return request


@transaction.atomic
def submit_warrant_request(request: WarrantRequest, by: User) -> WarrantRequest:
    """Hand it to the supervisor; its text stands from now on. Twice is once."""
    request = WarrantRequest.objects.select_for_update().get(pk=request.pk)
    if request.submitted_at is not None:
        return request
    request.submitted_at = clock.now()
    request.submitted_on = _today(request.offender)
    request.save()
    audit.record(AuditEventType.UPDATED, request, actor=by, details={"submitted": True})
    announce_case_changed(request.offender_id, "warrant request submitted")
    return request


@transaction.atomic
def decide_warrant_request(
    request: WarrantRequest, by: User, *, approved: bool, reason: str = ""
) -> WarrantRequest:
    """Approve it, or return it with a reason; never by the person who prepared it.

    Raises EditConflict when it is decided already, RuleViolation for one that nobody submitted,
    one's own, or a return without a reason.
    """
    request = WarrantRequest.objects.select_for_update().get(pk=request.pk)
    if request.decided_at is not None:
        raise EditConflict(
            f"{request.decided_by_name} has decided this already: {request.state.lower()}.",
            latest=request,
        )
    if request.submitted_at is None:
        raise RuleViolation("It has not been submitted yet.")
    if request.prepared_by_id == by.pk:
        raise RuleViolation("Somebody else decides what you prepared.", cite=CITE)
    if not approved and not reason.strip():
        raise RuleViolation("Say what is missing, so that it can be put right.", field="reason")
    request.approved = approved
    request.decision_reason = reason.strip()
    request.decided_by = by
    request.decided_by_name = by.full_name
    request.decided_at = clock.now()
    request.decided_on = _today(request.offender)
    request.save()
    audit.record(AuditEventType.SIGNED, request, actor=by, details={"approved": approved})
    announce_case_changed(request.offender_id, "warrant request decided")
    return request


def _today(offender: Offender) -> date:
    """The day where the person is placed, else at the agency."""
    return clock.today(facility_at(offender, clock.now()))
