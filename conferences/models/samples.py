"""Which cases a conference looks at in depth, and how they were drawn."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from conferences.models.conferences import Conference


class CaseSample(models.Model):
    """How the cases for the in-depth review were drawn: the same seed draws the same cases.

    `pool` holds the ids of all high and med/high cases of the officer on that day, in order of
    id. A pool no larger than `size` is taken whole. `rule` is the version of the drawing.
    """

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="sample")
    seed = models.BigIntegerField()
    pool = ArrayField(models.BigIntegerField(), default=list)
    pool_size = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="How many were asked for.")
    levels = ArrayField(models.CharField(max_length=40), default=list)
    rule = models.PositiveSmallIntegerField(default=1)
    drawn_at = models.DateTimeField(default=clock.now)
    drawn_on = models.DateField()
    drawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-drawn_at"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.size} of {self.pool_size}, seed {self.seed}"


class SampledCase(models.Model):
    """One case of a sample. `replaces` names the one that it stands in for, and why."""

    sample = models.ForeignKey(CaseSample, on_delete=models.PROTECT, related_name="cases")
    offender = models.ForeignKey("offenders.Offender", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=40, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replaced_because = models.CharField(max_length=400, blank=True)
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "offender"], name="a_case_is_sampled_once_per_conference"
            ),
            models.UniqueConstraint(
                fields=["sample", "position"], name="one_sampled_case_per_position"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replaced_because="")
                | Q(replaces__isnull=False) & ~Q(replaced_because=""),
                name="a_replacement_says_why",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Case {self.offender_id}"
