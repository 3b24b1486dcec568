"""Plans of a case. For now the approvals and reviews that start and move duties."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class PlanKind(models.TextChoices):
    """Which plan."""

    IMP = "imp", "Individual Management Plan"
    OMP1 = "omp1", "OMP1, Prison Programming Plan"
    OMP2 = "omp2", "OMP2, Parole Plan and Reentry Plan"
    OMP3 = "omp3", "OMP3, Treatment and Supervision Plan"
    OMP4 = "omp4", "OMP4, Discharge and Aftercare Plan"
    ACCOUNTABILITY = "accountability", "Accountability plan"


class ReviewKind(models.TextChoices):
    """What was done with the plan."""

    APPROVED = "approved", "Approved"
    REVIEWED = "reviewed", "Reviewed"


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
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="plan_reviews")
    plan = models.CharField(max_length=20, choices=PlanKind)
    kind = models.CharField(max_length=10, choices=ReviewKind)
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
