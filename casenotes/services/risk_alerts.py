"""Raising an alert of a risk, and saying that one has seen it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from agency import audit, clock, jobs
from agency.access import Scope, scopes_of
from agency.errors import RuleViolation
from agency.events import announce_case_changed
from agency.models import Agency, AuditEventType, Job
from agency.roles import Role
from casenotes.models import AlertRecipient, Behaviour, ContactMode, NoteType, RiskAlert
from casenotes.readership import circle_of
from casenotes.services.signing import NoteContent, sign_note, signed_before

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from agency.models import User
    from offenders.models import Offender

KIND = "alert_mail"

#: Whose postings at the person's facility, or around the case, make them people who can act.
RECEIVING_ROLES = frozenset(
    {
        Role.CASE_OFFICER,
        Role.CONTRIBUTOR,
        Role.ASSESSMENT_OFFICER,
        Role.COORDINATOR,
        Role.UNIT_MANAGER,
        Role.SUPERVISOR,
        Role.RECORDS_ADMINISTRATOR,
    }
)


def who_may_receive(offender: Offender, by: User) -> dict[int, tuple[User, Role]]:
    """Who can be alerted of a risk around this person, by id, each with one role.

    Staff at a facility where the person is held, and the officer in charge with the supervisors:
    nobody who may not know of the person, nobody kept from the case, and not the author.
    """
    circle = circle_of(offender)
    found: dict[int, tuple[User, Role]] = {}
    for posting in circle.postings:
        role = Role(posting.role)
        if role not in RECEIVING_ROLES or posting.user_id in {*circle.kept_out, by.pk}:
            continue
        around = posting.user_id in {circle.officer_id, *circle.stand_ins, *circle.supervisors}
        if posting.facility_id in circle.facilities or around:
            found.setdefault(posting.user_id, (posting.user, role))
    return found


@transaction.atomic
def raise_risk_alert(
    offender: Offender,
    by: User,
    *,
    type: NoteType | None = None,
    occurred_at: datetime,
    text: str,
    people: Collection[int] = (),
    roles: Collection[str] = (),
    confidential: bool = False,
    form_key: uuid.UUID | None = None,
) -> RiskAlert:
    """Sign a note on a risk and send it to people who each acknowledge it.

    type: one whose behaviour is an alert; by default the first in force. people: ids of users;
    roles: everybody of that role who may receive one now. The recipients read this note and,
    by it, nothing else. Each gets an e-mail that names nobody. The same form_key again returns
    the alert that it made. Raises RuleViolation without anybody who may receive it.
    """
    form_key = form_key or uuid.uuid4()
    already = signed_before(offender, by, form_key)
    if already is not None:
        return RiskAlert.objects.get(note=already)
    candidates = who_may_receive(offender, by)
    agency = Agency.current()
    chosen: dict[int, str] = {
        pk: agency.term(role.value, str(role.label))
        for pk, (_, role) in candidates.items()
        if role.value in roles
    }
    for pk in people:
        if pk not in candidates:
            raise RuleViolation(
                "Somebody whom you chose may not be alerted about this person any more. "
                "Choose again.",
                field="people",
            )
        chosen.setdefault(pk, "")
    if not chosen:
        raise RuleViolation("Choose at least one person who is to know.", field="people")
    place_today = clock.today()
    type = (
        type
        or NoteType.objects.tops()
        .in_force_on(place_today)
        .filter(behaviour=Behaviour.RISK_ALERT)
        .first()
    )
    if type is None or type.behaviour != Behaviour.RISK_ALERT:
        raise RuleViolation(
            "The agency has no note type for alerts in force. Ask its administrator for one."
        )
    note = sign_note(
        offender,
        by,
        NoteContent(
            type=type,
            occurred_at=occurred_at,
            text=text,
            contact_mode=ContactMode.NONE,
            confidential=confidential,
        ),
        form_key,
    )
    alert = RiskAlert.objects.create(offender=offender, note=note, facility=note.facility)
    rows = AlertRecipient.objects.bulk_create(
        AlertRecipient(
            alert=alert,
            user_id=pk,
            user_name=candidates[pk][0].full_name,
            chosen_as=chosen[pk],
        )
        for pk in sorted(chosen)
    )
    for row in rows:
        jobs.enqueue(KIND, {"recipient": row.pk})
    audit.record(AuditEventType.SIGNED, alert, actor=by, details={"recipients": sorted(chosen)})
    announce_case_changed(offender.pk, "note recorded")
    return alert


@transaction.atomic
def acknowledge(alert: RiskAlert, by: User) -> AlertRecipient:
    """Say that one has seen an alert; a second time changes nothing.

    Raises RuleViolation for somebody to whom it was not sent.
    """
    row = AlertRecipient.objects.select_for_update().filter(alert=alert, user=by).first()
    if row is None:
        raise RuleViolation("This alert was not sent to you, so there is nothing to acknowledge.")
    if row.acknowledged_at is None:
        row.acknowledged_at = clock.now()
        row.save(update_fields=["acknowledged_at"])
        audit.record(AuditEventType.SIGNED, alert, actor=by, details={"acknowledged": True})
    return row


def waiting_for(user: User) -> int:
    """How many alerts wait for the user; one cheap query where none was ever sent."""
    if not any(scope == Scope.ABOUT_ME for _, scope in scopes_of(user, "risk_alert", "sign")):
        return 0
    if _ANY_WAIT not in user.__dict__:
        waiting = AlertRecipient.objects.filter(user=user, acknowledged_at=None)
        remember_whether_any_wait(user, waiting.exists())
    return RiskAlert.objects.open_for(user).count() if user.__dict__[_ANY_WAIT] else 0


#: Where an instance of a user keeps whether alerts wait, for the time of a request.
_ANY_WAIT = "_any_alerts_wait"


def remember_whether_any_wait(user: User, any_wait: bool) -> None:
    """Keep, for this instance of the user, what a page has read together with other things."""
    user.__dict__[_ANY_WAIT] = any_wait


@jobs.handles(KIND)
def send_alert_mail(run: jobs.JobRun) -> dict[str, Any]:
    """Tell one person that an alert waits, naming nobody; at most once.

    It is marked as sent before it goes out. A mail server that refuses it unmarks it, and the
    job is tried again. Nothing is sent to somebody who has acknowledged meanwhile.
    """
    job = Job.objects.get(pk=run.job.pk)
    if job.result.get("sent"):
        return job.result
    row = AlertRecipient.objects.select_related("user").get(pk=run.arguments["recipient"])
    if row.acknowledged_at is not None or not row.user.is_active or not row.user.email:
        return {"sent": False, "why": "acknowledged, account closed or without an address"}
    Job.objects.filter(pk=job.pk).update(result={"sent": True})
    address = settings.SITE_URL.rstrip("/") + reverse("pages:risk-alert", args=[row.alert_id])
    try:
        send_mail(
            subject="An alert waits for you",
            message=render_to_string(
                "mail/risk_alert.txt",
                {"user": row.user, "agency": Agency.current(), "address": address},
            ),
            from_email=None,
            recipient_list=[row.user.email],
        )
    except Exception:
        Job.objects.filter(pk=job.pk).update(result={})
        raise
    return {"sent": True}
