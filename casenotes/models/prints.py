"""The print ledger: what was printed, when, by whom, for which file section."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed
from agency.models import Facility, Job, User
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class PrintKind(models.TextChoices):
    """What a print is."""

    CASE_NOTES = "case_note_report", "Case note report"
    PRIMARY = "primary_report", "Primary Contact Report"
    REGULAR = "regular_report", "Regular Contact Report"
    TERMINATION = "termination_summary", "Termination summary"
    EXTRACT = "subject_access", "Subject access extract"


class PrintedReportQuerySet(AboutOffenderQuerySet):
    """Ledger rows, within what the reader may see."""

    access_object = "print"


class PrintedReport(models.Model):
    """One printed report about one person. OP-060101, III.B: kept in section four.

    The rows are the ledger: they say exactly which notes and reports were on the paper, and the
    fingerprint (SHA-256 of the content, hexadecimal) says whether the content has changed since.
    """

    serial = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(
        default=0, help_text="With `number`, what the serial is made of; counted by facility."
    )
    number = models.PositiveIntegerField(default=0)
    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="prints")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40, choices=PrintKind, default=PrintKind.CASE_NOTES)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    note_ids = ArrayField(models.BigIntegerField(), default=list)
    note_versions = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        blank=True,
        help_text="How many amendments each note had, in the order of `note_ids`; prints of "
        "before this was kept have none.",
    )
    report_ids = ArrayField(models.BigIntegerField(), default=list)
    report_versions = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    only_new = models.BooleanField(
        default=False, help_text="Holds only what no earlier print of that kind for the file held."
    )
    withheld_count = models.PositiveIntegerField(default=0)
    particulars = models.JSONField(
        null=True,
        blank=True,
        help_text="What else its content was made of, from which the fingerprint is reckoned anew; "
        "see casemgmt/printing/recomputing.py. Prints of before this was kept have none.",
    )
    page_count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    seal = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Of this row, with the secret of the installation; see "
        "casemgmt/printing/sealing.py. Prints of before rows were sealed have none.",
    )
    file_section = models.CharField(max_length=100, blank=True)
    for_file = models.BooleanField(
        default=True, help_text="May lie in the file; otherwise each page says that it may not."
    )
    reason = models.CharField(max_length=40, blank=True, help_text="A code of the print rules.")
    reason_words = models.CharField(
        max_length=300, blank=True, help_text="The reason in words, as it was then."
    )
    reference = models.CharField(
        max_length=100, blank=True, help_text="What it was made for, as an access request."
    )
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_by_name = models.CharField(max_length=400)
    printed_at = models.DateTimeField(default=clock.now)
    job = models.ForeignKey(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="prints"
    )

    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The latest earlier report whose whole period is in this one.",
    )

    objects = PrintedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "year", "number"],
                condition=Q(number__gt=0),
                name="serial_once_per_facility_and_year",
            ),
            models.UniqueConstraint(
                fields=["job", "offender"],
                condition=Q(job__isnull=False),
                name="one_report_per_job_and_person",
            ),
        ]
        indexes = [
            models.Index(fields=["offender", "-printed_at"]),
            models.Index(fields=["-printed_at"]),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return self.serial


class Filing(models.Model):
    """Somebody says that the paper lies where it is kept. OP-060101, III.B: section four.

    Said once for each printed report, and never changed: a reprint has its own.
    """

    report = models.OneToOneField(PrintedReport, on_delete=models.PROTECT, related_name="filing")
    file_section = models.CharField(max_length=100, blank=True)
    filed_on = models.DateField(help_text="The local date on which it was confirmed.")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_by_name = models.CharField(max_length=400)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-recorded_at"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.report_id} filed on {self.filed_on}"
