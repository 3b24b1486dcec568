"""Determinations of when a person may leave: added, never overwritten."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from offenders.models.person import Offender


class SentenceDeterminationQuerySet(models.QuerySet["SentenceDetermination"]):
    """Determinations, with or without what was corrected."""

    def standing(self) -> SentenceDeterminationQuerySet:
        """Those that no later row corrects."""
        return self.filter(correction=None)


class SentenceDetermination(models.Model):
    """What was determined of a sentence on one day: start, EED, EDR, SRD.

    COPP 10.3, Definitions, "Effective Sentence": the time actually to serve before the Earliest
    Eligibility Date, Earliest Date of Release or Statutory Review Date. A correction is a new
    row that names the old one.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="sentences")
    start_on = models.DateField()
    eed = models.DateField("earliest eligibility date", null=True, blank=True)
    edr = models.DateField("earliest date of release", null=True, blank=True)
    srd = models.DateField("statutory review date", null=True, blank=True)
    recorded_on = models.DateField(help_text="The day from which this determination counts.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=400, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")

    objects = SentenceDeterminationQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(eed=None) | Q(eed__gte=F("start_on")),
                name="eed_not_before_sentence_start",
            ),
            models.CheckConstraint(
                condition=Q(edr=None) | Q(edr__gte=F("start_on")),
                name="edr_not_before_sentence_start",
            ),
            models.CheckConstraint(
                condition=Q(srd=None) | Q(srd__gte=F("start_on")),
                name="srd_not_before_sentence_start",
            ),
        ]
        indexes = [models.Index(fields=["offender", "recorded_on"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.offender_id}: from {self.start_on}, recorded {self.recorded_on}"

    @property
    def effective_end(self) -> date | None:
        """EED, else EDR, else SRD (rule R3)."""
        return self.eed or self.edr or self.srd
