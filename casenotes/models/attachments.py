"""Files that belong to a note: scanned forms, photographs of paper, dictated text."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.drafts import Draft
from casenotes.models.notes import Amendment, CaseNote

if TYPE_CHECKING:
    from typing import Self

    from offenders.models import Offender


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files, by the rule of their note."""

    def visible_to(self, user: User) -> Self:
        """Files of notes that the user may read: a confidential note's are as confidential."""
        return self.filter(note_id__in=CaseNote.objects.visible_to(user).values("pk"))

    def with_verdicts(self) -> Self:
        """The same files, each with `found_clean`, `found_infected` and `scan_failed`."""

        def said(verdict: str) -> Exists:
            scans = AttachmentScan.objects.filter(attachment=OuterRef("pk"), verdict=verdict)
            return Exists(scans)

        return self.annotate(
            found_clean=said(ScanVerdict.CLEAN),
            found_infected=said(ScanVerdict.INFECTED),
            scan_failed=said(ScanVerdict.FAILED),
        )


class KeptFile(models.Model):
    """What is known of a file that somebody sent: its name there, its bytes here."""

    file_name = models.CharField(max_length=150, help_text="As the sender called it, cleaned.")
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(
        max_length=32, unique=True, help_text="Its random name among the private files."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"File {self.pk}"


class Attachment(KeptFile):
    """A file of a signed note, or of an addition to it; added and never changed."""

    note = models.ForeignKey(CaseNote, on_delete=models.PROTECT, related_name="attachments")
    amendment = models.ForeignKey(
        Amendment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        help_text="The addition with which it came; empty when it came with the note.",
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_by_name = models.CharField(max_length=400)
    added_at = models.DateTimeField(default=clock.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.note.offender_id

    @property
    def offender(self) -> Offender:
        """The person whom the note is about."""
        return self.note.offender


class ScanVerdict(models.TextChoices):
    """What the agency's scanner said."""

    CLEAN = "clean", "Scanned, nothing found"
    INFECTED = "infected", "Infected, put away"
    FAILED = "failed", "Could not be scanned"


class AttachmentScan(models.Model):
    """One run of the scanner over one file; the latest one that came to an end holds."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="scans")
    verdict = models.CharField(max_length=10, choices=ScanVerdict)
    exit_code = models.SmallIntegerField(null=True, blank=True)
    scanned_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["scanned_at", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.verdict} {self.scanned_at:%Y-%m-%d}"


class DraftFile(KeptFile):
    """A file that waits beside a draft: the form came back, and nothing that was sent is lost."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Names it in the form.")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "pk"]
