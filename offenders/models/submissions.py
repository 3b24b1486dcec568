"""The caseload list that an officer submits each month, frozen as it was."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.models import Facility, Posting, User

if TYPE_CHECKING:
    from typing import Self


class CaseloadSubmissionQuerySet(models.QuerySet["CaseloadSubmission"]):
    """Submissions, within what the reader may see."""

    def in_scope(self, user: User, action: Action | str) -> Self:
        """One's own; those of the officers whom one supervises or whose unit one manages."""
        reached = Q(pk__in=[])
        for posting, scope in scopes_of(user, "caseload_list", action):
            today = clock.today(posting.facility)
            officers = Posting.objects.holding_on(today)
            match scope:
                case Scope.OWN:
                    reached |= Q(officer=user)
                case Scope.TEAM:
                    reached |= Q(officer__in=officers.filter(supervisor=user).values("user_id"))
                case Scope.UNIT if posting.unit_id is not None:
                    reached |= Q(
                        officer__in=officers.filter(unit_id=posting.unit_id).values("user_id")
                    )
        return self.filter(reached) if user.is_active else self.none()


class CaseloadSubmission(models.Model):
    """One list handed to the unit manager. What was submitted never changes; only its receipt
    is added, once. OP-060101, II.D: "This will be submitted monthly to the unit manager."

    columns: the keys of the columns in their order. snapshot: a list of rows, each a mapping of
    column key to text as it was shown, with the person's id under "offender". fingerprint:
    SHA-256 of the two.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="caseload_lists")
    officer_name = models.CharField(max_length=400)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    month = models.DateField(help_text="The first day of the month that it is for.")
    generated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(default=clock.now)
    submitted_on = models.DateField(help_text="Local; it fulfils the duty.")
    unit_manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    columns = ArrayField(models.CharField(max_length=40))
    snapshot = models.JSONField()
    case_count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_by_name = models.CharField(max_length=400, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    history = HistoricalRecords(excluded_fields=["snapshot"])

    objects = CaseloadSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="caseload_list_month_is_its_first_day"
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="caseload_list_received_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["officer", "-submitted_at"])]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="list_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "officer",
                    "officer_name",
                    "facility",
                    "month",
                    "generated_at",
                    "submitted_at",
                    "submitted_on",
                    "unit_manager",
                    "columns",
                    "snapshot",
                    "case_count",
                    "fingerprint",
                ),
            ),
            pgtrigger.Protect(
                name="receipt_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__received_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Caseload list of {self.officer_name}, {self.month:%B %Y}"

    @property
    def is_late(self) -> bool:
        """Whether it was submitted after its month had ended."""
        return self.submitted_on.replace(day=1) > self.month
