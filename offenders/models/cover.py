"""Who stands in for an officer, for a time."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User


class CoverQuerySet(models.QuerySet["Cover"]):
    """Covers by day."""

    def standing(self) -> CoverQuerySet:
        """Those that were not withdrawn before they began."""
        return self.filter(withdrawn_at=None)

    def holding_on(self, on: date) -> CoverQuerySet:
        """Covers that hold on that day."""
        return self.standing().filter(from_on__lte=on, until_on__gte=on)


class Cover(models.Model):
    """A colleague stands in for an officer from one day to another, for all of the officer's cases.

    The officer stays in charge and keeps the caseload; what the colleague records meanwhile counts
    as the officer's own. Recorded by a supervisor, a unit manager or the coordinator.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covered_by")
    colleague = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    from_on = models.DateField()
    until_on = models.DateField(help_text="The last day on which it holds.")
    reason = models.CharField(max_length=400)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when it ended before it began."
    )
    history = HistoricalRecords()

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="cover_does_not_end_before_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(officer=F("colleague")), name="nobody_covers_for_themselves"
            ),
        ]
        indexes = [
            models.Index(
                fields=["colleague", "until_on"],
                condition=Q(withdrawn_at=None),
                name="cover_by_colleague",
            ),
            models.Index(
                fields=["officer", "until_on"],
                condition=Q(withdrawn_at=None),
                name="cover_of_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.colleague} for {self.officer}, {self.from_on} to {self.until_on}"
