"""Imports: what was brought in, by whom, when, and how many rows of it."""

from __future__ import annotations

from django.db import models

from agency import clock
from agency.models.jobs import Job
from agency.models.people import User


class ImportState(models.TextChoices):
    """How far an import is."""

    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    IMPORTING = "importing", "Being imported"
    IMPORTED = "imported", "Imported"
    REFUSED = "refused", "Not imported"
    CANCELLED = "cancelled", "Cancelled"


class ImportRun(models.Model):
    """One import. Records that it makes or changes name it in their history or source.

    The files that were uploaded and the refused rows lie under MEDIA_ROOT/imports/<id>/; this row
    holds counts only, never what the files say.
    """

    name = models.CharField(max_length=200, help_text="Of the file or folder that was sent.")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    created_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.CHECKING)
    live_from = models.DateField(
        null=True, blank=True, help_text="Asked for with this import; empty: the day of the first."
    )
    skip_refused = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(
        default=dict, blank=True, help_text="Counts for each file and the effect on due items."
    )
    job = models.ForeignKey(
        Job,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The work under way, or the last one.",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk}"

    @property
    def label(self) -> str:
        """How records name it: "Import 12 (nightly.zip)"."""
        return f"Import {self.pk} ({self.name})"
