"""The dissemination log: what left the agency about a person, to whom, when, by whom and why.

One log for everything: calls, releases, prints, exports and what partners are shown. 28 CFR 20.21
and 20.33 ask agencies to keep one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_changed
from agency.models import User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet

if TYPE_CHECKING:
    from datetime import date


class DisclosureKind(models.TextChoices):
    """How something was told or handed over."""

    PREGNANCY = "pregnancy_notification", "Notification by telephone"
    VIEWING = "viewing", "Viewed under supervision"
    RELEASE = "release", "Copy released"
    PRINT = "print", "Print taken from the system"
    EXPORT = "export", "File taken from the system"
    PARTNER = "partner_view", "Record shown to a partner by consent"
    INQUIRY = "inquiry", "Inquiry answered"


class Told(models.TextChoices):
    """What may be told in a call. To the hotline's operator the first four and nothing else:
    OP-060101, II.L.1."""

    NAME = "first_and_last_name", "First and last name"
    NUMBER = "number", "Number"
    PREGNANCY = "pregnancy", "The fact of the pregnancy"
    FACILITY = "facility", "Current facility"
    ANSWER = "answer", "The answer to an inquiry"


class DisclosureQuerySet(AboutOffenderQuerySet):
    """Entries of the log, within what the reader may see."""

    access_object = "disclosure"

    def visible_to(self, user: User) -> DisclosureQuerySet:
        """What the user may read; that a pregnancy was notified only who may know of it."""
        people = Offender.objects.in_scope(user, self.access_object, Action.READ)
        knowing = Offender.objects.in_scope(user, "pregnancy", Action.READ)
        return self.filter(
            ~Q(kind=DisclosureKind.PREGNANCY) | Q(offender_id__in=knowing.values("pk")),
            offender_id__in=people.values("pk"),
        )

    def in_days(self, from_on: date | None, until_on: date | None) -> DisclosureQuerySet:
        """Those of a period, both days included; None leaves an end open."""
        rows = self.filter(disclosed_on__gte=from_on) if from_on else self
        return rows.filter(disclosed_on__lte=until_on) if until_on else rows


class Disclosure(models.Model):
    """Something about a person was told, shown or handed to somebody: once, never changed.

    recipient: to whom. channel: on which way. what: in words, never the text of a record;
    fields: for a call, exactly what was told. consents: ids of the consents it rests on.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=30, choices=DisclosureKind)
    recipient = models.CharField(max_length=200)
    recipient_person = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=100)
    what = models.CharField(max_length=1000, blank=True)
    basis = models.CharField(
        max_length=400, blank=True, default="", help_text="Why the recipient may be told."
    )
    fields = ArrayField(models.CharField(max_length=30, choices=Told), default=list, blank=True)
    consents = ArrayField(models.BigIntegerField(), default=list, blank=True)
    printed = models.ForeignKey(
        "casenotes.PrintedReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
    )
    access_request = models.ForeignKey(
        "casenotes.AccessRequest",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
    )
    disclosed_at = models.DateTimeField()
    disclosed_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-disclosed_at", "-pk"]
        indexes = [models.Index(fields=["offender", "-disclosed_at"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Disclosure to {self.recipient} on {self.disclosed_on}"

    @property
    def fields_in_words(self) -> str:
        """What was told in a call, as a list in words."""
        return ", ".join(str(Told(code).label) for code in self.fields)

    @property
    def what_in_words(self) -> str:
        """What left, in words."""
        return self.what or self.fields_in_words
