"""What is due, and what became of it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Unit, User
from offenders.models import Offender
from scheduling.models.editions import PolicyEdition
from scheduling.querysets import DueItemQuerySet

#: The columns that name whom or what something is about; exactly one of them is filled.
SUBJECT_FIELDS = ("offender", "officer", "facility_subject", "unit_subject")


def exactly_one(fields: tuple[str, ...]) -> Q:
    """The condition that one of these columns is filled and the others are empty."""
    condition = Q()
    for one in fields:
        condition |= Q(**{f"{name}__isnull": name != one for name in fields})
    return condition


class Closing(models.TextChoices):
    """How an item ended without being fulfilled."""

    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"
    SUPERSEDED = "superseded", "Superseded"


class DueItem(models.Model):
    """One duty owed once, as the engine computed it.

    Its status is not stored: it follows from these dates and the day (`engine.status`). It is
    never deleted; an item that the facts no longer imply is withdrawn.
    """

    occurrence = models.CharField(
        max_length=160, unique=True, help_text="Names the record that started its clock."
    )
    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=60, help_text="Its code: WA.PRIMARY.")
    kind = models.CharField(max_length=40, blank=True)
    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="due_items"
    )
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    facility_subject = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit_subject = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_role = models.CharField(max_length=30)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_due_items"
    )
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The facility that answers for it.",
    )
    due_on = models.DateField(null=True, blank=True, help_text="Empty: owed, policy has no date.")
    due_time = models.TimeField(
        null=True,
        blank=True,
        help_text="For a duty that counts in hours: by the facility's clock, on its due day.",
    )
    opens_on = models.DateField(null=True, blank=True)
    fulfilled_on = models.DateField(null=True, blank=True)
    fulfilled_time = models.TimeField(
        null=True, blank=True, help_text="When on that day, for a duty that counts in hours."
    )
    fulfilled_by = models.CharField(max_length=60, blank=True, help_text="For example note:12.")
    closed = models.CharField(max_length=12, choices=Closing, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    on_hold = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=200, blank=True)
    before_go_live = models.BooleanField(default=False)
    basis = models.JSONField(default=dict, help_text="Ids and dates of the facts used.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = DueItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(SUBJECT_FIELDS), name="due_item_has_one_subject"
            )
        ]
        indexes = [
            models.Index(fields=["offender", "due_on"]),
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(fulfilled_on=None, closed="", withdrawn_at=None),
                name="due_item_open_by_owner",
            ),
            models.Index(
                fields=["facility", "due_on"],
                condition=Q(fulfilled_on=None, closed="", withdrawn_at=None),
                name="due_item_open_by_facility",
            ),
            models.Index(fields=["owner", "standard", "due_on"], name="due_item_for_rates"),
            # Few are about anything but a person, so the index is small.
            models.Index(
                fields=["officer", "facility_subject", "unit_subject"],
                condition=Q(offender=None),
                name="due_item_of_other_subjects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} due {self.due_on or 'without a date'}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.fulfilled_on is None and not self.closed and self.withdrawn_at is None


class TransitionKind(models.TextChoices):
    """What became of a due item."""

    APPEARED = "appeared", "Appeared"
    MOVED = "moved", "Date moved"
    OWNER_CHANGED = "owner_changed", "Passed on"
    FULFILLED = "fulfilled", "Done"
    REOPENED = "reopened", "Reopened"
    CLOSED = "closed", "Closed"
    HELD = "held", "Put on hold"
    RELEASED = "released", "Taken off hold"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REVISED = "revised", "Basis changed"
    FLAGGED_OVERDUE = "flagged_overdue", "Flagged overdue"


class Transition(models.Model):
    """Something that became of a due item, why, and on which day; added and never changed."""

    item = models.ForeignKey(DueItem, on_delete=models.PROTECT, related_name="transitions")
    kind = models.CharField(max_length=20, choices=TransitionKind)
    at = models.DateTimeField(default=clock.now)
    on = models.DateField(help_text="The day at the facility.")
    because = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # An item that moves and becomes overdue again is flagged for its new date too.
            models.UniqueConstraint(
                fields=["item", "after"],
                condition=Q(kind="flagged_overdue"),
                name="flagged_once_for_each_due_date",
            )
        ]
        indexes = [models.Index(fields=["item", "at"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Schedule(models.Model):
    """When a subject must be looked at again, though nobody changes a fact of it.

    fingerprint: of everything that the last answer was made from; while it is the same and the
    recheck day has not come, the answer is the same.
    """

    recheck_on = models.DateField(null=True, blank=True)
    computed_at = models.DateTimeField(default=clock.now)
    computed_for = models.DateField(help_text="The day for which it was computed.")
    findings = models.JSONField(
        default=list, blank=True, help_text="Facts that contradict each other, in words."
    )
    fingerprint = models.BinaryField(max_length=16, default=b"")

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["recheck_on"])]


class CaseSchedule(Schedule):
    """When one case must be looked at again."""

    offender = models.OneToOneField(
        Offender, on_delete=models.CASCADE, primary_key=True, related_name="schedule"
    )

    class Meta(Schedule.Meta):
        indexes = [
            models.Index(fields=["recheck_on"]),
            models.Index(fields=["offender"], condition=~Q(findings=[]), name="case_with_findings"),
        ]

    def __str__(self) -> str:
        return f"{self.offender_id}: again on {self.recheck_on}"


class OtherSchedule(Schedule):
    """When an officer, a facility or a unit must be looked at again.

    A table of its own: cases are a million rows that are written by bulk, these are few.
    """

    officer = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="+")
    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta(Schedule.Meta):
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(("officer", "facility", "unit")),
                name="schedule_has_one_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer or self.facility or self.unit}: again on {self.recheck_on}"
