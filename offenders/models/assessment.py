"""The assessments made of a person: scores, levels, overrides, findings, strengths.

Scores, levels and dates only: never items of an instrument or scoring guides.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from offenders.models.instruments import Instrument, InstrumentBand
from offenders.models.person import Offender

if TYPE_CHECKING:
    from typing import Any


class OverrideKind(models.TextChoices):
    """Why the level in force is not the one that the score gives."""

    PROFESSIONAL = "professional", "Professional"
    ADMINISTRATIVE = "administrative", "Administrative"
    TEMPORARY = "temporary", "Temporary"


class AssessmentReason(models.TextChoices):
    """Why somebody was assessed, or assessed again. CCMS, 1: throughout the reentry process."""

    INTAKE = "intake", "At intake or on receiving the case"
    PERIODIC = "periodic", "Periodic"
    AFTER_PROGRAM = "after_program", "After treatment or a program"
    CHANGE = "change", "Change of circumstances"
    BEFORE_RELEASE = "before_release", "Before release"
    OTHER = "other", "Other"


class Finding(models.TextChoices):
    """What a screening came to."""

    NONE = "none", "Nothing indicated"
    INDICATED = "indicated", "Need indicated: assess further"
    URGENT = "urgent", "Urgent need"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments, with or without what was corrected, with the level in force."""

    def standing(self) -> AssessmentQuerySet:
        """Those that hold: not corrected by a later row and not themselves a withdrawal."""
        return self.filter(corrected_at=None, withdraws=False)

    def with_level_on(self, on: date) -> AssessmentQuerySet:
        """Each with `level_in_force` (an override wins while it holds) and its `risk_group` by
        the bands of the day of assessment ("" or None where the agency gives none)."""
        overridden = ~Q(override_level="") & (
            Q(override_until_on=None) | Q(override_until_on__gte=on)
        )
        rows: Any = self.annotate(
            level_in_force=Case(When(overridden, then=F("override_level")), default=F("level"))
        )
        bands = InstrumentBand.objects.filter(
            Q(from_on=None) | Q(from_on__lte=OuterRef("assessed_on")),
            Q(until_on=None) | Q(until_on__gte=OuterRef("assessed_on")),
            instrument_id=OuterRef("instrument_id"),
            level=OuterRef("level_in_force"),
        )
        return rows.annotate(risk_group=Subquery(bands.values("group")[:1]))


class Assessment(models.Model):
    """The result of one assessment.

    A correction is a new row that names the old one; `withdraws` means that the old one never
    took place. `origin` is the first row of such a chain, so that correcting moves what is due
    and makes no twin.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="assessments")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    instrument_version = models.CharField(max_length=40, blank=True)
    assessed_on = models.DateField()
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    level = models.CharField(
        max_length=40, blank=True, help_text="By the bands in force on the day of assessment."
    )
    domain_scores = models.JSONField(default=dict, blank=True)
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    summary = models.TextField(blank=True)
    environment = models.TextField(
        blank=True, help_text="The circumstances that bear on it: home, neighbourhood, supports."
    )
    override_level = models.CharField(max_length=40, blank=True)
    override_kind = models.CharField(max_length=20, choices=OverrideKind, blank=True)
    override_reason = models.CharField(max_length=400, blank=True)
    override_until_on = models.DateField(
        null=True, blank=True, help_text="The last day of a temporary override."
    )
    assessor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unqualified_reason = models.CharField(
        max_length=400, blank=True, help_text="Why somebody not qualified for it made it."
    )
    reason = models.CharField(max_length=20, choices=AssessmentReason, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction_reason = models.CharField(max_length=400, blank=True)
    withdraws = models.BooleanField(default=False)
    corrected_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when a later row corrects this one."
    )
    history = HistoricalRecords()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender", "instrument", "assessed_on"],
                condition=Q(corrected_at=None, withdraws=False),
                name="one_assessment_per_instrument_and_day",
            ),
            models.CheckConstraint(
                condition=Q(override_level="", override_kind="", override_until_on=None)
                | (~Q(override_level="") & ~Q(override_kind="") & ~Q(override_reason="")),
                name="override_has_kind_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(override_kind=OverrideKind.TEMPORARY)
                | Q(override_until_on__isnull=False),
                name="temporary_override_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.level or self.score}"

    @property
    def origin_id_or_own(self) -> int:
        """The id of the first row of this chain of corrections."""
        return self.origin_id or self.pk

    def overridden_on(self, on: date) -> bool:
        """Whether an override holds on that day; its last day is included."""
        return bool(self.override_level) and (
            self.override_until_on is None or on <= self.override_until_on
        )

    def level_on(self, on: date) -> str:
        """The level in force on that day: an override's while it holds, else the score's."""
        return self.override_level if self.overridden_on(on) else self.level


class Strength(models.Model):
    """A strength that an assessment found, in words. CCMS, 1: what can be drawn upon."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="strengths")
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ["pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.text
