"""Why nobody could reach a person in one calendar month."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.notes import CaseNote
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class NoContact(models.TextChoices):
    """The reasons that a caseload conference accepts, and one for the rest."""

    CUSTODY = "custody", "In custody"
    RESIDENTIAL_TREATMENT = "residential_treatment", "In residential treatment"
    WARRANT = "warrant", "Warrant"
    ABSCONDED = "absconded", "Absconded"
    OTHER = "other", "Another reason"


class NoContactReasonQuerySet(AboutOffenderQuerySet):
    """Reasons, with or without what was corrected."""

    access_object = "note"

    def standing(self) -> NoContactReasonQuerySet:
        """Those that no later row corrects, on notes that were not struck."""
        return self.filter(correction=None, note__strike=None)


class NoContactReason(models.Model):
    """One reason for one calendar month; it says nothing of the next month.

    It stands on a journal note that says more; the two are made together. A correction is a new
    row on a new note, and `origin` the first row of such a chain. Caseload Conference, 1.17:
    "No contact reasons updated within calendar month".
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="no_contact_reasons"
    )
    month = models.DateField(help_text="The first day of the calendar month that it is for.")
    reason = models.CharField(max_length=30, choices=NoContact)
    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="no_contact")
    entered_at = models.DateTimeField(default=clock.now)
    entered_on = models.DateField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=400)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoContactReasonQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="no_contact_month_is_its_first_day"
            ),
            models.UniqueConstraint(
                fields=["offender", "month"],
                condition=Q(corrects=None),
                name="one_no_contact_reason_per_month",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.month:%B %Y}"

    @property
    def origin_id_or_own(self) -> int:
        """The id of the first row of this chain of corrections."""
        return self.origin_id or self.pk

    @property
    def is_late(self) -> bool:
        """Whether it was entered after its month had ended."""
        return self.entered_on.replace(day=1) > self.month
