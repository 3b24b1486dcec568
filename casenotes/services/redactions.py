"""Marking what is withheld, and its approval by a second person. The record is never altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import EditConflict, RuleViolation
from agency.models import AuditEventType
from casenotes.models import (
    AccessDecision,
    AccessOutcome,
    AccessRequest,
    Redaction,
    RedactionCheck,
    Withholding,
)
from casenotes.services.access_requests import refuse_what_was_redirected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agency.models import User


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be withheld: a whole entry, or the characters from start to end of one text."""

    entry: str
    part: str = ""
    start: int | None = None
    end: int | None = None


@transaction.atomic
def begin_redaction(request: AccessRequest, by: User) -> Redaction:
    """The redaction that is being prepared; the first one, or another after one was returned or
    the record has changed. A new one begins with the marks of the last."""
    request = AccessRequest.objects.select_for_update().get(pk=request.pk)
    refuse_what_was_redirected(request)
    refused = [AccessOutcome.REFUSED, AccessOutcome.WITHDRAWN]
    if AccessDecision.objects.filter(request=request, outcome__in=refused).exists():
        raise RuleViolation("The request is closed: there is nothing to prepare.")
    last = request.redactions.select_related("check_made").first()
    if last is not None and last.submitted_at is None:
        return last
    if last is not None and not hasattr(last, "check_made"):
        raise RuleViolation("It waits for the second person. They approve it or return it.")
    redaction = Redaction.objects.create(
        request=request,
        number=last.number + 1 if last else 1,
        prepared_by=by,
        prepared_by_name=by.full_name,
    )
    if last is not None:
        Withholding.objects.bulk_create(
            Withholding(
                redaction=redaction,
                entry=mark.entry,
                part=mark.part,
                start=mark.start,
                end=mark.end,
                ground=mark.ground,
                marked_by_id=mark.marked_by_id,
            )
            for mark in last.withholdings.filter(lifted_at=None)
        )
    _tell(AuditEventType.CREATED, redaction, by)
    return redaction


@transaction.atomic
def withhold(redaction: Redaction, by: User, marks: Iterable[Mark], *, ground: str) -> int:
    """Mark entries or passages; what is marked already is not marked twice. Returns how many."""
    redaction = _open(redaction)
    standing = redaction.withholdings.filter(lifted_at=None)
    there = set(standing.values_list("entry", "part", "start", "end", "ground"))
    new = [
        Withholding(
            redaction=redaction,
            entry=mark.entry,
            part=mark.part,
            start=mark.start,
            end=mark.end,
            ground=ground,
            marked_by=by,
        )
        for mark in dict.fromkeys(marks)
        if (mark.entry, mark.part, mark.start, mark.end, ground) not in there
    ]
    Withholding.objects.bulk_create(new, batch_size=500)
    _tell(AuditEventType.UPDATED, redaction, by, marked=len(new))
    return len(new)


@transaction.atomic
def lift(mark: Withholding, by: User) -> None:
    """Take a mark back, so that what it withheld is given again."""
    redaction = _open(mark.redaction)
    mark = Withholding.objects.select_for_update().get(pk=mark.pk)
    if mark.lifted_at is not None:
        return
    mark.lifted_at = clock.now()
    mark.lifted_by = by
    mark.save()
    _tell(AuditEventType.UPDATED, redaction, by, lifted=1)


@transaction.atomic
def submit_redaction(redaction: Redaction, by: User, *, reviewed: Mapping[str, str]) -> Redaction:
    """Hand it to the second person; its marks stand from now on.

    reviewed: every entry that was shown to the preparer, by key, with the hash of its content.
    """
    redaction = _open(redaction)
    redaction.reviewed = dict(reviewed)
    redaction.submitted_at = clock.now()
    redaction.save()
    _tell(AuditEventType.UPDATED, redaction, by, submitted=True, entries=len(reviewed))
    return redaction


@transaction.atomic
def check_redaction(
    redaction: Redaction,
    by: User,
    *,
    approved: bool,
    reason: str = "",
    let_in: Mapping[str, str] | None = None,
) -> RedactionCheck:
    """Approve it or return it; never by somebody who marked any of it.

    let_in: restricted entries that may go out, by key, with the hash of their content. All other
    restricted entries stay out. Raises RuleViolation, EditConflict when it is checked already.
    """
    redaction = Redaction.objects.select_for_update().get(pk=redaction.pk)
    refuse_what_was_redirected(redaction.request)
    earlier = RedactionCheck.objects.filter(redaction=redaction).first()
    if earlier is not None:
        raise EditConflict(f"{earlier.checked_by_name} has checked this already.", latest=earlier)
    if redaction.submitted_at is None:
        raise RuleViolation("It is still being prepared.")
    prepared = redaction.withholdings.filter(marked_by=by).exists()
    if prepared or redaction.prepared_by_id == by.pk:
        raise RuleViolation("You prepared this, so somebody else checks it.")
    if not approved and not reason.strip():
        raise RuleViolation("Say what has to be put right.", field="reason")
    opened = dict(let_in or {}) if approved else {}
    check = RedactionCheck.objects.create(
        redaction=redaction,
        approved=approved,
        reason=reason.strip(),
        let_in=sorted(opened),
        reviewed=opened,
        checked_by=by,
        checked_by_name=by.full_name,
    )
    _tell(AuditEventType.SIGNED, redaction, by, approved=approved, let_in=sorted(opened))
    return check


def _open(redaction: Redaction) -> Redaction:
    redaction = Redaction.objects.select_for_update().select_related("request").get(pk=redaction.pk)
    if redaction.submitted_at is not None:
        raise RuleViolation("This was handed to the second person and cannot be changed any more.")
    return redaction


def _tell(kind: AuditEventType, redaction: Redaction, by: User, **details: object) -> None:
    """One event; keys of entries and counts, never a word of what is withheld."""
    audit.record(
        kind,
        redaction,
        actor=by,
        offender_id=redaction.request.offender_id,
        facility_id=redaction.request.facility_id,
        details={"request": redaction.request_id, **details},
    )
