"""Instruments of assessment as the agency's own data: domains, dated levels, who may use them.

Instruments may be commercial: we store scores, levels and dates, never items or scoring guides.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.caseload import DateSpan


class ScoreSpan(Func):
    """A PostgreSQL numrange of a lowest and a highest score, both included."""

    function = "NUMRANGE"
    output_field = DecimalRangeField()


class InstrumentKind(models.TextChoices):
    """What an instrument tells."""

    RISK_AND_NEEDS = "risk_and_needs", "Risk and needs"
    SCREENING = "screening", "Screening"


class ScreeningArea(models.TextChoices):
    """What a screening looks for. CCMS, 1: at intake and after it."""

    HEALTH = "health", "Health"
    MENTAL_HEALTH = "mental_health", "Mental health"
    FAMILY = "family", "Family relationships"
    EMPLOYMENT = "employment", "Employment"
    HOUSING = "housing", "Housing stability"
    OTHER = "other", "Other"


class Instrument(models.Model):
    """An instrument that the agency uses. CCMS, 1: selected, validated and tracked."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=InstrumentKind, default=InstrumentKind.RISK_AND_NEEDS
    )
    area = models.CharField(
        max_length=20,
        choices=ScreeningArea,
        blank=True,
        help_text="For a screening: what it looks for.",
    )
    version = models.CharField(max_length=40, blank=True)
    validated = models.BooleanField(
        default=False, help_text="Validated for the people with whom the agency uses it."
    )
    licence = models.CharField(
        max_length=200, blank=True, help_text="Under which licence the agency uses it."
    )
    needs_qualification = models.BooleanField(
        default=False, help_text="Only trained assessors use it; others are asked why."
    )
    retired_on = models.DateField(
        null=True, blank=True, help_text="The last day on which it may be used."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=InstrumentKind.SCREENING) | ~Q(area=""),
                name="screening_says_what_it_looks_for",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def in_use_on(self, on: date) -> bool:
        """Whether an assessment may be made with it on that day."""
        return self.retired_on is None or on <= self.retired_on


class InstrumentDomain(models.Model):
    """One part of an instrument that is scored by itself: a name and its highest score."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="domains")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    maximum = models.DecimalField(max_digits=7, decimal_places=2)
    dynamic = models.BooleanField(
        default=True, help_text="Can change by what the person does; criminal history cannot."
    )
    order = models.PositiveIntegerField(default=100)
    history = HistoricalRecords()

    class Meta:
        ordering = ["instrument", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "code"], name="domain_code_once_per_instrument"
            ),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="domain_has_a_maximum"),
        ]

    def __str__(self) -> str:
        return self.name


class RiskGroup(models.TextChoices):
    """What a level means for duties that name levels in general (1.17: "medhigh and high")."""

    LOWER = "lower", "Low or medium-low"
    MIDDLE = "middle", "Medium"
    HIGHER = "higher", "Medium-high or high"


class InstrumentBandQuerySet(models.QuerySet["InstrumentBand"]):
    """Bands by day."""

    def in_force_on(self, on: date) -> InstrumentBandQuerySet:
        """The bands that hold on that day."""
        return self.filter(
            Q(from_on=None) | Q(from_on__lte=on), Q(until_on=None) | Q(until_on__gte=on)
        )


class InstrumentBand(models.Model):
    """One level of an instrument and the scores that it takes in, for a time.

    Each agency sets its own. The database holds that on no day two bands of an instrument take
    in one score, and that no level is there twice.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="bands")
    level = models.CharField(max_length=40)
    lowest_score = models.DecimalField(max_digits=7, decimal_places=2)
    highest_score = models.DecimalField(max_digits=7, decimal_places=2)
    group = models.CharField(max_length=10, choices=RiskGroup, blank=True)
    from_on = models.DateField(
        null=True, blank=True, help_text="The first day. Empty: from the beginning."
    )
    until_on = models.DateField(
        null=True, blank=True, help_text="The last day. Empty: until it is replaced."
    )
    history = HistoricalRecords()

    objects = InstrumentBandQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "from_on", "lowest_score"]
        constraints = [
            models.CheckConstraint(
                condition=Q(highest_score__gte=F("lowest_score")), name="band_scores_in_order"
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="band_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="one_band_for_a_score_on_a_day",
                expressions=[
                    ("instrument", RangeOperators.EQUAL),
                    (
                        ScoreSpan("lowest_score", "highest_score", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            ExclusionConstraint(
                name="band_level_once_on_a_day",
                expressions=[
                    ("instrument", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.level

    def holds_on(self, on: date) -> bool:
        """Whether it is in force on that day; the first and the last day are included."""
        return (self.from_on is None or self.from_on <= on) and (
            self.until_on is None or on <= self.until_on
        )


class AssessorQualification(models.Model):
    """A member of staff is trained to use an instrument, for a time. CCMS, 1."""

    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="qualifications")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="qualifications"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    evidence = models.CharField(
        max_length=200, blank=True, help_text="The course or certificate that shows it."
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    class Meta:
        ordering = ["instrument", "staff__family_name", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="qualification_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="one_qualification_per_instrument_on_a_day",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("instrument", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}, {self.instrument} from {self.from_on}"
