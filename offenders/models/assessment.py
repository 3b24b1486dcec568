"""Instruments, their bands, and the assessments made with them.

Instruments may be commercial: we store scores, levels and dates, never items or scoring guides.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.person import Offender


class Instrument(models.Model):
    """A risk and needs instrument that the agency uses."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class InstrumentBand(models.Model):
    """One level of an instrument and the scores that it takes in; each agency sets its own."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="bands")
    level = models.CharField(max_length=40)
    lowest_score = models.DecimalField(max_digits=7, decimal_places=2)
    highest_score = models.DecimalField(max_digits=7, decimal_places=2)
    history = HistoricalRecords()

    class Meta:
        ordering = ["instrument", "lowest_score"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "level"], name="band_level_once_per_instrument"
            ),
            models.CheckConstraint(
                condition=Q(highest_score__gte=F("lowest_score")), name="band_scores_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.level


class Assessment(models.Model):
    """The result of one assessment."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="assessments")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField()
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    level = models.CharField(max_length=40, blank=True)
    domain_scores = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender", "instrument", "assessed_on"],
                name="one_assessment_per_instrument_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.level or self.score}"
