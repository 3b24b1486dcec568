"""Revised procedures: issued to those who must know, and acknowledged by each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agency import audit, clock
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import AuditEventType
from conferences.models import PolicyRevision, RevisionAcknowledgement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agency.models import Facility, User

CITE = "OP-060101, II.H"


@transaction.atomic
def issue_revision(
    by: User | None,
    *,
    code: str,
    title: str,
    kind: str,
    what_changed: str,
    effective_on: date,
    roles: Sequence[str],
    facility: Facility | None,
    issued_on: date | None = None,
) -> PolicyRevision:
    """Tell those in `roles`, at one facility or everywhere, that a procedure changes.

    Each of them owes to have read it before `effective_on`. Raises RuleViolation for nobody to
    read it, a day of issue in the future, and words that are missing.
    """
    today = clock.today(facility)
    issued_on = issued_on or today
    for field, value, words in (
        ("code", code, "Say which procedure."),
        ("title", title, "Give its title."),
        ("what_changed", what_changed, "Write what changed."),
    ):
        if not value.strip():
            raise RuleViolation(words, field=field)
    if not roles:
        raise RuleViolation("Say who must read it.", field="roles")
    if issued_on > today:
        raise RuleViolation("This lies in the future.", field="issued_on")
    revision = PolicyRevision.objects.create(
        code=code.strip(),
        title=title.strip(),
        kind=kind,
        what_changed=what_changed.strip(),
        issued_on=issued_on,
        effective_on=effective_on,
        roles=sorted(roles),
        facility=facility,
        issued_by=by,
    )
    readers = revision.readers()
    audit.record(
        AuditEventType.CREATED,
        revision,
        actor=by,
        details={"readers": len(readers), "effective_on": effective_on.isoformat()},
    )
    for reader in readers:
        announce_officer_changed(reader.pk, "policy revision issued")
    return revision


@transaction.atomic
def withdraw_revision(revision: PolicyRevision, by: User | None, *, because: str) -> PolicyRevision:
    """Take it back; nobody owes to read it any more. Raises RuleViolation without a reason."""
    revision = PolicyRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    if revision.withdrawn_at is not None:
        raise RuleViolation("This was withdrawn already.")
    if not because.strip():
        raise RuleViolation("Say why: the reason stays with the record.", field="because")
    revision.withdrawn_at = clock.now()
    revision.withdrawn_because = because.strip()
    revision.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(AuditEventType.CORRECTED, revision, actor=by, details={"withdrawn": True})
    for reader in revision.readers():
        announce_officer_changed(reader.pk, "policy revision withdrawn")
    return revision


@transaction.atomic
def acknowledge_revision(revision: PolicyRevision, by: User) -> RevisionAcknowledgement:
    """ "I have read it." Said twice it is still said once.

    Raises RuleViolation for one that was withdrawn, or that this person need not read.
    """
    revision = PolicyRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    if revision.withdrawn_at is not None:
        raise RuleViolation("This was withdrawn. There is nothing to acknowledge.")
    if not PolicyRevision.objects.addressed_to(by).filter(pk=revision.pk).exists():
        raise RuleViolation("This revision is not addressed to you.")
    already = RevisionAcknowledgement.objects.filter(revision=revision, officer=by).first()
    if already is not None:
        audit.tell_nothing_new()
        return already
    now = clock.now()
    place = revision.facility
    if place is None:
        place = min(by.facilities(), key=lambda one: one.pk, default=None)
    acknowledgement = RevisionAcknowledgement.objects.create(
        revision=revision,
        officer=by,
        acknowledged_at=now,
        acknowledged_on=clock.local_date(now, place),
    )
    audit.record(
        AuditEventType.SIGNED,
        acknowledgement,
        actor=by,
        facility_id=revision.facility_id,
        details={"revision": revision.pk, "code": revision.code},
    )
    announce_officer_changed(by.pk, "policy revision read")
    return acknowledgement
