"""Correspondence that case management staff prepare for a signature. P.S. 3510.08, II.L."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class Signatory(models.TextChoices):
    """Who is to sign."""

    WARDEN = "warden", "Warden"
    CAMP_ADMINISTRATOR = "camp_administrator", "Camp Administrator"


class LetterState(models.TextChoices):
    """How far a letter is; it follows from the last step of its newest version."""

    DRAFT = "draft", "Draft"
    CHECKING = "checking", "In quality control"
    RETURNED = "returned", "Returned with remarks"
    PASSED = "passed", "Passed, to be signed"
    SIGNED = "signed", "Signed"
    WITHDRAWN = "withdrawn", "Not sent"


class LetterQuerySet(AboutOffenderQuerySet):
    """Letters, within what the reader may see."""

    access_object = "correspondence"


class Letter(models.Model):
    """One piece of correspondence about a person, prepared for the Warden's signature.

    Its state is kept with it and moves only by a step; what was written and done never changes.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="letters")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    addressed_to = models.CharField(max_length=200)
    signatory = models.CharField(max_length=20, choices=Signatory, default=Signatory.WARDEN)
    delegated = models.BooleanField(
        default=False, help_text="Decided by delegated authority; it is checked all the same."
    )
    state = models.CharField(max_length=20, choices=LetterState, default=LetterState.DRAFT)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        indexes = [models.Index(fields=["facility", "state"])]

    def __str__(self) -> str:
        return self.subject


class LetterVersion(models.Model):
    """The text of a letter at one time; another text is another version."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_version_numbers")
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Version {self.number}"


class LetterAct(models.TextChoices):
    """What is done to a version."""

    SUBMITTED = "submitted", "Given to quality control"
    RETURNED = "returned", "Returned"
    PASSED = "passed", "Passed quality control"
    SIGNED = "signed", "Signed"
    WITHDRAWN = "withdrawn", "Not sent"


class LetterStep(models.Model):
    """One act on one version. signed_by, signed_on: of a signature, which is made on paper."""

    version = models.ForeignKey(LetterVersion, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20, choices=LetterAct)
    remark = models.TextField(blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    by_role = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act=LetterAct.RETURNED) | ~Q(remark=""),
                name="a_returned_letter_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(act=LetterAct.SIGNED)
                | (Q(signed_on__isnull=False) & ~Q(signed_by="")),
                name="a_signature_has_name_and_day",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.get_act_display()
