"""Who is responsible for whom."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.person import Offender


class DateSpan(Func):
    """A PostgreSQL daterange of a first and a last day, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CaseAssignmentQuerySet(models.QuerySet["CaseAssignment"]):
    """Assignments by day."""

    def standing(self) -> CaseAssignmentQuerySet:
        """Those that were not withdrawn as never having held."""
        return self.filter(withdrawn_at=None)

    def holding_on(self, on: date) -> CaseAssignmentQuerySet:
        """The links that hold on that day."""
        return self.standing().filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)


class CaseAssignment(models.Model):
    """One dated link between an offender and the officer in charge.

    The database holds that no two links of one person overlap, so at most one is active. COPP
    10.3, Case allocation; OP-060101, III.A.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=400, blank=True)
    end_recorded_at = models.DateTimeField(null=True, blank=True)
    end_recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when it never held: a replacement on the same day."
    )
    history = HistoricalRecords()

    objects = CaseAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="assignment_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="one_active_officer_per_offender",
                expressions=[
                    ("offender", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "until_on"],
                condition=Q(withdrawn_at=None),
                name="assignment_by_officer",
            ),
            models.Index(fields=["offender", "from_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.officer} from {self.from_on}"

    def holds_on(self, on: date) -> bool:
        """Whether it holds on that day; the last day is included."""
        return (
            self.withdrawn_at is None
            and self.from_on <= on
            and (self.until_on is None or on <= self.until_on)
        )


class Exclusion(models.Model):
    """A member of staff who is a party to the case (a relative, a victim) and may not see it."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=400)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offender", "user"],
                condition=Q(ended_at=None),
                name="one_current_exclusion_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} is kept from {self.offender_id}"
