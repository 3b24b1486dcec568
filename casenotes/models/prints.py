"""The print ledger: what was printed, when, by whom, for which file section."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Job, User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class PrintedReportQuerySet(AboutOffenderQuerySet):
    """Ledger rows, within what the reader may see."""

    access_object = "print"


class PrintedReport(models.Model):
    """One printed report about one person. OP-060101, III.B: kept in section four.

    The rows are the ledger: they say exactly which notes and reports were on the paper, and the
    fingerprint (SHA-256 of the content, hexadecimal) says whether the content has changed since.
    """

    serial = models.CharField(max_length=40, unique=True)
    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="prints")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40, default="case_note_report")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    note_ids = ArrayField(models.BigIntegerField(), default=list)
    report_ids = ArrayField(models.BigIntegerField(), default=list)
    withheld_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    file_section = models.CharField(max_length=100, blank=True)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_by_name = models.CharField(max_length=400)
    printed_at = models.DateTimeField(default=clock.now)
    job = models.ForeignKey(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="prints"
    )

    objects = PrintedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "-pk"]
        indexes = [models.Index(fields=["offender", "-printed_at"])]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.serial
