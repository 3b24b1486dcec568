"""Errors in signed records: reported by one, decided by another, struck and never removed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.notes import CaseNote
from casenotes.models.reports import ContactReport
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet

if TYPE_CHECKING:
    from datetime import datetime


class ErrorKind(models.TextChoices):
    """What is wrong with a record."""

    WRONG_PERSON = "wrong_person", "It is about another person"
    WRONG_CONTENT = "wrong_content", "What it says is wrong"


class ErrorOutcome(models.TextChoices):
    """What the one who decides makes of a report."""

    MOVED = "moved", "Struck here, entered on the right person"
    CORRECTED = "corrected", "To be written anew by its author; struck when that is signed"
    AMENDED = "amended", "Minor: the author adds what is right, the record stands"
    STRUCK = "struck", "Struck; nothing takes its place"
    DECLINED = "declined", "Declined: the record stands as it is"


def _one_record(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(note__isnull=False, report__isnull=True)
        | Q(note__isnull=True, report__isnull=False),
        name=name,
    )


class ErrorReportQuerySet(AboutOffenderQuerySet):
    """Reports of errors, within what the reader may see of the record itself."""

    access_object = "record_error"

    def open(self) -> ErrorReportQuerySet:
        """Those on which nobody has decided."""
        return self.filter(decision=None)

    def _on_readable(self, user: User) -> ErrorReportQuerySet:
        """On records that the user may read; a confidential note tells nothing to others."""
        return self.filter(
            Q(note__isnull=False, note_id__in=CaseNote.objects.visible_to(user).values("pk"))
            | Q(report__isnull=False, report_id__in=ContactReport.objects.visible_to(user))
        )

    def visible_to(self, user: User) -> ErrorReportQuerySet:
        """One's own, those that ask one's own text to be put right, those that one may decide."""
        deciders = self.in_scope(user, Action.APPROVE)
        concerned = Q(reported_by=user) | Q(note__author=user) | Q(report__author=user)
        return self._on_readable(user).filter(concerned | Q(pk__in=deciders.values("pk")))

    def decidable_by(self, user: User) -> ErrorReportQuerySet:
        """Open ones that the user may decide: never what one reported or wrote oneself."""
        within = self.in_scope(user, Action.APPROVE)
        return (
            self.open()
            ._on_readable(user)
            .filter(pk__in=within.values("pk"))
            .exclude(reported_by=user)
            .exclude(note__author=user)
            .exclude(report__author=user)
        )

    def asked_of(self, user: User) -> ErrorReportQuerySet:
        """Records that the user is to write anew and has not yet."""
        return self.filter(decision__outcome=ErrorOutcome.CORRECTED, strike=None).filter(
            Q(note__author=user) | Q(report__author=user)
        )


class ErrorReport(models.Model):
    """Somebody who may read a signed note or report says that it is wrong, and why.

    right_person: of whom it speaks, as the reporter knows it; only for the wrong person.
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="+", help_text="On whose file it stands."
    )
    note = models.ForeignKey(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="errors"
    )
    report = models.ForeignKey(
        ContactReport, on_delete=models.PROTECT, null=True, blank=True, related_name="errors"
    )
    kind = models.CharField(max_length=20, choices=ErrorKind)
    right_person = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField()
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_by_name = models.CharField(max_length=400)
    reported_by_role = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField(default=clock.now)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            _one_record("error_in_one_note_or_report"),
            models.CheckConstraint(
                condition=Q(right_person=None) | Q(kind=ErrorKind.WRONG_PERSON),
                name="right_person_only_of_a_wrong_one",
            ),
        ]
        indexes = [models.Index(fields=["offender", "-reported_at"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, reported {self.reported_at:%Y-%m-%d}"

    @property
    def record(self) -> CaseNote | ContactReport:
        """The signed note or report that it is about."""
        record = self.note or self.report
        assert record is not None
        return record

    @property
    def what(self) -> str:
        """What kind of record it is about: the name of its type."""
        return self.note.type.name if self.note else self.report.get_kind_display()  # type: ignore[union-attr]

    @property
    def happened_at(self) -> datetime:
        """When what the record tells of happened."""
        return self.note.occurred_at if self.note else self.report.interview_at  # type: ignore[union-attr]


class ErrorDecision(models.Model):
    """What another person decided on a report of an error."""

    error = models.OneToOneField(ErrorReport, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=ErrorOutcome)
    remark = models.TextField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by_name = models.CharField(max_length=400)
    decided_by_role = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} on {self.decided_at:%Y-%m-%d}"


class Strike(models.Model):
    """A signed note or report is struck: kept and shown as such, and it satisfies nothing.

    about_another: it speaks of somebody else, so its text is for those who may read that person
    (right_person; nobody else where that is unknown) and for those who decide on errors.
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="+", help_text="On whose file it stands."
    )
    error = models.OneToOneField(ErrorReport, on_delete=models.PROTECT, related_name="strike")
    note = models.OneToOneField(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="strike"
    )
    report = models.OneToOneField(
        ContactReport, on_delete=models.PROTECT, null=True, blank=True, related_name="strike"
    )
    about_another = models.BooleanField()
    right_person = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    new_note = models.OneToOneField(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="in_place_of"
    )
    new_report = models.OneToOneField(
        ContactReport, on_delete=models.PROTECT, null=True, blank=True, related_name="in_place_of"
    )
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    struck_by_name = models.CharField(max_length=400)
    struck_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [_one_record("strike_of_one_note_or_report")]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Struck on {self.struck_at:%Y-%m-%d}"
