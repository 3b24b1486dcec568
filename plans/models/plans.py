"""A plan and its versions: drafted, submitted, approved, and from then on never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models import Assessment, Offender
from offenders.querysets import AboutOffenderQuerySet
from plans.models.frozen import frozen_once_approved
from plans.models.kinds import PlanKind, PlanPhase

if TYPE_CHECKING:
    from datetime import date


class PlanQuerySet(AboutOffenderQuerySet):
    """Plans, within what the reader may see."""

    access_object = "plan"

    def in_use(self) -> PlanQuerySet:
        """Those that have not ended."""
        return self.filter(ended_on=None)


class Plan(models.Model):
    """One plan of a person. Its text is in its versions.

    round: 1 for the first plan of that kind, 2 for the one that a return to prison begins.
    earlier_approval: an approval on record from before the text of the plan was kept here; then
    the first version approved here starts no duty a second time.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20, choices=PlanKind)
    round = models.PositiveSmallIntegerField(default=1)
    begun_on = models.DateField()
    begun_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)
    earlier_approval = models.ForeignKey(
        "plans.PlanReview", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["offender", "begun_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender", "kind", "round"], name="plan_rounds_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["offender", "kind"],
                condition=Q(ended_on=None),
                name="one_plan_of_a_kind_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.round}"


class VersionStatus(models.TextChoices):
    """How far a version is."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted for approval"
    APPROVED = "approved", "Approved"


class VersionReason(models.TextChoices):
    """Why there is a new version. TPC, 5: slow progress asks for a swift change of the plan."""

    FIRST = "first", "First version"
    REVIEW = "review", "After a review"
    BEHAVIOUR = "behaviour", "Slow progress or a step back"
    PROGRESS = "progress", "Progress made"
    ASSESSMENT = "assessment", "New assessment"
    JUNCTURE = "juncture", "A new phase"
    OTHER = "other", "Another reason"


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    """Versions, within what the reader may see."""

    def visible_to(self, user: User) -> PlanVersionQuerySet:
        """Versions of plans that the user may read."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def approved(self) -> PlanVersionQuerySet:
        """Those that were approved."""
        return self.filter(status=VersionStatus.APPROVED)

    def open(self) -> PlanVersionQuerySet:
        """Drafts, and what waits for approval."""
        return self.exclude(status=VersionStatus.APPROVED)


class PlanVersion(models.Model):
    """The text of a plan at one time. `revision` counts saves: the lock against lost edits.

    event_on: for a version that answers an event (a setback), the day of that event.
    focus_reason: why fewer than the usual number of the highest domains are in focus.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT, db_index=True
    )
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=VersionReason, default=VersionReason.FIRST)
    reason_note = models.CharField(max_length=400, blank=True)
    event_on = models.DateField(null=True, blank=True)
    prompted_by = models.ForeignKey(
        "plans.PlanReview", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    overview = models.TextField(blank=True)
    placement = models.TextField(blank=True)
    security_rating = models.CharField(max_length=100, blank=True)
    expectations = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    supports = models.TextField(blank=True)
    phase = models.CharField(max_length=20, choices=PlanPhase, blank=True)
    lead = models.CharField(max_length=200, blank=True)
    team = models.TextField(blank=True)
    focus_reason = models.CharField(max_length=400, blank=True)

    prepared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_because = models.CharField(max_length=400, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="versions_are_numbered"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=~Q(status="approved"),
                name="one_open_version_per_plan",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_on__isnull=False, approved_at__isnull=False)
                | (~Q(status="approved") & Q(approved_on=None, approved_at=None)),
                name="approved_versions_have_their_day",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = frozen_once_approved()

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.plan.offender_id

    @property
    def days_from_event(self) -> int | None:
        """Days from the event that this version answers to its approval; None for no event."""
        if self.event_on is None or self.approved_on is None:
            return None
        approved: date = self.approved_on
        return (approved - self.event_on).days
