"""What was found at a conference: about its items, each sampled case, an officer's figures."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from conferences.models.conferences import Conference
from conferences.models.samples import SampledCase
from conferences.of_officers import AboutOfficerQuerySet


class Rating(models.TextChoices):
    """How a question of a review was answered."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NOT_APPLICABLE = "na", "Does not apply"


#: The six items of the conference, by field name of ConferenceReview (1.17, Case Conference).
CONFERENCE_ITEMS = {
    "report_results": "Caseload review report results",
    "contact_standard": "Contact standard met, and where the contacts took place",
    "plans_current": "Case plans current",
    "assessments_current": "Assessments current",
    "enrolments_current": "Enrolments current, or why not enrolled",
    "no_contact_reasons": "No-contact reasons where they apply",
}

#: The nine questions about each sampled case, by field name of CaseReview.
CASE_QUESTIONS = {
    "sub_categories": (
        "Were the highest risk sub-categories of the assessment identified and reviewed with the "
        "person?"
    ),
    "driver": "Was the driver identified and reviewed with the person?",
    "objectives": "Do the plan's objectives address the driver and the other high areas?",
    "enrolments": "Are enrolments in the plan, and do they address the driver or high areas?",
    "stabilisation_first": (
        "Was treatment prioritised with the person, stabilisation needs ahead of cognitive "
        "programs?"
    ),
    "adjustments": (
        "Do notes reflect the review of objectives, with changes of frequency and dose of "
        "treatment?"
    ),
    "stage_of_change": "Do notes reflect the person's stage of change?",
    "provider_feedback": "Do notes reflect what treatment providers say about progress?",
    "responses": "Do notes reflect timely and appropriate rewards and sanctions?",
}


class StageOfChange(models.TextChoices):
    """Where a person stands towards one thing."""

    PRECONTEMPLATION = "precontemplation", "Precontemplation"
    CONTEMPLATION = "contemplation", "Contemplation"
    PREPARATION = "preparation", "Preparation"
    ACTION = "action", "Action"
    MAINTENANCE = "maintenance", "Maintenance"
    RELAPSE = "relapse", "Relapse"
    NOT_RECORDED = "not_recorded", "Not in the notes"


#: The four things towards which it is recorded, by field name of CaseReview.
STAGE_TARGETS = {
    "stage_treatment": "Treatment",
    "stage_offence": "Offence",
    "stage_probation": "Probation status",
    "stage_victim": "Victim",
}


def _rating() -> models.CharField:
    return models.CharField(max_length=8, choices=Rating, blank=True)


def _stage() -> models.CharField:
    return models.CharField(max_length=20, choices=StageOfChange, blank=True)


def _all_answered(names: list[str]) -> Q:
    answered = Q()
    for name in names:
        answered &= ~Q(**{name: ""})
    return answered


def _closed_stays_closed() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name="closed_stays_closed",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__closed_at__isnull=False),
        ),
    ]


class CaseReview(models.Model):
    """The nine questions about one sampled case; kept in parts, closed when all are answered."""

    sampled_case = models.OneToOneField(
        SampledCase, on_delete=models.PROTECT, related_name="review"
    )
    sub_categories = _rating()
    driver = _rating()
    objectives = _rating()
    enrolments = _rating()
    stabilisation_first = _rating()
    adjustments = _rating()
    stage_of_change = _rating()
    provider_feedback = _rating()
    responses = _rating()
    stage_treatment = _stage()
    stage_offence = _stage()
    stage_probation = _stage()
    stage_victim = _stage()
    comments = models.JSONField(default=dict, blank=True, help_text="By the name of the question.")
    note_refs = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Ids of notes looked at."
    )
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["sampled_case__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | _all_answered([*CASE_QUESTIONS, *STAGE_TARGETS]),
                name="only_a_complete_case_review_is_closed",
            )
        ]
        triggers = _closed_stays_closed()

    def __str__(self) -> str:
        return f"Review of sampled case {self.sampled_case_id}"

    @property
    def answered(self) -> int:
        """How many of the nine questions have an answer."""
        return sum(bool(getattr(self, name)) for name in CASE_QUESTIONS)


class ConferenceReview(models.Model):
    """The six items gone through with the officer; closed when all are answered (PRO-016).

    `figures` keeps what the screen showed while they were answered: counts and percentages.
    """

    conference = models.OneToOneField(Conference, on_delete=models.PROTECT, related_name="review")
    report_results = _rating()
    contact_standard = _rating()
    plans_current = _rating()
    assessments_current = _rating()
    enrolments_current = _rating()
    no_contact_reasons = _rating()
    comments = models.JSONField(default=dict, blank=True, help_text="By the name of the item.")
    figures = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | _all_answered(list(CONFERENCE_ITEMS)),
                name="only_a_complete_conference_review_is_closed",
            )
        ]
        triggers = _closed_stays_closed()

    def __str__(self) -> str:
        return f"Review of conference {self.conference_id}"

    @property
    def answered(self) -> int:
        """How many of the six items have an answer."""
        return sum(bool(getattr(self, name)) for name in CONFERENCE_ITEMS)


class StatisticalReviewQuerySet(AboutOfficerQuerySet):
    """Statistical reviews; `reviewed_by` keeps access."""

    holder = "reviewed_by"


class StatisticalReview(models.Model):
    """The supervisor reviewed an officer's figures of one month (1.17, introduction; PRO-001).

    `month` is its first day; `figures` is what was looked at.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="statistical_reviews")
    month = models.DateField()
    figures = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    reviewed_on = models.DateField()
    reviewed_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = StatisticalReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "month"], name="one_statistical_review_per_officer_and_month"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="statistical_review_month_is_its_first_day"
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.officer}, {self.month:%B %Y}"
