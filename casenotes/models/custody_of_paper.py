"""Where signed paper is kept, and the files that go with a person to the next facility."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, User
from casenotes.models.prints import PrintedReport
from offenders.models import Movement, Offender


class PaperPlace(models.TextChoices):
    """Where a paper may lie. COPP 10.3, Records Management."""

    FILE = "file", "The person's file"
    CORPORATE_RECORDS = "corporate_records", "Corporate records"
    WITH_SIGNATORY = "signatory", "With somebody for signature"
    DESTROYED = "destroyed", "Destroyed"


class PaperLocation(models.Model):
    """A paper was put or sent somewhere; the newest row says where it is."""

    report = models.ForeignKey(PrintedReport, on_delete=models.PROTECT, related_name="locations")
    original = models.BooleanField(help_text="The signed original, not a copy of it.")
    place = models.CharField(max_length=20, choices=PaperPlace)
    moved_on = models.DateField()
    sent_to = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["report", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(original=True)
                | ~models.Q(place__in=["corporate_records", "signatory"]),
                name="copies_are_kept_on_the_file_only",
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_place_display()} since {self.moved_on}"


class GoingFile(models.TextChoices):
    """Files that go with the person. COPP 10.3, Records Management; OP-060101, III.B."""

    UNIT = "unit", "Unit file"
    ASSESSMENT = "assessment", "Assessment file"
    FIELD = "field", "Field file"


class FileStep(models.TextChoices):
    """What is said of a file at a transfer."""

    SENT = "sent", "Sent"
    NONE = "none", "There is none"
    RECEIVED = "received", "Received"


class TransferFile(models.Model):
    """One tick of the checklist of a transfer: a file was sent, was received, or does not exist.

    movement: the first row of the movement's chain of corrections.
    """

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="files_ticked")
    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="files_sent")
    file = models.CharField(max_length=20, choices=GoingFile)
    step = models.CharField(max_length=10, choices=FileStep)
    done_on = models.DateField()
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["movement", "file", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "file", "step"], name="one_tick_per_file_and_step"
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_file_display()}: {self.get_step_display()}"
