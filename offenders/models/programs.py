"""Programs, who was referred to them, who takes part, and who confirmed that this still holds."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from offenders.models.instruments import InstrumentDomain
from offenders.models.person import Offender
from offenders.querysets import AboutOffenderQuerySet


class OrganisationKind(models.TextChoices):
    """What an organisation outside the agency does."""

    PROVIDER = "provider", "Service or treatment provider"
    HUMAN_SERVICES = "human_services", "Human services agency"
    SUPERVISION = "supervision", "Community supervision"
    COMMUNITY = "community", "Community or faith group"
    OTHER = "other", "Other"


class Organisation(models.Model):
    """An organisation outside the agency: it provides programs, or works on a transition team."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    contact = models.CharField(
        max_length=400, blank=True, help_text="Whom to call or write to, and how."
    )
    closed_on = models.DateField(
        null=True, blank=True, help_text="The last day on which the agency works with it."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgramKind(models.TextChoices):
    """What a program is."""

    CBT = "cbt", "Cognitive behavioural"
    TREATMENT = "treatment", "Treatment"
    EDUCATION = "education", "Education"
    WORK = "work", "Work"
    RESIDENTIAL = "residential", "Residential treatment"
    SUPPORT = "support", "Housing, family and other support"


class Program(models.Model):
    """Something that people can be referred to or take part in."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=ProgramKind)
    provider = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programs",
        help_text="Empty: the agency itself.",
    )
    residential = models.BooleanField(
        default=False, help_text="People live there while they take part."
    )
    domains = models.ManyToManyField(InstrumentDomain, blank=True, related_name="programs")
    retired_on = models.DateField(
        null=True, blank=True, help_text="The last day on which somebody may be referred."
    )
    history = HistoricalRecords(m2m_fields=[domains])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReferralStatus(models.TextChoices):
    """How far a referral has come. CCMS, 4."""

    REFERRED = "referred", "Referred"
    ACCEPTED = "accepted", "Accepted"
    STARTED = "started", "Started"
    COMPLETED = "completed", "Completed"
    REFUSED = "refused", "Refused"
    NO_PLACE = "no_place", "No place"


#: What may follow what. Refused and no place may be taken up again.
REFERRAL_STEPS: dict[str, tuple[str, ...]] = {
    ReferralStatus.REFERRED: (
        ReferralStatus.ACCEPTED,
        ReferralStatus.STARTED,
        ReferralStatus.REFUSED,
        ReferralStatus.NO_PLACE,
    ),
    ReferralStatus.ACCEPTED: (
        ReferralStatus.STARTED,
        ReferralStatus.REFUSED,
        ReferralStatus.NO_PLACE,
    ),
    ReferralStatus.STARTED: (ReferralStatus.COMPLETED, ReferralStatus.REFUSED),
    ReferralStatus.COMPLETED: (),
    ReferralStatus.REFUSED: (ReferralStatus.REFERRED, ReferralStatus.ACCEPTED),
    ReferralStatus.NO_PLACE: (ReferralStatus.REFERRED, ReferralStatus.ACCEPTED),
}

#: Under way: the person waits for a place or takes part.
OPEN_REFERRAL = (ReferralStatus.REFERRED, ReferralStatus.ACCEPTED, ReferralStatus.STARTED)


class ReferralQuerySet(AboutOffenderQuerySet):
    """Referrals with how far they have come."""

    access_object = "program"

    def with_status(self) -> ReferralQuerySet:
        """Each with `status` and `status_on`, those of its newest step."""
        newest = ReferralStep.objects.filter(referral_id=OuterRef("pk")).order_by("-on", "-pk")
        return self.annotate(
            status=Subquery(newest.values("status")[:1]),
            status_on=Subquery(newest.values("on")[:1]),
        )

    def open(self) -> ReferralQuerySet:
        """Those under way, with their status."""
        return self.with_status().filter(status__in=OPEN_REFERRAL)


class Referral(models.Model):
    """Somebody asked that a person be given a place in a program, for a need. OP-060101, II.F."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="referrals")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="referrals")
    domain = models.ForeignKey(
        InstrumentDomain, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    need = models.CharField(max_length=400, blank=True, help_text="The need in words.")
    referred_on = models.DateField()
    referred_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-referred_on", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.program} from {self.referred_on}"


class ReferralStep(models.Model):
    """One step of a referral, on a day."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    status = models.CharField(max_length=20, choices=ReferralStatus)
    on = models.DateField()
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["referral", "-on", "-id"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_status_display()} on {self.on}"


class EnrolmentResult(models.TextChoices):
    """How taking part ended."""

    COMPLETED = "completed", "Completed"
    LEFT = "left", "Left before the end"
    REMOVED = "removed", "Removed"
    TRANSFERRED = "transferred", "Transferred"
    NOT_VALID = "not_valid", "Was not valid any more"


class EnrolmentQuerySet(AboutOffenderQuerySet):
    """Enrolments by day."""

    access_object = "program"

    def open_on(self, on: date) -> EnrolmentQuerySet:
        """Those under way on that day; the day of closing is not among them."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)


class Enrolment(models.Model):
    """A person takes part in a program, from a day on. 1.17, General Procedure."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="enrolments")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="enrolments")
    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=EnrolmentResult, blank=True)
    result_note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    history = HistoricalRecords()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, result="")
                | (Q(closed_on__gte=F("opened_on")) & ~Q(result="")),
                name="enrolment_closes_after_it_opens_with_a_result",
            ),
            models.UniqueConstraint(
                fields=["offender", "program"],
                condition=Q(closed_on=None),
                name="one_open_enrolment_per_program",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_on"], condition=Q(closed_on=None), name="enrolment_open")
        ]

    def __str__(self) -> str:
        return f"{self.program} from {self.opened_on}"


class EnrolmentVerification(models.Model):
    """Somebody looked whether an enrolment still holds. 1.17: those open over six months."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="verifications")
    on = models.DateField()
    still_valid = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["enrolment", "on"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{'Valid' if self.still_valid else 'Not valid'} on {self.on}"


class NoReferralReason(models.Model):
    """Why somebody is not referred to a kind of program for now. 1.17: referral, or why not."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="no_referrals")
    kind = models.CharField(max_length=20, choices=ProgramKind)
    reason = models.CharField(max_length=400)
    from_on = models.DateField()
    until_on = models.DateField(help_text="The last day on which it holds: then look again.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="no_referral_reason_does_not_end_before_it_starts",
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.reason
