"""Meetings of staff, and their minutes: forwarded, kept for years, disposed of by a person."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.access import Action
from agency.immutable import never_truncated
from agency.models import Facility, User
from conferences.facility_records import OfFacilityQuerySet


class MeetingKind(models.TextChoices):
    """Who meets. P.S. 3510.08, Attachment A, II.C; OP-060101, IV."""

    CM_GROUP = "cm_group", "Case managers as a group"
    UNIT_SUPPORT = "unit_support", "Unit support staff"
    CASE_MANAGEMENT_STAFF = "case_management_staff", "Case management staff"
    OTHER = "other", "Other meeting"


class MeetingTopic(models.TextChoices):
    """What the policies ask meetings to discuss."""

    NEW_POLICY = "new_policy", "New policy statements and memoranda"
    REVIEW_TRENDS = "review_trends", "Program review trends"
    OTHER_DEPARTMENTS = "other_departments", "Concerns of other departments"
    ADMINISTRATION = "administration", "Concerns of the administration"
    STATEWIDE_CLASSIFICATION = "statewide_classification", "Agency-wide classification issues"
    PROCEDURAL_CHANGES = "procedural_changes", "Agency and facility procedural changes"
    FACILITY_ISSUES = "facility_issues", "Facility case management issues"


class MeetingQuerySet(OfFacilityQuerySet):
    """Meetings, within what the reader may see."""

    access_object = "meeting"

    def standing(self) -> MeetingQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Meeting(models.Model):
    """A meeting that was held. A mistake in it is corrected; a meeting that never was is
    withdrawn and stays, marked."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=MeetingKind)
    held_on = models.DateField()
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    topics = ArrayField(models.CharField(max_length=30, choices=MeetingTopic), default=list)
    discussed = models.TextField(blank=True, help_text="The agenda, or what was discussed.")
    others_present = models.TextField(blank=True, help_text="Names of people without an account.")
    attendees = models.ManyToManyField(User, through="MeetingAttendee", related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["facility", "kind", "held_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.held_on}"

    @property
    def topic_words(self) -> list[str]:
        """The topics in words, in the order of the policies."""
        return [topic.label for topic in MeetingTopic if topic in self.topics]


class MeetingAttendee(models.Model):
    """A member of staff was at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["staff__family_name", "staff__given_names", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "staff"], name="attendee_once_a_meeting")
        ]

    def __str__(self) -> str:
        return str(self.staff)


class MeetingTraining(models.Model):
    """Training that was given at a meeting, and by whom.

    P.S. 3510.08, Attachment A, II.C: case managers share in it when qualified.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="trainings")
    subject = models.CharField(max_length=200)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_by_name = models.CharField(
        max_length=200, blank=True, help_text="Of somebody without an account."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def trainer(self) -> str:
        """Who gave it, "" when nobody wrote that down."""
        return self.given_by.full_name if self.given_by else self.given_by_name


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Minutes, within what the reader may see."""

    def in_scope(self, user: User, action: Action | str) -> MinutesQuerySet:
        """Minutes of meetings to which the user may do `action`."""
        meetings = Meeting.objects.standing().in_scope(user, action)
        return self.filter(meeting_id__in=meetings.values("pk"))

    def disposable_on(self, on: date) -> MinutesQuerySet:
        """Minutes that a person may dispose of on that day."""
        return self.filter(disposed_on=None, legal_hold=False, kept_through__lt=on)


class Minutes(models.Model):
    """The minutes of a meeting, or where they lie on paper.

    P.S. 3510.08, Attachment A, II.C: prepared, forwarded to the regional office, maintained two
    years. `kept_months` is what the policy said when they were prepared; `kept_through` is the
    last day of keeping, the anniversary of the meeting (M8), and follows its date. They are
    disposable from the next day; a legal hold wins. Once forwarded the text stands; the disposal
    removes it, from here for good, and the rest stays as the log of it.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField(blank=True)
    reference = models.CharField(
        max_length=200, blank=True, help_text="Where they lie, when they are not written here."
    )
    prepared_on = models.DateField()
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    forwarded_on = models.DateField(null=True, blank=True)
    forwarded_to = models.CharField(max_length=200, blank=True)
    forwarded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_months = models.PositiveSmallIntegerField()
    kept_through = models.DateField()
    legal_hold = models.BooleanField(default=False)
    disposed_on = models.DateField(null=True, blank=True)
    disposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The text is in no history, or its disposal would not remove it.
    history = HistoricalRecords(excluded_fields=["text"])

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "minutes"
        indexes = [models.Index(fields=["kept_through"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(disposed_on=None)
                | Q(disposed_on__gt=F("kept_through"), legal_hold=False, text=""),
                name="minutes_disposed_of_after_they_were_kept",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="forwarded_text_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.forwarded_on IS NOT NULL AND NEW.disposed_on IS NULL"
                    " AND (OLD.text IS DISTINCT FROM NEW.text"
                    " OR OLD.forwarded_on IS DISTINCT FROM NEW.forwarded_on)"
                ),
            ),
            pgtrigger.Protect(
                name="disposal_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.disposed_on IS NOT NULL"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting_id}"

    @property
    def disposable_from(self) -> date:
        """The first day on which a person may dispose of them, a legal hold aside."""
        return self.kept_through + timedelta(days=1)


class LegalHold(models.Model):
    """Minutes are kept beyond their time: set by whom and why, lifted by whom and why."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=400)
    set_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["set_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes"],
                condition=Q(lifted_on=None),
                name="one_legal_hold_at_a_time",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="lifted_hold_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.lifted_on IS NOT NULL OR OLD.reason IS DISTINCT FROM NEW.reason"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Hold from {self.set_on}"
