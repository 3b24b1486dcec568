"""The closing of an officer's charge: its summary asked for, read, or done without."""

from __future__ import annotations

import pgtrigger
from django.db import models

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.notes import CaseNote
from offenders.models import CaseAssignment, Offender
from offenders.querysets import AboutOffenderQuerySet


class WhyWithout(models.TextChoices):
    """Why a charge was closed without its termination summary."""

    OFFICER_LEFT = "officer_left", "The officer has left"
    OFFICER_ON_LEAVE = "officer_on_leave", "The officer is on leave"
    URGENT = "urgent", "It cannot wait for the summary"
    OTHER = "other", "Another reason"
    HAPPENED = "happened", "The person had gone already"


class ClosingQuerySet(AboutOffenderQuerySet):
    """What concerns the closing of charges, within what the reader may see of it."""

    access_object = "closing"


class ClosedWithout(models.Model):
    """Somebody lets a charge be closed without its termination summary, and says why.

    OP-060101, III.A.2. It lets the closing through; the summary stays owed by the losing officer.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField(
        CaseAssignment, on_delete=models.PROTECT, related_name="closed_without"
    )
    why = models.CharField(max_length=20, choices=WhyWithout)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    by_role = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Closed without a summary: {self.get_why_display()}"


class SummaryRequest(models.Model):
    """The losing officer is asked to write the termination summary, because the case is to go."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField(
        CaseAssignment, on_delete=models.PROTECT, related_name="summary_request"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=400)
    asked_at = models.DateTimeField(default=clock.now)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Asked for on {self.asked_at:%Y-%m-%d}"


class SummaryReceipt(models.Model):
    """Somebody read a termination summary, or handed it to whoever goes on with the person.

    handed_to: the probation and parole officer, or another one outside; "" for one's own reading.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="receipts")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    handed_to = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "by", "handed_to"], name="one_receipt_per_summary_and_reader"
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Read on {self.recorded_at:%Y-%m-%d}"
