"""The transition team around a person: who belongs to it from when until when, and who leads."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.models import User
from offenders.models.caseload import DateSpan
from offenders.models.consent import Consent
from offenders.models.person import Offender
from offenders.models.programs import Organisation
from offenders.querysets import AboutOffenderQuerySet


class TeamCategory(models.TextChoices):
    """Who generally belongs to a transition team. CCMS, 2."""

    PERSON = "person", "The person"
    PRISON_STAFF = "prison_staff", "Prison staff"
    SUPERVISION = "supervision", "Community supervision"
    PROVIDER = "provider", "Service provider"
    SUPPORT = "support", "Family or pro-social support"


class TeamQuerySet(AboutOffenderQuerySet):
    """Members and leads by day."""

    access_object = "team_member"

    def holding_on(self, on: date) -> TeamQuerySet:
        """Those who belong to the team, or lead it, on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)


class TeamMember(models.Model):
    """Somebody on the transition team: a user, or a name with an organisation. CCMS, 2."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="team")
    category = models.CharField(max_length=20, choices=TeamCategory)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )
    name = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="team_members"
    )
    part = models.CharField(
        max_length=200, blank=True, help_text="The part that they play: housing, sponsor, mother."
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="team_members"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on the team.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["category", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="team_membership_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""), name="team_member_has_a_name"
            ),
            ExclusionConstraint(
                name="team_member_once_on_a_day",
                expressions=[
                    ("offender", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name if self.user else self.name


class TeamPhase(models.TextChoices):
    """The three phases of reentry. CCMS, 2; the words are the agency's (`Agency.terms`)."""

    INSTITUTIONAL = "institutional", "Institutional"
    REENTRY = "reentry", "Reentry and community supervision"
    REINTEGRATION = "reintegration", "Reintegration"


#: Who usually leads in a phase. CCMS, 2: prison staff, parole officers, human services agencies
#: or community providers "may lead the team".
USUAL_LEAD = {
    TeamPhase.INSTITUTIONAL: TeamCategory.PRISON_STAFF,
    TeamPhase.REENTRY: TeamCategory.SUPERVISION,
    TeamPhase.REINTEGRATION: TeamCategory.PROVIDER,
}


class TeamLead(models.Model):
    """Who leads the team in which phase. The database holds that nobody leads beside another."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="team_leads")
    phase = models.CharField(max_length=20, choices=TeamPhase)
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="leads")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day of leading.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="team_lead_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="one_team_lead_on_a_day",
                expressions=[
                    ("offender", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_phase_display().lower()}"
