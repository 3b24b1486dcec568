"""A newly assigned person's orientation at the facility and in the unit."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agency.immutable import never_changed
from agency.models import Facility
from casenotes.models.notes import CaseNote
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class OrientationLevel(models.TextChoices):
    """Each has a note type of its own: orientation_facility, orientation_unit."""

    FACILITY = "facility", "Facility orientation"
    UNIT = "unit", "Unit orientation"


class Acknowledgement(models.TextChoices):
    """What the person did when asked to acknowledge."""

    SIGNED = "signed", "Signed"
    REFUSED = "refused", "Refused to sign"


class OrientationQuerySet(AboutOffenderQuerySet):
    """Orientations, within what the reader may see."""

    access_object = "note"


class Orientation(models.Model):
    """What was explained and whether the person acknowledged it; one row for each level.

    OP-060101, II.C: "Participating in the facility and unit orientations of newly assigned
    offenders and ensuring offender awareness of available programs."
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="orientations")
    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="orientation")
    level = models.CharField(max_length=10, choices=OrientationLevel)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_on = models.DateField()
    programs_explained = ArrayField(models.CharField(max_length=200))
    acknowledgement = models.CharField(max_length=10, choices=Acknowledgement)
    acknowledged_on = models.DateField()
    refusal_reason = models.CharField(max_length=400, blank=True)

    objects = OrientationQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_level_display()} of {self.held_on}"
