"""Messages about a conference: written with what caused them, sent after it by a job.

**Which day counts.** 1.17 asks that notice "shall be sent at least 10 calendar days in advance".
A notice therefore counts from the day on which the mail server took it (`sent_on`), and not from
the day on which somebody pressed a button. It leaves within seconds; where it cannot (the mail
server is down), the page says that the notice waits and from when it will be late, and the duty
stays open until it went out.

**At least once.** A message is marked as sent after it left. A worker that dies in between sends
it a second time: the same words under the same Message-ID, UID and SEQUENCE, which calendars take
for one. The other order could keep a notice as sent that nobody received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from agency import audit, clock, jobs
from agency.errors import RuleViolation
from agency.events import announce_officer_changed
from agency.models import Agency, AuditEventType
from conferences.checks import REMINDERS, REMINDERS_VERSION, Preparation
from conferences.invitations import CANCEL, REQUEST, invitation
from conferences.models import ConferenceNotice, DiscussReason, NoticeKind

if TYPE_CHECKING:
    from agency.jobs import JobRun
    from agency.models import User
    from conferences.models import Conference

JOB = "conference_notice"

SUBJECTS = {
    NoticeKind.NOTICE: "Caseload conference on {day}",
    NoticeKind.CHANGE: "Caseload conference moved to {day}",
    NoticeKind.CANCELLATION: "Caseload conference on {day} called off",
}


def write_notice(
    conference: Conference,
    by: User | None,
    kind: NoticeKind,
    preparation: Preparation | None = None,
) -> ConferenceNotice:
    """Write a message in the caller's transaction and leave its sending to a job.

    Raises RuleViolation when the officer has no e-mail address: the policy asks for an e-mail.
    """
    officer = conference.officer
    if not officer.email:
        raise RuleViolation(
            f"{officer.full_name} has no e-mail address, so no notice can be sent. Ask an "
            "administrator to add it to the account.",
            field="officer",
            cite="1.17, General Procedure",
        )
    starts = conference.scheduled_for.astimezone(clock.zone(conference.facility))
    address = settings.SITE_URL.rstrip("/") + reverse("pages:conference", args=[conference.pk])
    preparation = preparation or Preparation()
    body = render_to_string(
        "mail/conference_notice.txt",
        {
            "kind": kind.value,
            "conference": conference,
            "officer": officer,
            "supervisor": conference.supervisor,
            "when": f"{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M}",
            "zone": conference.facility.time_zone,
            "reminders": REMINDERS,
            "preparation": preparation,
            "open_checks": preparation.open_by_check(),
            "low": _count(preparation, DiscussReason.LOW),
            "overrides": _count(preparation, DiscussReason.OVERRIDE),
            "address": address,
            "agency": Agency.current(),
        },
    )
    notice = ConferenceNotice.objects.create(
        conference=conference,
        kind=kind,
        scheduled_for=conference.scheduled_for,
        scheduled_on=conference.scheduled_on,
        sequence=conference.sequence,
        recipient=officer,
        address=officer.email,
        subject=SUBJECTS[kind].format(day=f"{starts.day} {starts:%B %Y}"),
        body=body,
        invitation=invitation(
            conference,
            method=CANCEL if kind == NoticeKind.CANCELLATION else REQUEST,
            description=address,
            organiser_address=conference.supervisor.email or settings.DEFAULT_FROM_EMAIL,
        ),
        reminders_version=REMINDERS_VERSION if kind == NoticeKind.NOTICE else "",
        queued_at=clock.now(),
        queued_on=clock.today(conference.facility),
        queued_by=by,
    )
    _leave_to_a_job(notice, by)
    return notice


def _leave_to_a_job(notice: ConferenceNotice, by: User | None) -> None:
    notice.job = jobs.enqueue(JOB, {"notice": notice.pk}, requested_by=by)
    notice.save(update_fields=["job"])


@transaction.atomic
def send_again(notice: ConferenceNotice, by: User) -> None:
    """Try anew to send a message that could not be sent; it counts from the day it leaves."""
    if notice.sent_at is not None:
        raise RuleViolation("This message has been sent.")
    if notice.job is not None and notice.job.is_open:
        raise RuleViolation("It is being sent.")
    _leave_to_a_job(notice, by)
    audit.record(AuditEventType.UPDATED, notice, actor=by, details={"sent_again": True})


def _count(preparation: Preparation, reason: DiscussReason) -> int:
    return sum(case.reason == reason for case in preparation.to_discuss)


@jobs.handles(JOB)
def send_notice(run: JobRun) -> dict[str, object]:
    """Send one message and keep when it left.

    What a later message has overtaken before it left is not sent; a cancellation goes only to
    somebody who was told of the conference.
    """
    with transaction.atomic():
        notice = (
            ConferenceNotice.objects.select_for_update(of=("self",))
            .select_related("conference__facility", "conference__supervisor", "recipient")
            .get(pk=run.arguments["notice"])
        )
        if notice.sent_at is not None:
            return {"sent": True}
        others = ConferenceNotice.objects.filter(conference=notice.conference)
        if others.filter(sequence__gt=notice.sequence).exists():
            return {"sent": False, "why": "a later message has taken its place"}
        if (
            notice.kind == NoticeKind.CANCELLATION
            and not others.filter(sent_at__isnull=False).exists()
        ):
            return {"sent": False, "why": "nobody had been told of the conference"}
        _message(notice).send()
        notice.sent_at = clock.now()
        notice.sent_on = clock.today(notice.conference.facility)
        notice.save(update_fields=["sent_at", "sent_on"])
        audit.record(
            AuditEventType.UPDATED,
            notice,
            actor=notice.queued_by,
            facility_id=notice.conference.facility_id,
            details={"sent_on": notice.sent_on.isoformat(), "kind": notice.kind},
        )
        announce_officer_changed(notice.recipient_id, "conference notice sent")
    return {"sent": True}


def _message(notice: ConferenceNotice) -> EmailMultiAlternatives:
    """Text, the same as an invitation that mail programs understand, and as a file for others."""
    method = CANCEL if notice.kind == NoticeKind.CANCELLATION else REQUEST
    supervisor = notice.conference.supervisor
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.body,
        to=[notice.address],
        reply_to=[supervisor.email] if supervisor.email else None,
        headers={"Message-ID": f"<conference-{notice.conference.uid}-{notice.sequence}@casemgmt>"},
    )
    message.attach_alternative(notice.invitation, f"text/calendar; method={method}")
    message.attach("conference.ics", notice.invitation, "application/ics")
    return message
