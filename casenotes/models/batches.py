"""One session of a group, one note for each person who belongs to it."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.notes import CaseNote


class NoteBatch(models.Model):
    """What the notes of one group session have in common; each names it as its batch.

    A person's note never names who else was there, and nor does this.
    """

    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="note_batches")
    occurred_at = models.DateTimeField()
    common_text = models.TextField()
    people_count = models.PositiveSmallIntegerField()
    form_key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="Sent with the form: a double click is one."
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Batch {self.pk}"


class BatchLine(models.Model):
    """What one person's note of a batch has of its own."""

    batch = models.ForeignKey(NoteBatch, on_delete=models.PROTECT, related_name="lines")
    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="batch_line")
    attended = models.BooleanField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["batch", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Line {self.pk}"
