"""What an edition would change, worked out on the real caseload before it is in force."""

from __future__ import annotations

from django.db import models

from agency import clock
from agency.models import Facility, Job, Unit, User
from offenders.models import Offender


class Preview(models.Model):
    """One calculation: this edition, there, from that day. It never touches a due item."""

    edition = models.ForeignKey(
        "scheduling.PolicyEdition", on_delete=models.PROTECT, related_name="previews"
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True, help_text="The totals, once finished.")
    rows_deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.edition} from {self.from_on}"


class Change(models.TextChoices):
    """What becomes of an item."""

    GAINED = "gained", "Gained"
    LOST = "lost", "Lost"
    MOVED = "moved", "Moved"
    OVERDUE = "overdue", "Overdue on the first day"


class Reach(models.TextChoices):
    """How far ahead a preview looks."""

    FIRST_DAY = "first_day", "On the first day"
    YEAR = "year", "In the first twelve months"


class PreviewChange(models.Model):
    """One change of one duty of one subject; for the year, of the first item that it concerns.

    Either a case or an officer, facility or unit by itself, as with due items.
    """

    preview = models.ForeignKey(Preview, on_delete=models.CASCADE, related_name="changes")
    reach = models.CharField(max_length=10, choices=Reach)
    change = models.CharField(max_length=10, choices=Change)
    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    standard = models.CharField(max_length=60)
    items = models.PositiveIntegerField(default=1)
    before_on = models.DateField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["preview", "reach", "change", "facility"]),
            models.Index(fields=["preview", "reach", "change", "officer"]),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.change}"
