"""What stands in a version of a plan: needs, goals, interventions and actions."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from agency.models import User
from plans.models.frozen import frozen_with_its_version
from plans.models.plans import Plan, PlanVersion, VersionStatus


class NeedSource(models.TextChoices):
    """How it is known that there is a need."""

    ASSESSMENT = "assessment", "Assessment"
    JUDGEMENT = "judgement", "Professional judgement"
    PERSON = "person", "The person"
    ORDER = "order", "Court or board"


class Need(models.Model):
    """Something to be addressed. `driver`: the leading need, at most one in a version.

    domain: the name of the assessment's domain where there is one; level: as the domain scored.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="needs")
    position = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=100)
    level = models.CharField(max_length=40, blank=True)
    driver = models.BooleanField(default=False)
    source = models.CharField(max_length=20, choices=NeedSource, default=NeedSource.JUDGEMENT)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(driver=True), name="at_most_one_driver"
            )
        ]
        triggers: list[pgtrigger.Trigger] = frozen_with_its_version()

    def __str__(self) -> str:
        return self.domain


class Goal(models.Model):
    """What is to be reached, in the agency's words and in the person's own (TPC, 5)."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField()
    need = models.ForeignKey(
        Need, on_delete=models.CASCADE, null=True, blank=True, related_name="goals"
    )
    goal = models.TextField()
    own_words = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        triggers: list[pgtrigger.Trigger] = frozen_with_its_version()

    def __str__(self) -> str:
        return f"Goal {self.position}"


class Intervention(models.Model):
    """A program, service or course: what, when, where and by whom."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="interventions")
    position = models.PositiveSmallIntegerField()
    need = models.ForeignKey(
        Need, on_delete=models.CASCADE, null=True, blank=True, related_name="interventions"
    )
    name = models.CharField(max_length=200)
    when = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=200, blank=True)
    by_whom = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["version", "position", "pk"]
        triggers: list[pgtrigger.Trigger] = frozen_with_its_version()

    def __str__(self) -> str:
        return self.name


class OwnerParty(models.TextChoices):
    """Who owes an action. TPC Case Management, 3."""

    PERSON = "person", "The person"
    PRISON_STAFF = "prison_staff", "Prison staff"
    RELEASING_AUTHORITY = "releasing_authority", "Releasing authority"
    COMMUNITY_SUPERVISION = "community_supervision", "Community supervision"
    PARTNER = "partner", "Partner"


class ReentryItem(models.TextChoices):
    """What an action prepares for in the time after release. OP-060101, II.K."""

    IDENTIFICATION = "identification", "Identification"
    HOUSING = "housing", "Housing"
    EMPLOYMENT = "employment", "Employment"
    HEALTH = "health", "Health care"
    BENEFITS = "benefits", "Benefits"
    TRANSPORT = "transport", "Transport"
    FAMILY = "family", "Family"
    SUPERVISION = "supervision", "First report to supervision"


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    """Actions, within what the reader may see."""

    def visible_to(self, user: User) -> PlanActionQuerySet:
        """Actions of plans that the user may read."""
        return self.filter(version__plan__in=Plan.objects.visible_to(user))

    def standing(self) -> PlanActionQuerySet:
        """One row for each action that was ever approved: that of the latest approved version
        which has it."""
        later = PlanAction.objects.filter(
            copied_from=OuterRef("pk"), version__status=VersionStatus.APPROVED
        )
        return self.filter(version__status=VersionStatus.APPROVED).filter(~Exists(later))

    def unfinished(self) -> PlanActionQuerySet:
        """Standing actions of plans in use that are neither done nor dropped."""
        return self.standing().filter(version__plan__ended_on=None, done_on=None, dropped_on=None)


class PlanAction(models.Model):
    """What somebody does by a day. What became of it is told after the approval, too.

    owner: the member of staff, when the product knows them; owner_name otherwise.
    copied_from: the same action in the version before. origin: its first row, which names it.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField()
    goal = models.ForeignKey(
        Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="actions"
    )
    what = models.CharField(max_length=400)
    owner_party = models.CharField(max_length=30, choices=OwnerParty)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_name = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    reentry = models.CharField(max_length=20, choices=ReentryItem, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=400, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=400, blank=True)
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_on=None), name="action_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | ~Q(dropped_because=""),
                name="dropped_actions_say_why",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = frozen_with_its_version(
            but=(
                "done_on",
                "outcome",
                "dropped_on",
                "dropped_because",
                "settled_by",
                "settled_at",
            )
        )

    def __str__(self) -> str:
        return f"Action {self.pk}"

    @property
    def offender_id(self) -> int:
        """The person's id, for the audit log."""
        return self.version.plan.offender_id

    @property
    def origin_id_or_own(self) -> int:
        """The id of the first row of this action through all versions."""
        return self.origin_id or self.pk

    @property
    def is_settled(self) -> bool:
        """Whether it is done or dropped."""
        return self.done_on is not None or self.dropped_on is not None

    @property
    def owner_words(self) -> str:
        """Who owes it, as the page says it."""
        if self.owner is not None:
            return self.owner.full_name
        return self.owner_name or self.get_owner_party_display()
