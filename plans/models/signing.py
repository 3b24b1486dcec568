"""What is said about a version once and never changed: agreement, refusal, handover."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from plans.models.plans import PlanVersion


class Answer(models.TextChoices):
    """What the person says to the plan, or to a review of it."""

    AGREED = "agreed", "Agrees"
    REFUSED = "refused", "Refuses"


class HowSaid(models.TextChoices):
    """How the answer is on record."""

    SIGNED = "signed", "Signed on paper"
    WITNESSED = "witnessed", "Said before a witness"


class Agreement(models.Model):
    """The person agrees to a version or refuses it, with the reason. The latest answer counts."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="agreements")
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.CharField(max_length=1000, blank=True)
    on = models.DateField()
    how = models.CharField(max_length=10, choices=HowSaid)
    witness = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["version", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(reason=""), name="refused_plans_say_why"
            ),
            models.CheckConstraint(
                condition=~Q(how="witnessed") | ~Q(witness=""), name="witnessed_by_somebody"
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_answer_display()} on {self.on}"

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.version.plan.offender_id


class Handover(models.Model):
    """Two teams met over the plan when the case went from one to the other (TPC, elements)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="handovers")
    met_on = models.DateField()
    from_team = models.CharField(max_length=200)
    to_team = models.CharField(max_length=200)
    agreed = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["version", "met_on", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"From {self.from_team} to {self.to_team} on {self.met_on}"

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.version.plan.offender_id
