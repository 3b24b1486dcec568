"""Drafts: what somebody has typed and not yet signed, kept on the server for them alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from agency import clock
from agency.models import User
from offenders.models import Offender

if TYPE_CHECKING:
    from typing import Self


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, always of one owner."""

    def of(self, user: User) -> Self:
        """The user's own drafts; nobody else's are ever shown."""
        return self.filter(owner=user)


class Draft(models.Model):
    """One unsigned form. It outlives the session, a crash, a transfer and a reassignment.

    form: "note", "primary_report", "regular_report", "termination_summary" or
    "amendment:<note or report>:<id>". content: the form's fields as they were typed.
    version counts the saves: a second tab with an older version is told, never obeyed.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=60)
    content = models.JSONField(default=dict)
    form_key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "offender", "form"], name="one_draft_per_person_and_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} by {self.owner_id} on {self.offender_id}"
