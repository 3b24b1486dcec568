"""Drafts: what somebody has typed and not yet signed, kept on the server for them alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

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

    form: "note", "primary_report", "regular_report", "termination_summary", "risk_alert",
    "inquiry", "answer:<id>", "orientation", "amendment:<note or report>:<id>", or "group" for a
    session of many people, the one form without a person of its own. content: the form's fields
    as they were typed. version counts the saves: a second tab with an older version is told,
    never obeyed. warned_on: the day on which the owner was first told that it will be discarded;
    empty again once it is gone on with.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    form = models.CharField(max_length=60)
    content = models.JSONField(default=dict)
    form_key = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    warned_on = models.DateField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "offender", "form"],
                name="one_draft_per_person_and_form",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(offender__isnull=False) | Q(form="group"),
                name="only_drafts_of_a_group_name_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} by {self.owner_id} on {self.offender_id}"
