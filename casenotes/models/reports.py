"""Contact reports: the formal primary and regular reports of an officer."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_changed
from agency.models import Facility, User
from casenotes.models.notes import ContactMode, _written_by
from casenotes.models.striking import about_somebody_unread
from casenotes.models.words import words_index
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class ReportKind(models.TextChoices):
    """COPP 10.3, Primary (initial) contact reports; Regular contact reports."""

    PRIMARY = "primary", "Primary Contact Report"
    REGULAR = "regular", "Regular Contact Report"


class ContactReportQuerySet(AboutOffenderQuerySet):
    """Reports, within what the reader may see."""

    access_object = "report"

    def standing(self) -> ContactReportQuerySet:
        """Those that were not struck as entered in error; only these fulfil anything."""
        return self.filter(strike=None)

    def visible_to(self, user: User) -> ContactReportQuerySet:
        """Reports that the user may read; of struck ones those that are not about somebody whom
        they may not read."""
        readable = self.filter(
            Q(offender_id__in=Offender.objects.in_scope(user, "report", Action.READ).values("pk"))
            | _written_by(user, "report")
        )
        return readable.exclude(about_somebody_unread(user, "report"))

    def struck_from(self, user: User) -> ContactReportQuerySet:
        """Reports that the user could read, had they not been struck as about somebody else."""
        people = Offender.objects.in_scope(user, "report", Action.READ)
        return self.filter(
            about_somebody_unread(user, "report"), offender_id__in=people.values("pk")
        )


class ContactReport(models.Model):
    """A signed report of one interview. Its answers are rows; both are never changed."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reports")
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=200, blank=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    interview_at = models.DateTimeField()
    interview_on = models.DateField()
    contact_mode = models.CharField(
        max_length=20, choices=ContactMode, default=ContactMode.FACE_TO_FACE
    )
    others_present = models.CharField(max_length=400, blank=True)
    summary = models.TextField(blank=True)
    signed_at = models.DateTimeField(default=clock.now)
    completed_on = models.DateField(help_text="The local date of signing; it fulfils the duty.")
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")

    objects = ContactReportQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-pk"]
        indexes = [
            models.Index(fields=["offender", "-completed_on"]),
            words_index("summary", "report_words"),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.completed_on}"


class ReportAnswer(models.Model):
    """One check of a primary report or one focus point of a regular one.

    item: a code of `casenotes.checklists`. A "no" carries an action; the report can be signed
    while the action is open.
    """

    report = models.ForeignKey(ContactReport, on_delete=models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    answer = models.BooleanField(null=True, help_text="Yes or no; empty for a focus point.")
    comment = models.TextField(blank=True)
    action = models.CharField(max_length=400, blank=True)
    action_by = models.CharField(max_length=200, blank=True)
    action_due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["report", "pk"]
        indexes = [words_index("comment", "answer_words")]
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="one_answer_per_item"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(answer=True) | ~Q(action=""),
                name="a_no_carries_an_action",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.item
