"""How many contacts the agency asks for, and the reports that were run against that."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from conferences.models.conferences import Conference
from conferences.of_officers import AboutOfficerQuerySet


class ContactType(models.TextChoices):
    """Which contacts a standard counts."""

    FIELD = "field", "Field"
    OFFICE = "office", "Office"
    TOTAL = "total", "Total"


class Per(models.TextChoices):
    """The span in which a number of contacts is asked for."""

    WEEK = "week", "Week"
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"


class ContactStandardQuerySet(models.QuerySet["ContactStandard"]):
    """Standards by day."""

    def holding_on(self, on: object) -> ContactStandardQuerySet:
        """The standards in force on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)


class ContactStandard(models.Model):
    """How many contacts the agency asks for at one risk level: its own data, by date (PRO-021).

    `modes`: only contacts made in one of these ways count; empty for any. `person_seen`: only
    those at which the person was reached. `substitutable`: how many of the minimum another kind
    of contact may stand in for.
    """

    risk_level = models.CharField(max_length=40)
    contact_type = models.CharField(max_length=8, choices=ContactType)
    minimum = models.PositiveSmallIntegerField()
    per = models.CharField(max_length=8, choices=Per, default=Per.MONTH)
    modes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    person_seen = models.BooleanField(default=True)
    substitutable = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    history = HistoricalRecords()

    objects = ContactStandardQuerySet.as_manager()

    class Meta:
        ordering = ["risk_level", "contact_type", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk_level", "contact_type", "from_on"],
                name="one_contact_standard_per_level_type_and_start",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="contact_standard_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="contact_standard_never_overlaps",
                expressions=[
                    (F("risk_level"), RangeOperators.EQUAL),
                    (F("contact_type"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_on"),
                            F("until_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level}: {self.minimum} {self.get_contact_type_display()} {self.per}"

    @property
    def words(self) -> str:
        """ "At least 2 a month"."""
        return f"At least {self.minimum} a {self.get_per_display().lower()}"


class StandardsReport(models.Model):
    """One run of the caseload standards review: one officer, one risk level, one period.

    1.17 asks for a separate report for each risk level; each is kept with the conference as it
    was run. `standards` are the numbers that were asked for, `results` what was found.
    """

    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    risk_level = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField()
    standards = models.JSONField(default=list)
    results = models.JSONField(default=dict)
    run_at = models.DateTimeField(default=clock.now)
    run_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AboutOfficerQuerySet.as_manager()

    class Meta:
        ordering = ["-run_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="standards_report_period_in_order"
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.risk_level}, {self.from_on} to {self.until_on}"
