"""Supervision in the community, its conditions, and custody elsewhere while it lasts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.person import Offender
from offenders.querysets import AboutOffenderQuerySet


class SupervisionQuerySet(AboutOffenderQuerySet):
    """Bookings and terms that were not withdrawn as never having been."""

    access_object = "supervision"

    def standing(self) -> SupervisionQuerySet:
        """Those that hold."""
        return self.filter(withdrawn_at=None)


class BookingType(models.TextChoices):
    """Why somebody under supervision is held elsewhere."""

    NEW_ARREST = "new_arrest", "New arrest"
    WARRANT = "warrant", "Warrant"
    HOLD = "hold", "Hold for the supervising agency"
    FLASH = "flash", "Short custody as a response"
    SENTENCE = "sentence", "Serving a sentence"
    OTHER = "other", "Other"


class CustodyBooking(models.Model):
    """A person under community supervision is held in custody elsewhere. 1.17: the booking type
    is completed for people in custody."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="bookings")
    booked_on = models.DateField()
    place = models.CharField(max_length=200, help_text="Which jail or prison.")
    booking_type = models.CharField(max_length=20, choices=BookingType, blank=True)
    typed_on = models.DateField(
        null=True, blank=True, help_text="The day on which the booking type was completed."
    )
    sentenced = models.BooleanField(default=False)
    planned_release_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_on=None) | Q(released_on__gte=F("booked_on")),
                name="booking_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(booking_type="", typed_on=None)
                | (~Q(booking_type="") & Q(typed_on__gte=F("booked_on"))),
                name="booking_type_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["offender"],
                condition=Q(released_on=None, withdrawn_at=None),
                name="one_open_booking_per_offender",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} from {self.booked_on}"


class SupervisionKind(models.TextChoices):
    """Under which authority somebody is supervised."""

    PROBATION = "probation", "Probation"
    PAROLE = "parole", "Parole"
    POST_RELEASE = "post_release", "Post-release supervision"


class SupervisionEnd(models.TextChoices):
    """How a term of supervision ended."""

    COMPLETED = "completed", "Completed"
    REVOKED = "revoked", "Revoked"
    TRANSFERRED = "transferred", "Transferred"
    ABSCONDED = "absconded", "Absconded"
    DIED = "died", "Died"


class SupervisionTerm(models.Model):
    """A time under supervision in the community."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=20, choices=SupervisionKind)
    court_case = models.CharField("court case", max_length=100, blank=True)
    from_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, choices=SupervisionEnd, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("from_on")),
                name="term_does_not_expire_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_how="")
                | (Q(ended_on__gte=F("from_on")) & ~Q(ended_how="")),
                name="term_ends_after_it_starts_and_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_on}"


class SupervisionCondition(models.Model):
    """One condition of a term, in the court's or the board's words, while it holds."""

    term = models.ForeignKey(SupervisionTerm, on_delete=models.PROTECT, related_name="conditions")
    text = models.CharField(max_length=400)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="condition_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.text
