"""Unit classification teams: who attended them, and people's appearances before them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import Facility, Unit, User
from conferences.facility_records import OfFacilityQuerySet
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet

#: Before the person appears. 28 CFR 524.11 (B3 of the related facts).
NOTICE_HOURS = 48


class TeamSessionQuerySet(OfFacilityQuerySet):
    """Sessions of unit teams, within what the reader may see."""

    access_object = "team"
    facility_path = "unit__facility_id"

    def standing(self) -> TeamSessionQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class TeamSession(models.Model):
    """A unit's classification team met, and what the coordinator found there.

    P.S. 3510.08, Attachment A, II.M: attended at least every six months, each unit's team, to
    see that it is conducted properly and effectively.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    conducted_properly = models.BooleanField(null=True, blank=True)
    findings = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = TeamSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["unit", "on"])]

    def __str__(self) -> str:
        return f"Team of {self.unit} on {self.on}"


class TeamAttendance(models.Model):
    """Somebody attended a team. `as_coordinator`: as the facility's case management coordinator
    on that day, which is what the duty asks for. `unit` and `on` are the session's."""

    session = models.ForeignKey(TeamSession, on_delete=models.CASCADE, related_name="attendances")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    as_coordinator = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "staff"], name="attends_a_session_once")
        ]
        indexes = [
            models.Index(
                fields=["unit", "on"],
                condition=Q(as_coordinator=True),
                name="team_attended_by_coordinator",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} on {self.on}"


class AppearanceKind(models.TextChoices):
    """What the team meets for. 28 CFR 524.11."""

    INITIAL_CLASSIFICATION = "initial_classification", "Initial classification"
    PROGRAM_REVIEW = "program_review", "Program review"


class Appeared(models.TextChoices):
    """Whether the person came."""

    YES = "yes", "Appeared"
    REFUSED = "refused", "Refused to appear"
    UNABLE = "unable", "Could not appear"


class TeamAppearanceQuerySet(AboutOffenderQuerySet):
    """Appearances, within what the reader may see."""

    access_object = "team_appearance"

    def standing(self) -> TeamAppearanceQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class TeamAppearance(models.Model):
    """A person is to appear before the unit team: told 48 hours ahead, or having waived it in
    writing; then what came of it, and the copy of the report that the person was given.

    28 CFR 524.11. `held_on` is the day on which the team met on the case, whether the person came
    or not. `facility` is whose clocks `at` and the notice are read by.
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="team_appearances"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=AppearanceKind)
    at = models.DateTimeField(help_text="When the person is to appear.")
    noticed_at = models.DateTimeField(null=True, blank=True)
    noticed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_on = models.DateField(null=True, blank=True)
    waiver_reference = models.CharField(
        max_length=200, blank=True, help_text="Where the signed waiver is filed."
    )
    without_notice_because = models.CharField(
        max_length=400, blank=True, help_text="Why the team saw the person without notice."
    )
    held_on = models.DateField(null=True, blank=True)
    appeared = models.CharField(max_length=10, choices=Appeared, blank=True)
    reasons = models.TextField(blank=True, help_text="Why the person refused or could not come.")
    needs = models.TextField(blank=True)
    program = models.TextField(blank=True, help_text="The program that the team recommends.")
    copy_given_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = TeamAppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["offender", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None, appeared="") | Q(held_on__isnull=False) & ~Q(appeared=""),
                name="appearance_is_held_with_an_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.offender_id}"

    @property
    def local_at(self) -> datetime:
        """When, on the wall of the facility, without a zone."""
        return on_the_wall(self.at, self.facility)

    @property
    def notice_due(self) -> datetime:
        """The last moment for the notice, on the wall of the facility: 48 hours by its clock, the
        same time of day two days before, also across a change of the clocks."""
        return self.local_at - timedelta(hours=NOTICE_HOURS)

    @property
    def noticed_in_time(self) -> bool:
        """Whether the notice was given 48 hours ahead by the clock of the facility."""
        if self.noticed_at is None:
            return False
        return on_the_wall(self.noticed_at, self.facility) <= self.notice_due

    @property
    def notice_holds(self) -> bool:
        """Whether the team may see the person: told in time, or the notice was waived."""
        return self.noticed_in_time or self.waived_on is not None


def on_the_wall(moment: datetime, place: Facility) -> datetime:
    """The date and time that an aware moment has on the wall at `place`, without a zone."""
    return moment.astimezone(clock.zone(place)).replace(tzinfo=None)
