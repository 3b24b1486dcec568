"""The person, other names they are known by, and what staff must be warned of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.querysets import OffenderQuerySet

if TYPE_CHECKING:
    from offenders.models.caseload import CaseAssignment
    from offenders.models.custody import Placement


class Folded(Func):
    """Text as it is compared in searches: lower case, without accents.

    `folded_text` is an immutable SQL function made by a migration, so an index may use it.
    """

    function = "folded_text"
    output_field = models.TextField()


class Sex(models.TextChoices):
    """As the records system has it."""

    MALE = "male", "Male"
    FEMALE = "female", "Female"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


class LegalStatus(models.TextChoices):
    """Under which authority the person is held or supervised."""

    SENTENCED = "sentenced", "Sentenced"
    PRETRIAL = "pretrial", "Pretrial"
    HOLDOVER = "holdover", "Holdover"
    SUPERVISED = "supervised", "Under supervision"


class Offender(models.Model):
    """A person in custody or under supervision, known by the agency's own number."""

    number = models.CharField(max_length=40, unique=True)
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    legal_status = models.CharField(
        max_length=12, choices=LegalStatus, default=LegalStatus.SENTENCED
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    history = HistoricalRecords()

    objects = OffenderQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_names", "number"]
        indexes = [
            GinIndex(
                OpClass(
                    Folded(Concat(F("family_name"), Value(" "), F("given_names"))),
                    name="gin_trgm_ops",
                ),
                name="offender_name_trigrams",
            ),
            models.Index(fields=["family_name", "given_names", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.sort_name} ({self.number})"

    @property
    def sort_name(self) -> str:
        """As in lists: "HOLLOWAY, Trent"."""
        return f"{self.family_name.upper()}, {self.given_names}"

    @property
    def full_name(self) -> str:
        """As in sentences: "Trent Holloway"."""
        return f"{self.given_names} {self.family_name}"

    def age(self, on: date) -> int | None:
        """Whole years on that day, None when the date of birth is not known."""
        if self.date_of_birth is None:
            return None
        had_birthday = (on.month, on.day) >= (self.date_of_birth.month, self.date_of_birth.day)
        return on.year - self.date_of_birth.year - (not had_birthday)

    def current_assignment(self, on: date) -> CaseAssignment | None:
        """The link to the officer in charge on that day."""
        return self.assignments.holding_on(on).select_related("officer").first()

    def current_placement(self) -> Placement | None:
        """Where the person is held: a temporary placement before the permanent one."""
        return (
            self.placements.filter(departed_at=None)
            .select_related("facility", "unit")
            .order_by("permanent", "-arrived_at")
            .first()
        )


class Alias(models.Model):
    """Another name that the person is known by."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="aliases")
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ["family_name", "given_names"]
        indexes = [
            GinIndex(
                OpClass(
                    Folded(Concat(F("family_name"), Value(" "), F("given_names"))),
                    name="gin_trgm_ops",
                ),
                name="alias_name_trigrams",
            )
        ]

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_names}".rstrip(", ")


class Alert(models.Model):
    """A warning in words, shown wherever the person is shown."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="alerts")
    label = models.CharField(max_length=40, help_text="One or two words for lists: Separation.")
    text = models.CharField(max_length=400)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="alert_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.text
