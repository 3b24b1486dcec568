"""Where a person is held. Movements are added; placements and absences follow from them."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Unit, User
from offenders.models.person import Offender


class MovementKind(models.TextChoices):
    """What a movement is."""

    ARRIVAL = "arrival", "Arrival"
    TRANSFER = "transfer", "Transfer"
    TEMPORARY_OUT = "temporary_out", "Temporary absence"
    RETURN = "return", "Return"
    PAROLE = "parole", "Parole"
    DISCHARGE = "discharge", "Discharge"
    ESCAPE = "escape", "Escape"
    DEATH = "death", "Death"


#: Kinds after which the person is held nowhere.
DEPARTURE_KINDS = frozenset(
    {MovementKind.PAROLE, MovementKind.DISCHARGE, MovementKind.ESCAPE, MovementKind.DEATH}
)

#: Kinds that name the facility to which the person goes.
KINDS_WITH_FACILITY = frozenset({MovementKind.ARRIVAL, MovementKind.TRANSFER, MovementKind.RETURN})


class MovementQuerySet(models.QuerySet["Movement"]):
    """Movements, with or without what was corrected."""

    def standing(self) -> MovementQuerySet:
        """Those that hold: not corrected by a later row and not themselves a withdrawal."""
        return self.filter(correction=None, withdraws=False)


class Movement(models.Model):
    """One arrival, transfer, absence, return or departure.

    A correction is a new row that names the old one; `withdraws` means that the old one never
    happened. `origin` is the first row of such a chain: due items name it, so that correcting a
    date moves an item and makes no twin.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=20, choices=MovementKind)
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where to; empty for a departure or an absence.",
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField(help_text="The date on the wall at the facility concerned.")
    permanent = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraws = models.BooleanField(default=False)
    source = models.CharField(max_length=100, blank=True, help_text="Names the import, if any.")

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_at", "pk"]
        indexes = [models.Index(fields=["offender", "occurred_at"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.occurred_on}"

    @property
    def origin_id_or_own(self) -> int:
        """The id of the first row of this chain of corrections."""
        return self.origin_id or self.pk


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements by time."""

    def current(self) -> PlacementQuerySet:
        """Where people are held now, permanent or temporary."""
        return self.filter(departed_at=None)


class Placement(models.Model):
    """A stay at a facility; derived from movements by `offenders.services`, never typed."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="placements")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    permanent = models.BooleanField()
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField()
    departed_at = models.DateTimeField(null=True, blank=True)
    departed_on = models.DateField(null=True, blank=True)
    arrival = models.OneToOneField(
        Movement,
        on_delete=models.PROTECT,
        related_name="placement",
        help_text="The first row of the arriving movement's chain of corrections.",
    )
    departure = models.ForeignKey(
        Movement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender"],
                condition=Q(permanent=True, departed_at=None),
                name="one_current_permanent_placement",
            ),
            models.UniqueConstraint(
                fields=["offender"],
                condition=Q(permanent=False, departed_at=None),
                name="one_current_temporary_placement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["facility", "unit"],
                condition=Q(departed_at=None),
                name="placement_current_by_place",
            ),
            models.Index(fields=["offender", "arrived_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.facility} from {self.arrived_on}"

    @property
    def location(self) -> str:
        """Unit where one is known, else the facility."""
        return self.unit.name if self.unit else self.facility.name


class Absence(models.Model):
    """Time away from the facility without a change of placement; derived from movements."""

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="absences")
    left_at = models.DateTimeField()
    left_on = models.DateField()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    movement = models.OneToOneField(
        Movement,
        on_delete=models.PROTECT,
        related_name="absence",
        help_text="The first row of the leaving movement's chain of corrections.",
    )

    class Meta:
        ordering = ["left_at", "pk"]
        indexes = [
            models.Index(
                fields=["offender"], condition=Q(returned_at=None), name="absence_current"
            ),
            models.Index(fields=["offender", "left_on"]),
        ]

    def __str__(self) -> str:
        return f"Away from {self.left_on}: {self.reason or 'no reason recorded'}"

    def holds_on(self, on: date) -> bool:
        """Whether the person was away at the end of that day."""
        return self.left_on <= on and (self.returned_on is None or on < self.returned_on)
