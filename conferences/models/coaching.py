"""What follows a conference: its evaluation, and coaching until it is no longer needed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from conferences.models.conferences import Conference, would_change
from conferences.of_officers import AboutOfficerQuerySet


class ConferenceEvaluation(models.Model):
    """What the officer does well and what needs improvement (PRO-019).

    It may be written in parts. Recording it (`recorded_on`) shares it with the officer and fixes
    its words; after that only the officer adds to it, once, by acknowledging it.
    """

    conference = models.OneToOneField(
        Conference, on_delete=models.PROTECT, related_name="evaluation"
    )
    done_well = models.TextField(blank=True)
    to_improve = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    officer_comment = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at=None) | ~Q(done_well="") & ~Q(to_improve=""),
                name="a_shared_evaluation_says_both",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None, recorded_on=None)
                | Q(recorded_at__isnull=False, recorded_on__isnull=False),
                name="evaluation_recorded_at_a_time_and_day",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(recorded_at__isnull=False),
                name="only_a_shared_evaluation_is_acknowledged",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="shared_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__recorded_at__isnull=False)
                & would_change(
                    "done_well", "to_improve", "recorded_at", "recorded_on", "written_by"
                ),
            ),
            pgtrigger.Protect(
                name="acknowledged_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__acknowledged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Evaluation of conference {self.conference_id}"


class CoachingArea(models.TextChoices):
    """What is coached. 1.17, the last paragraph, names these."""

    TIME = "time_management", "Time management"
    PRIORITIES = "priorities", "Prioritisation of duties"
    COMPETENCIES = "competencies", "Core competencies"
    ASSESSMENT = "assessment", "Use and scoring of the assessment"
    RESPONSES = "responses", "Appropriate and timely sanctions and rewards"
    DRIVER = "driver", "Driver identification"
    OTHER = "other", "Something else"


class CoachingResource(models.TextChoices):
    """What helps. 1.17, the last paragraph, names these."""

    INSTRUCTOR = "instructor", "Assessment instructor: coaching or observation"
    QUALITY_COACH = "quality_coach", "Quality improvement coach: coaching or observation"
    STANDARDS = "standards", "Review of caseload standards and expectations"
    DATA_ENTRY = "data_entry", "Help with data entry"
    TRAINING = "training", "Further training"
    OTHER = "other", "Something else"


class CoachingItemQuerySet(AboutOfficerQuerySet):
    """Coaching by state."""

    holder = "agreed_by"

    def open(self) -> CoachingItemQuerySet:
        """Not closed: it goes with the officer to the next conference."""
        return self.filter(closed_on=None)


class CoachingItem(models.Model):
    """Coaching agreed with an officer, looked at on `next_check_on` until it is closed (PRO-020).

    It belongs to the officer: whoever supervises the officer next finds it open.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="coaching_items")
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="coaching"
    )
    area = models.CharField(max_length=20, choices=CoachingArea)
    what = models.CharField(max_length=1000)
    resource = models.CharField(max_length=20, choices=CoachingResource)
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    next_check_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    result = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = CoachingItemQuerySet.as_manager()

    class Meta:
        ordering = ["next_check_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("agreed_on")),
                name="coaching_closes_after_it_is_agreed",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(result=""), name="closed_coaching_has_a_result"
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "next_check_on"],
                condition=Q(closed_on=None),
                name="open_coaching_by_officer",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_coaching_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()}, agreed {self.agreed_on}"


class CoachingCheck(models.Model):
    """Somebody looked at how coaching goes. Never changed."""

    item = models.ForeignKey(CoachingItem, on_delete=models.PROTECT, related_name="checks")
    checked_on = models.DateField()
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    finding = models.TextField()
    next_check_on = models.DateField(null=True, blank=True, help_text="Empty when it was closed.")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["checked_on", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Check of coaching {self.item_id} on {self.checked_on}"
