"""The notification of a pregnancy, what was told to whom, and where the form lies.

Nothing medical is kept: days, the call, and the place of a paper. OP-060101, II.L.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, User
from casenotes.models.disclosures import Disclosure
from casenotes.models.notes import CaseNote
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class PregnancyQuerySet(AboutOffenderQuerySet):
    """Rows that tell of a pregnancy, within what the reader may see."""

    access_object = "pregnancy"


class DocumentEntry(models.Model):
    """One line of the index of a paper file: which form, in which section, since when."""

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="document_entries"
    )
    form_code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    section = models.CharField(max_length=60)
    filed_on = models.DateField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)

    objects = PregnancyQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_on", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.form_code} in {self.section}"


class PregnancyNoticeQuerySet(PregnancyQuerySet):
    """Notices, with or without those received by mistake."""

    def standing(self) -> PregnancyNoticeQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class PregnancyNotice(models.Model):
    """The officer received the copy of the form; what was done about it since.

    Day 0 is `received_on`. A new officer takes the duty over with its date. What is once said of
    the call and of the filing is never changed. OP-060101, II.L.
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, related_name="pregnancy_notices"
    )
    received_on = models.DateField(help_text="The day on which the form copy was received.")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    received_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)
    notified_at = models.DateTimeField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    notified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator_name = models.CharField(max_length=200, blank=True)
    housing_location = models.CharField(max_length=400, blank=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.OneToOneField(
        CaseNote, on_delete=models.PROTECT, null=True, blank=True, related_name="pregnancy_notice"
    )
    noted_on = models.DateField(null=True, blank=True)
    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.PROTECT, null=True, blank=True, related_name="notice"
    )
    document = models.OneToOneField(
        DocumentEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="notice"
    )
    filed_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when it was received of the wrong person."
    )
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=400, blank=True)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    history = HistoricalRecords()

    objects = PregnancyNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offender"],
                condition=Q(notified_at=None, withdrawn_at=None),
                name="one_open_pregnancy_notice",
            ),
            models.CheckConstraint(
                condition=Q(notified_at=None, note=None, disclosure=None)
                | Q(notified_at__isnull=False, note__isnull=False, disclosure__isnull=False),
                name="pregnancy_call_note_and_disclosure_together",
            ),
            models.CheckConstraint(
                condition=Q(filed_on=None, document=None)
                | Q(filed_on__isnull=False, document__isnull=False),
                name="pregnancy_form_filed_with_its_entry",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="receipt_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__received_on__df=pgtrigger.F("new__received_on"))
                | pgtrigger.Q(old__offender__df=pgtrigger.F("new__offender")),
            ),
            pgtrigger.Protect(
                name="call_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__notified_at__isnull=False)
                & (
                    pgtrigger.Q(old__notified_at__df=pgtrigger.F("new__notified_at"))
                    | pgtrigger.Q(old__operator_name__df=pgtrigger.F("new__operator_name"))
                    | pgtrigger.Q(old__housing_location__df=pgtrigger.F("new__housing_location"))
                    | pgtrigger.Q(old__note__df=pgtrigger.F("new__note"))
                    | pgtrigger.Q(old__disclosure__df=pgtrigger.F("new__disclosure"))
                ),
            ),
            pgtrigger.Protect(
                name="filing_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__filed_on__isnull=False)
                & pgtrigger.Q(old__filed_on__df=pgtrigger.F("new__filed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Pregnancy form received on {self.received_on}"
