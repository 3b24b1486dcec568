"""What somebody asked about a person, and what was answered."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_truncated
from agency.models import User
from casenotes.models.notes import CaseNote
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class Asker(models.TextChoices):
    """Who asked. All but the first two are outside parties."""

    PERSON = "person", "The person"
    STAFF = "staff", "Staff of the agency"
    FAMILY = "family", "Family or friend"
    LAWYER = "lawyer", "Lawyer"
    COURT = "court", "Court or prosecutor"
    AGENCY = "agency", "Another agency"
    PROVIDER = "provider", "Provider or employer"
    OTHER = "other", "Somebody else"


#: To tell these is no disclosure.
INSIDE = frozenset({Asker.PERSON, Asker.STAFF})


class Channel(models.TextChoices):
    """How an inquiry came."""

    IN_PERSON = "in_person", "In person"
    REQUEST_FORM = "request_form", "Request form"
    TELEPHONE = "telephone", "Telephone"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"


class Basis(models.TextChoices):
    """Why an outside party may be told."""

    CONSENT = "consent", "The person's written consent"
    COURT_ORDER = "court_order", "Court order or subpoena"
    STATUTE = "statute", "Duty or power in law"
    JUSTICE_AGENCY = "justice_agency", "Criminal justice agency, for its own work"
    PUBLIC_RECORD = "public_record", "Public record only"


class InquiryQuerySet(AboutOffenderQuerySet):
    """Inquiries, within what the reader may see."""

    access_object = "inquiry"

    def visible_to(self, user: User) -> InquiryQuerySet:
        """Inquiries that the user may read."""
        found: InquiryQuerySet = self.in_scope(user, Action.READ)  # type: ignore[assignment]
        return found

    def unanswered(self) -> InquiryQuerySet:
        """Those that wait for an answer."""
        return self.filter(answered_at=None)


class Inquiry(models.Model):
    """An inquiry about a person, answered by the officer in charge, whoever that is by then.

    `target_on` follows from a number of working days that the agency sets: a target, no duty of
    the policy, which names no time. Its answer is a signed note; what an outside party was told
    stands in the disclosure log with its basis. OP-060101, II.B; COPP 10.3, Case Officers: a
    prisoner's own request to the Case Officer is an inquiry from the person.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="inquiries")
    asker = models.CharField(max_length=20, choices=Asker)
    from_whom = models.CharField(max_length=200, blank=True, help_text="The name of who asked.")
    channel = models.CharField(max_length=20, choices=Channel)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    question = models.TextField()
    target_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told = models.BooleanField(
        null=True, help_text="Whether anything about the person was told; None: not yet answered."
    )
    note = models.OneToOneField(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiry"
    )
    disclosure = models.OneToOneField(
        "casenotes.Disclosure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inquiry",
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name_plural = "inquiries"
        indexes = [
            models.Index(
                fields=["offender"], condition=Q(answered_at=None), name="inquiry_unanswered"
            ),
            models.Index(fields=["offender", "-received_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    answered_at=None,
                    answered_on=None,
                    answered_by=None,
                    told=None,
                    note=None,
                    disclosure=None,
                )
                | Q(
                    answered_at__isnull=False,
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                    told__isnull=False,
                    note__isnull=False,
                ),
                name="inquiry_answered_with_its_note",
            ),
            models.CheckConstraint(
                condition=Q(told=None)
                | Q(told=False, disclosure=None)
                | Q(told=True, asker__in=["person", "staff"], disclosure=None)
                | Q(told=True, disclosure__isnull=False),
                name="outside_answer_has_its_disclosure",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answer_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="question_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__question__df=pgtrigger.F("new__question"))
                | pgtrigger.Q(old__offender__df=pgtrigger.F("new__offender"))
                | pgtrigger.Q(old__received_at__df=pgtrigger.F("new__received_at"))
                | pgtrigger.Q(old__asker__df=pgtrigger.F("new__asker")),
            ),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Inquiry of {self.received_on}"

    @property
    def is_outside(self) -> bool:
        """Whether who asked is outside the agency."""
        return self.asker not in INSIDE
