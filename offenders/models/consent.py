"""What a person allows to be shared with whom, and who works for those organisations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from offenders.models.caseload import DateSpan
from offenders.models.person import Offender
from offenders.models.programs import Organisation
from offenders.querysets import AboutOffenderQuerySet

if TYPE_CHECKING:
    from datetime import datetime


class OrganisationMember(models.Model):
    """A user works for an organisation outside the agency, from a day on.

    It is no part of the posting: the organisations stand on the people whom they serve, and the
    agency's own structure knows nothing of those.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation", "user__family_name", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="membership_does_not_end_before_it_starts",
            ),
            ExclusionConstraint(
                name="one_membership_per_organisation_on_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateSpan("from_on", "until_on", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"


class DataClass(models.TextChoices):
    """What a consent can cover. Name and number of the person go with each of them."""

    CONTACT = "contact", "Where the person is, and the officer in charge"
    PLAN = "plan", "Goals and actions of the plan"
    PROGRAMS = "programs", "Programs: referrals and enrolments"
    RISK = "risk", "Levels of assessments, and strengths"
    SUPERVISION = "supervision", "Supervision: terms and conditions"
    NOTES = "notes", "Notes that the partner writes"


class ConsentQuerySet(AboutOffenderQuerySet):
    """Consents by moment."""

    access_object = "consent"

    def in_force(self, at: datetime, on: date) -> ConsentQuerySet:
        """Those that hold at that moment, which is on that day at the agency.

        The day of signing and the day of expiry are included; an end acts at its moment.
        """
        ended = ConsentEnd.objects.filter(consent_id=OuterRef("pk"), at__lte=at)
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), signed_on__lte=on).filter(
            ~Exists(ended)
        )

    def naming_organisation_of(self, user: int, on: date) -> ConsentQuerySet:
        """Those that name an organisation for which the user (an id) works on that day."""
        works_for = (
            OrganisationMember.objects.filter(Q(until_on=None) | Q(until_on__gte=on))
            .filter(
                Q(organisation__closed_on=None) | Q(organisation__closed_on__gte=on),
                user_id=user,
                from_on__lte=on,
            )
            .values("organisation_id")
        )
        named = ConsentRecipient.objects.filter(
            consent_id=OuterRef("pk"), organisation_id__in=works_for
        )
        return self.filter(Exists(named))


class Consent(models.Model):
    """A written consent with every element of 42 CFR 2.31, as it was signed.

    It never changes; `ConsentEnd` ends it. It holds from the day of its signature through the
    day of its expiry.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="consents")
    discloser = models.CharField(max_length=400, help_text="Who may disclose.")
    data_classes = ArrayField(models.CharField(max_length=20, choices=DataClass))
    description = models.CharField(
        max_length=400, blank=True, help_text="The information in the words of the form."
    )
    purpose = models.CharField(max_length=400)
    right_to_revoke_told = models.BooleanField()
    signed_by = models.CharField(max_length=200, help_text="Whose signature is on it.")
    guardian = models.CharField(
        max_length=200,
        blank=True,
        help_text="By what right somebody else signed: parent, guardian.",
    )
    signed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="The last day of access.")
    expiry_event = models.CharField(
        max_length=200, blank=True, help_text="The event on which it ends, in place of a day."
    )
    document = models.CharField(max_length=200, help_text="Where the signed paper is kept.")
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        indexes = [models.Index(fields=["offender", "signed_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(expiry_event="") | Q(expires_on__isnull=False),
                name="consent_ends_on_a_day_or_an_event",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("signed_on")),
                name="consent_does_not_expire_before_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(right_to_revoke_told=True), name="consent_tells_of_the_right_to_revoke"
            ),
            models.CheckConstraint(
                condition=Q(data_classes__len__gt=0), name="consent_says_what_may_be_shared"
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Consent of {self.signed_on}"

    @property
    def classes_in_words(self) -> list[str]:
        """What it covers, in the words of the screen, in their usual order."""
        return [str(one.label) for one in DataClass if one.value in self.data_classes]


class ConsentRecipient(models.Model):
    """An organisation that a consent names."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="recipients")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consents"
    )

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "organisation"], name="recipient_once_per_consent"
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return str(self.organisation)


class ConsentEnding(models.TextChoices):
    """Why a consent ended before its day."""

    REVOKED = "revoked", "Revoked by the person"
    EVENT = "event", "The event on which it ends has come"
    ERROR = "error", "Recorded in error"


class ConsentEnd(models.Model):
    """The moment from which a consent holds no more."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=20, choices=ConsentEnding)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.at:%Y-%m-%d %H:%M}"
