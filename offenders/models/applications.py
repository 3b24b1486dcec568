"""What a person may apply for on the way out of prison, and whether they were told of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.person import Offender
from offenders.querysets import AboutOffenderQuerySet


class ApplicationQuerySet(AboutOffenderQuerySet):
    """Applications of people."""

    access_object = "application"

    def current(self) -> ApplicationQuerySet:
        """Those that are still wanted and have no outcome."""
        return self.filter(no_longer_wanted_on=None, outcome="")


class ApplicationKind(models.TextChoices):
    """What may be applied for. COPP 10.3, Regular contact reports, c)."""

    HOME_LEAVE = "home_leave", "Home leave"
    EMPLOYMENT_PROGRAM = "employment_program", "Prisoner Employment Program"
    PAROLE = "parole", "Parole"
    REENTRY_RELEASE = "reentry_release", "Re-entry release"


class ApplicationOutcome(models.TextChoices):
    """What came of an application that was made."""

    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Application(models.Model):
    """From a day on a person may apply for something; before it they are told what it needs.

    COPP 10.3, Additional contact and reporting by Case Officers.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="applications")
    kind = models.CharField(max_length=20, choices=ApplicationKind)
    eligible_on = models.DateField(help_text="The first day on which the person may apply.")
    informed_on = models.DateField(null=True, blank=True)
    informed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    informed_note = models.CharField(max_length=400, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    applied_before_informed = models.BooleanField(
        default=False, help_text="The person applied without having been told first."
    )
    outcome = models.CharField(max_length=20, choices=ApplicationOutcome, blank=True)
    no_longer_wanted_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-eligible_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(informed_on=None) | Q(informed_by=None, informed_note=""),
                name="application_says_when_the_person_was_told",
            ),
            models.CheckConstraint(
                condition=Q(applied_on=None, applied_before_informed=False, outcome="")
                | Q(applied_on__isnull=False),
                name="application_without_a_day_has_no_outcome",
            ),
            models.CheckConstraint(
                condition=Q(applied_on=None)
                | Q(applied_before_informed=True)
                | Q(informed_on__isnull=False, applied_on__gte=F("informed_on")),
                name="application_follows_the_telling_or_says_so",
            ),
            models.UniqueConstraint(
                fields=["offender", "kind", "eligible_on"],
                condition=Q(no_longer_wanted_on=None),
                name="one_current_application_per_kind_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.eligible_on}"
