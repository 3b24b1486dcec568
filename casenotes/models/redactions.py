"""What is withheld from a copy: marked by one person, approved by another. No record is altered."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.access_requests import AccessRequest


class WithholdingGround(models.TextChoices):
    """Why something is withheld; the words stand on the paper in its place."""

    THIRD_PERSON = "third_person", "about another person"
    SAFETY = "safety", "safety of a person"
    SECURITY = "security", "security of the facility"
    PROCEEDINGS = "proceedings", "investigation or proceedings"
    PRIVILEGE = "privilege", "legal privilege"
    NOT_ASKED = "not_asked", "not part of the request"


class Redaction(models.Model):
    """One round of marking what to withhold from the answer to a request.

    reviewed: what the preparer had before them when they submitted, as key of each entry to the
    first characters of its SHA-256; what is not in it, or has changed since, was seen by nobody.
    """

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="redactions")
    number = models.PositiveIntegerField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_by_name = models.CharField(max_length=400)
    begun_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["request", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="redaction_numbered_once")
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="submitted_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Redaction {self.number} of request {self.request_id}"


class Withholding(models.Model):
    """One entry, or one passage of it, is to be withheld. Lifted rather than deleted.

    entry: the key of the entry ("note:12"); part: which of its texts; start and end: characters
    of that text, both empty for the whole entry.
    """

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="withholdings")
    entry = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    ground = models.CharField(max_length=20, choices=WithholdingGround)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["redaction", "entry", "part", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None, part="")
                | (Q(start__isnull=False, end__gt=F("start")) & ~Q(part="")),
                name="withholding_of_an_entry_or_a_passage",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="mark_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted_at__isnull=False)
                | pgtrigger.Q(old__entry__df=pgtrigger.F("new__entry"))
                | pgtrigger.Q(old__part__df=pgtrigger.F("new__part"))
                | pgtrigger.Q(old__start__df=pgtrigger.F("new__start"))
                | pgtrigger.Q(old__end__df=pgtrigger.F("new__end"))
                | pgtrigger.Q(old__ground__df=pgtrigger.F("new__ground")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.part}".strip()

    @property
    def whole(self) -> bool:
        """Whether the whole entry is withheld."""
        return self.start is None


class RedactionCheck(models.Model):
    """A second person looked at what is to be withheld and approved it, or returned it.

    let_in: keys of restricted entries that this person lets into the copy; all others stay out.
    """

    redaction = models.OneToOneField(Redaction, on_delete=models.PROTECT, related_name="check_made")
    approved = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    let_in = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    reviewed = models.JSONField(default=dict, blank=True, help_text="Of `let_in`: key to hash.")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_by_name = models.CharField(max_length=400)
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved=True) | (~Q(reason="") & Q(let_in=[])),
                name="returned_redaction_says_why",
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{'Approved' if self.approved else 'Returned'} by {self.checked_by_name}"
