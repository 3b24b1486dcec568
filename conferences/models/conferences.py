"""Caseload conferences: appointed, noticed, held. 1.17 Caseload Conference.

A conference belongs to an officer, not to a person under supervision. What was sent and what was
held is never changed: the database refuses it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Job, User
from conferences.of_officers import AboutOfficerQuerySet

if TYPE_CHECKING:
    from datetime import date

#: What stays as it was once a conference was held or called off.
_FIXED = (
    "officer",
    "supervisor",
    "facility",
    "scheduled_for",
    "scheduled_on",
    "held_at",
    "held_on",
    "cancelled_at",
    "cancelled_on",
)


def would_change(*names: str) -> pgtrigger.Q:
    """A trigger's condition: one of these fields would get another value."""
    changed = pgtrigger.Q()
    for name in names:
        changed |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return changed


class ConferenceQuerySet(AboutOfficerQuerySet):
    """Conferences by state and day."""

    holder = "supervisor"

    def standing(self) -> ConferenceQuerySet:
        """Those that were not recorded by mistake."""
        return self.filter(withdrawn_at=None)

    def upcoming(self) -> ConferenceQuerySet:
        """Neither held nor called off."""
        return self.standing().filter(held_at=None, cancelled_at=None)

    def held(self) -> ConferenceQuerySet:
        """Those that took place."""
        return self.standing().filter(held_at__isnull=False)

    def held_between(self, first: date, last: date) -> ConferenceQuerySet:
        """Those that took place on one of these days, whoever held them."""
        return self.held().filter(held_on__range=(first, last))


class Conference(models.Model):
    """One conference of an officer with a supervisor, one on one.

    It counts for the calendar quarter in which it was held, whoever held it. `scheduled_on` and
    `held_on` are days on the wall at `facility`. `sequence` counts the changes that were told to
    calendars under the one `uid`.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conferences")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conferences_held")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    scheduled_for = models.DateTimeField()
    scheduled_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    arranged_at = models.DateTimeField(default=clock.now)
    arranged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=400, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when it was recorded as held by mistake."
    )
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-scheduled_for", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(cancelled_at=None),
                name="conference_is_held_or_cancelled_not_both",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, held_on=None)
                | Q(held_at__isnull=False, held_on__isnull=False),
                name="conference_held_at_a_time_and_day",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_on=None)
                | Q(cancelled_at__isnull=False, cancelled_on__isnull=False),
                name="conference_cancelled_at_a_time_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(officer=F("supervisor")), name="conference_is_between_two_people"
            ),
            models.UniqueConstraint(
                fields=["officer", "scheduled_on"],
                condition=Q(cancelled_at=None, withdrawn_at=None),
                name="one_conference_per_officer_and_day",
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor", "scheduled_on"]),
            models.Index(fields=["officer", "held_on"]),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="over_is_over",
                operation=pgtrigger.Update,
                condition=(
                    pgtrigger.Q(old__held_at__isnull=False)
                    | pgtrigger.Q(old__cancelled_at__isnull=False)
                )
                & would_change(*_FIXED),
            ),
        ]

    def __str__(self) -> str:
        return f"Conference of {self.officer} on {self.scheduled_on}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come: neither held nor called off."""
        return self.held_at is None and self.cancelled_at is None

    @property
    def counts_on(self) -> date:
        """The day that decides its quarter: held, or else set for."""
        return self.held_on or self.scheduled_on

    @property
    def quarter(self) -> tuple[int, int]:
        """The calendar year and quarter (1 to 4) for which it counts."""
        return self.counts_on.year, (self.counts_on.month + 2) // 3

    @property
    def standing_notice(self) -> ConferenceNotice | None:
        """The ten-day notice that holds for the date set now; None where none was written."""
        notices = [n for n in self.notices.all() if n.kind == NoticeKind.NOTICE]
        return max(notices, key=lambda notice: notice.pk, default=None)

    @property
    def noticed_on(self) -> date | None:
        """The day on which that notice went out; None while it has not."""
        notice = self.standing_notice
        return notice.sent_on if notice is not None else None


class NoticeKind(models.TextChoices):
    """What a message about a conference says."""

    NOTICE = "notice", "Notice"
    CHANGE = "change", "Change"
    CANCELLATION = "cancellation", "Cancellation"


class ConferenceNotice(models.Model):
    """One message about a conference: what was sent, to which address, when, for which time.

    Written in the transaction that made it necessary and sent by a job after it. `sent_at` is
    when the mail server took it, and is the moment that counts: a notice "sent" is one that left
    here. `kind` NOTICE is the notice that runs ten days; a move to an earlier day makes a new one,
    any other move only tells of the change (1.17, General Procedure).
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    scheduled_for = models.DateTimeField()
    scheduled_on = models.DateField()
    sequence = models.PositiveIntegerField()
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField(help_text="As sent; it names nobody under supervision.")
    invitation = models.TextField(help_text="The iCalendar text as sent.")
    reminders_version = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField(default=clock.now)
    queued_on = models.DateField()
    queued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "sequence"], name="one_notice_per_sequence"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_on=None)
                | Q(sent_at__isnull=False, sent_on__isnull=False),
                name="notice_sent_at_a_time_and_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_sent_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sent_at__isnull=False)
                & would_change("sent_at", "sent_on", "address", "body", "invitation"),
            ),
            pgtrigger.Protect(
                name="what_was_written_stays",
                operation=pgtrigger.Update,
                condition=would_change(
                    "kind", "scheduled_for", "sequence", "address", "subject", "body", "invitation"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sequence} of conference {self.conference_id}"


class ReadinessMoment(models.TextChoices):
    """When a caseload was looked through."""

    NOTICE = "notice", "With the notice"
    CONFERENCE = "conference", "At the conference"


class ReadinessItem(models.Model):
    """What one check found about one case, when the notice was written or at the conference.

    1.17, the reminders of the notice: notes and plans current, no-contact reasons, booking types,
    enrolments, residential confirmations, low and temporary-override cases. `check_code` is a code
    of `conferences.checks`. Never changed: later findings are later rows.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="readiness")
    moment = models.CharField(max_length=12, choices=ReadinessMoment)
    offender = models.ForeignKey("offenders.Offender", on_delete=models.PROTECT, related_name="+")
    check_code = models.CharField(max_length=40)
    ok = models.BooleanField()
    finding = models.CharField(max_length=300, blank=True)
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["check_code", "pk"]
        indexes = [models.Index(fields=["conference", "moment", "check_code"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.check_code} of case {self.offender_id}: {'ready' if self.ok else 'not yet'}"


class DiscussReason(models.TextChoices):
    """Why a case is to be discussed and resolved."""

    LOW = "low", "Low or med/low"
    OVERRIDE = "override", "Temporary override"


class DiscussedCase(models.Model):
    """A low, med/low or temporary-override case, and what was resolved about it (PRO-014)."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="discussed")
    offender = models.ForeignKey("offenders.Offender", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=DiscussReason)
    level = models.CharField(max_length=40, blank=True)
    resolution = models.CharField(max_length=1000, blank=True)
    resolve_by = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "offender", "reason"], name="one_discussion_per_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: case {self.offender_id}"
