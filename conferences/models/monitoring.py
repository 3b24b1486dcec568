"""What the coordinator monitors: checks, reviews, audits, contacts. P.S. 3510.08, II."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import Facility, User
from conferences.facility_records import OfFacilityQuerySet


class MonitoringQuerySet(OfFacilityQuerySet):
    """Entries, within what the reader may see."""

    access_object = "monitoring"

    def awaiting_recheck(self) -> MonitoringQuerySet:
        """Those that are to be looked at again and have not been."""
        return self.filter(recheck_on__isnull=False, rechecked_on=None)


class MonitoringKind(models.TextChoices):
    """What was monitored. P.S. 3510.08, Attachment A, II.G to L, N, O and Q."""

    VICTIM_WITNESS = "victim_witness", "Victim and Witness Notification"
    FINANCIAL = "financial", "Financial Responsibility"
    OPERATIONAL_REVIEW = "operational_review", "Operational review"
    AUDIT = "audit", "Audit of case management"
    EXTERNAL_CONTACT = "external_contact", "Contact with a court or agency"


class MonitoringEntry(models.Model):
    """One check, review, audit or contact, what it found and what was done about it.

    Kept apart from the cases: nobody but the facility's coordinators reads it, since notification
    of victims is among it. `recurred`: whether the weakness was there again when rechecked.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MonitoringKind)
    on = models.DateField()
    subject = models.CharField(
        max_length=300, help_text="What was looked at, or with whom one was in contact."
    )
    sample_size = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many records were looked at."
    )
    findings = models.TextField()
    corrective_action = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)
    reported_to = models.CharField(max_length=200, blank=True)
    recheck_on = models.DateField(null=True, blank=True)
    rechecked_on = models.DateField(null=True, blank=True)
    recurred = models.BooleanField(null=True, blank=True)
    recheck_findings = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = MonitoringQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["facility", "-on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(rechecked_on=None, recurred=None)
                | Q(rechecked_on__isnull=False, recurred__isnull=False),
                name="a_recheck_says_whether_it_recurred",
            ),
            models.CheckConstraint(
                condition=Q(rechecked_on=None) | Q(rechecked_on__gte=F("on")),
                name="rechecked_after_it_was_found",
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None, reported_to="")
                | Q(reported_on__isnull=False) & ~Q(reported_to=""),
                name="a_report_names_its_reader_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"
