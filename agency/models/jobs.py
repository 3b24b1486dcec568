"""Later work is a row first."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from agency import clock
from agency.models.people import User


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Job(models.Model):
    """A piece of work to do after the transaction that asked for it.

    It is the outbox, the progress bar, the cancel button and the record of what ran. Its
    arguments are ids and ISO dates only.
    """

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, blank=True)
    period = models.CharField(
        max_length=120,
        null=True,
        blank=True,
        help_text="For work that may happen once only for a day, person or facility.",
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=1000, blank=True, help_text="In words for the screen.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period"],
                condition=Q(period__isnull=False),
                name="job_once_per_kind_and_period",
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_open_by_time",
            ),
            models.Index(fields=["requested_by", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether it still may do something."""
        return self.state in {JobState.WAITING, JobState.RUNNING}
