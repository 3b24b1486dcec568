"""The approvals and reviews that start and move duties, and what was said at a review."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_truncated
from agency.models import User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet
from plans.models.kinds import PlanKind, ReviewKind
from plans.models.plans import PlanVersion
from plans.models.signing import Answer, HowSaid


class PlanReviewQuerySet(AboutOffenderQuerySet):
    """Approvals and reviews, within what the reader may see."""

    access_object = "plan_review"

    def standing(self) -> PlanReviewQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class PlanReview(models.Model):
    """A plan was approved, or reviewed, on a day.

    COPP 10.3, Regular contact reports: the approval of the initial IMP starts the contact cycle;
    a review fulfils its slot. `resets_cycle`: an unscheduled review starts the cycle anew (R16).
    `version`: the version that was approved or reviewed, where its text is kept here.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="plan_reviews")
    plan = models.CharField(max_length=20, choices=PlanKind)
    kind = models.CharField(max_length=10, choices=ReviewKind)
    version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    done_on = models.DateField()
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resets_cycle = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")
    history = HistoricalRecords()

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        ordering = ["done_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender", "plan", "kind", "done_on"],
                condition=Q(withdrawn_at=None),
                name="plan_review_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["offender", "plan", "done_on"])]

    def __str__(self) -> str:
        return f"{self.get_plan_display()} {self.get_kind_display().lower()} on {self.done_on}"

    @property
    def origin_id_or_own(self) -> int:
        """The id of the first row of this chain of corrections."""
        return self.origin_id or self.pk


class ReviewDecision(models.TextChoices):
    """What a review came to."""

    CONTINUE = "continue", "The plan stays as it is"
    CHANGE = "change", "The plan is to be changed"
    COMPLETED = "completed", "The plan is completed"


class ReviewRecord(models.Model):
    """What was looked at and said at a review. Only its approval is added later, once.

    COPP 10.3, Regular contact reports: an Assessment Officer reviews the IMP in conjunction with
    the Case Officer, so both are named. OP-060101, II.A: the adjustment review. A review that the
    person refuses to sign was still held.
    """

    review = models.OneToOneField(PlanReview, on_delete=models.PROTECT, related_name="record")
    period_from_on = models.DateField(null=True, blank=True)
    assessment_officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case_officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    behaviour = models.TextField(blank=True)
    participation = models.TextField(blank=True)
    living = models.TextField(blank=True)
    progress = models.TextField(blank=True)
    own_comment = models.TextField(blank=True)
    level_now = models.CharField(max_length=40, blank=True)
    level_recommended = models.CharField(max_length=40, blank=True)
    committee = models.CharField(max_length=400, blank=True)
    decision = models.CharField(max_length=20, choices=ReviewDecision)
    decision_note = models.TextField(blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_reason = models.CharField(max_length=1000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=HowSaid, blank=True)
    witness = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(answer_reason=""),
                name="refused_reviews_say_why",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = [
            pgtrigger.Protect(
                name="never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["approved_on", "approved_by"]),
            ),
            pgtrigger.Protect(
                name="approved_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_on__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Record of review {self.review_id}"

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.review.offender_id
