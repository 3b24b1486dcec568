"""What a person under supervision did, good or bad, and how the agency answered it."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class BehaviourKind(models.TextChoices):
    """Whether it is to be encouraged or to be answered."""

    POSITIVE = "positive", "Progress or achievement"
    NEGATIVE = "negative", "Violation or setback"


class Severity(models.TextChoices):
    """How much weight it has."""

    MINOR = "minor", "Minor"
    MODERATE = "moderate", "Moderate"
    MAJOR = "major", "Major"


class BehaviourNature(models.TextChoices):
    """TPC Case Management, 6: behaviour of adjustment is told apart from behaviour of risk."""

    ADJUSTMENT = "adjustment", "Adjustment to life outside"
    RISK = "risk", "Risk to public safety"
    UNCLEAR = "unclear", "Unclear"


class ResponseKind(models.TextChoices):
    """How behaviour is answered."""

    REWARD = "reward", "Reward"
    SANCTION = "sanction", "Sanction"


class BehaviourQuerySet(AboutOffenderQuerySet):
    """Behaviour, within what the reader may see."""

    access_object = "behaviour"

    def standing(self) -> BehaviourQuerySet:
        """Rows that no later row corrects, and that were not struck as never having been."""
        return self.filter(corrected_by=None, withdrawn=False)


class ResponseLevel(models.Model):
    """One step of the agency's graduated responses; the lowest step has the lowest number."""

    kind = models.CharField(max_length=10, choices=ResponseKind)
    step = models.PositiveSmallIntegerField(help_text="1 is the lowest.")
    name = models.CharField(max_length=100)
    needs_approval = models.BooleanField(
        default=False, help_text="Somebody else has to agree before it is imposed."
    )
    in_use = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "step", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="response_level_named_once"),
            models.CheckConstraint(condition=Q(step__gte=1), name="response_levels_start_at_one"),
        ]

    def __str__(self) -> str:
        return self.name


class RecordedFact(models.Model):
    """Added and never changed: a correction is a new row that names the row before.

    withdrawn: this row says that there never was such a thing. origin: the first row of a line of
    corrections, by which other records name it; empty on the first row itself.
    """

    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    correction_reason = models.CharField(max_length=400, blank=True)
    withdrawn = models.BooleanField(default=False)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        abstract = True

    @property
    def first_id(self) -> int:
        """The id of the first row, which names this fact through all its corrections."""
        return self.origin_id or self.pk  # type: ignore[attr-defined]


class BehaviourEvent(RecordedFact):
    """Something that a person did, and when the agency learned of it.

    need: the need or driver of the plan that it belongs to, by its name there. after_release:
    days since the latest release when it happened, where there was one.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="behaviour")
    kind = models.CharField(max_length=10, choices=BehaviourKind)
    occurred_on = models.DateField()
    learned_on = models.DateField()
    severity = models.CharField(max_length=10, choices=Severity)
    nature = models.CharField(max_length=12, choices=BehaviourNature, blank=True)
    need = models.CharField(max_length=100, blank=True)
    what = models.TextField()
    after_release = models.PositiveIntegerField(null=True, blank=True)

    objects = BehaviourQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-pk"]
        indexes = [models.Index(fields=["offender", "-occurred_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(learned_on__gte=F("occurred_on")),
                name="behaviour_learned_of_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(kind="positive", nature="") | (Q(kind="negative") & ~Q(nature="")),
                name="violations_say_their_nature",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Behaviour of {self.occurred_on}"


class BehaviourResponse(RecordedFact):
    """A reward or a sanction, as it was imposed. event: the first row of the event answered.

    DPO, Introduction: as close in time to the behaviour as possible, the lowest level first.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="responses")
    event = models.ForeignKey(BehaviourEvent, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(max_length=10, choices=ResponseKind)
    level = models.ForeignKey(ResponseLevel, on_delete=models.PROTECT, related_name="+")
    level_name = models.CharField(max_length=100, help_text="As it was called then.")
    step = models.PositiveSmallIntegerField(help_text="As it stood then.")
    imposed_on = models.DateField()
    rationale = models.TextField()
    above_lowest_reason = models.CharField(
        max_length=1000, blank=True, help_text="Why a lower level would not do."
    )
    approver = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approver_name = models.CharField(max_length=400, blank=True)
    officer = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The officer in charge on the day on which it was imposed.",
    )

    objects = BehaviourQuerySet.as_manager()

    class Meta:
        ordering = ["imposed_on", "pk"]
        indexes = [
            models.Index(fields=["offender", "imposed_on"]),
            models.Index(fields=["officer", "imposed_on"]),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.level_name} on {self.imposed_on}"
