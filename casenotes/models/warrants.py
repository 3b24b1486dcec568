"""Requests for a warrant, prepared by the officer and decided by the supervisor."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class WarrantRequestQuerySet(AboutOffenderQuerySet):
    """Requests, within what the reader may see."""

    access_object = "warrant_request"

    def pending(self) -> WarrantRequestQuerySet:
        """Prepared and not decided."""
        return self.filter(decided_at=None)

    def waiting(self) -> WarrantRequestQuerySet:
        """Submitted and not decided: the supervisor's to do."""
        return self.pending().filter(submitted_at__isnull=False)


class WarrantRequest(models.Model):
    """The request and the revoking order, as drafts for the supervisor's approval.

    Prepared by the officer, submitted, then approved or returned with a reason. The text stands
    from its submission on and the whole row from the decision on; what was returned is prepared
    anew as another row. Caseload Conference, 1.17: "a request for warrant and revoking order is
    prepared in Monitor for SDPO approval".
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="warrant_requests"
    )
    request_text = models.TextField()
    order_text = models.TextField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_by_name = models.CharField(max_length=400)
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_on = models.DateField(help_text="Local; it fulfils the duty.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by_name = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)
    decision_reason = models.CharField(max_length=1000, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    history = HistoricalRecords()

    objects = WarrantRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender"],
                condition=Q(decided_at=None),
                name="one_pending_warrant_request",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, approved=None)
                | Q(decided_at__isnull=False, approved__isnull=False, submitted_at__isnull=False),
                name="warrant_request_decided_after_submission",
            ),
            models.CheckConstraint(
                condition=~Q(approved=False) | ~Q(decision_reason=""),
                name="returned_warrant_request_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="submitted_text_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__submitted_at__isnull=False)
                & (
                    pgtrigger.Q(old__request_text__df=pgtrigger.F("new__request_text"))
                    | pgtrigger.Q(old__order_text__df=pgtrigger.F("new__order_text"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Warrant request of {self.prepared_on}"

    @property
    def state(self) -> str:
        """How far it is, in one word for the screen."""
        if self.decided_at is not None:
            return "Approved" if self.approved else "Returned"
        return "Submitted" if self.submitted_at else "Prepared"
