"""Classification decisions and transfer packets, and the population by level that follows.

OP-060101, II.G and II.I (OK-009); P.S. 3510.08, Attachment A, II.S (FED-017).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import Facility, Unit, User
from offenders.models.person import Offender
from offenders.querysets import AboutOffenderQuerySet


class ClassificationQuerySet(AboutOffenderQuerySet):
    """Classifications of people."""

    access_object = "classification"


class ClassificationKind(models.TextChoices):
    """What is submitted or decided."""

    INITIAL = "initial", "Initial classification"
    REVIEW = "review", "Classification review"
    PACKET = "packet", "Transfer packet"


class ClassificationDecision(models.TextChoices):
    """What came of it."""

    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    RETURNED = "returned", "Returned for correction"


class Classification(models.Model):
    """One classification event, or one transfer packet: eligible, submitted, decided.

    `security_level` is the level that was decided on, or asked for while nothing is decided.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="classifications")
    kind = models.CharField(max_length=10, choices=ClassificationKind)
    on = models.DateField(help_text="The day of the event, or from which the packet was prepared.")
    instrument = models.CharField(
        max_length=100, blank=True, help_text="The form or procedure: OP-060102 (M)."
    )
    security_level = models.CharField(max_length=40, blank=True)
    eligible_on = models.DateField(null=True, blank=True, help_text="The current eligibility date.")
    submitted_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=ClassificationDecision, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None)
                | ~Q(decision="") & Q(decided_on__isnull=False),
                name="classification_decision_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(submitted_on=None)
                | Q(decided_on=None)
                | Q(decided_on__gte=F("submitted_on")),
                name="classification_is_decided_after_it_was_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


class FacilityLevels(models.Model):
    """The security levels for which a facility is meant, as its coordinator keeps them."""

    facility = models.OneToOneField(
        Facility, on_delete=models.PROTECT, related_name="security_levels"
    )
    levels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.facility}: {', '.join(self.levels)}"


class PopulationDay(models.Model):
    """How many people were placed in a unit at one level on one day, as counted on that day.

    level: "" for people without a decided classification. mismatched: whether the level was
    none of those for which the facility is meant.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    level = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField()
    mismatched = models.BooleanField(default=False)
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "unit", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "unit", "on", "level"],
                name="one_count_per_unit_day_and_level",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.facility}, {self.on}: {self.people}"
