"""Editions of policy: the text that was loaded, and where and from when it holds."""

from __future__ import annotations

import pgtrigger
from django.db import models

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Unit, User


class PolicyEdition(models.Model):
    """One dated edition of a policy, kept as its text; immutable."""

    pack = models.CharField(max_length=80, help_text="The standards pack: us-ok/op-060101.")
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    edition = models.CharField(max_length=40)
    effective_on = models.DateField()
    text = models.TextField(help_text="The TOML as it was loaded.")
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["code", "effective_on", "pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.code}, edition {self.edition}"


class Activation(models.Model):
    """An edition in force for the agency, or for one facility or unit, from a day."""

    edition = models.ForeignKey(PolicyEdition, on_delete=models.PROTECT, related_name="activations")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    activated_at = models.DateTimeField(default=clock.now)
    activated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "facility", "unit", "from_on"],
                nulls_distinct=False,
                name="activation_once_per_place_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} from {self.from_on}"
