"""Which days case management is covered, and the hours that case managers are assigned."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import Facility, User
from conferences.facility_records import OfFacilityQuerySet


class CoverageQuerySet(OfFacilityQuerySet):
    """Days and hours, within what the reader may see."""

    access_object = "coverage"


class CoverageDay(models.Model):
    """Somebody covers case management at a facility on a day.

    OP-060101, I: scheduled case management coverage a minimum of five days per week.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "on", "staff"], name="covers_a_facility_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} on {self.on}"


class Weekday(models.IntegerChoices):
    """A day of the week, counted as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class WorkHours(models.Model):
    """The hours of one weekday that the facility head assigned to somebody, from a day on.

    OP-060101, I: work hours that allow for accessibility. For information; no clock runs on it.
    """

    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField(help_text="Earlier than the start: on the next day.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which they hold.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "weekday", "pk"]
        verbose_name_plural = "work hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="work_hours_do_not_end_before_they_start",
            ),
            models.UniqueConstraint(
                fields=["staff", "facility", "weekday", "from_on"],
                name="work_hours_once_a_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
