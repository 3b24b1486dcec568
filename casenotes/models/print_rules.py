"""What an agency asks of paper: why it is printed, whether it may be filed, and where."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from agency.models import Agency


class FilingRule(models.TextChoices):
    """Which prints may lie in a file. COPP 10.3, Records Management: only signed ones."""

    ANY = "any", "Every print"
    SIGNED = "signed", "Only a print that somebody has to sign"


class PrintRules(models.Model):
    """The rules of one agency, as data with history; without a row the shipped ones hold.

    reasons: a list of {"code", "name", "signed"}: what may be chosen as the reason of a print, and
    whether a print for that reason is made to be signed.
    """

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="print_rules")
    file_section = models.CharField(max_length=100)
    clause = models.CharField(max_length=200, blank=True)
    filing = models.CharField(max_length=10, choices=FilingRule, default=FilingRule.ANY)
    reason_required = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)
    caution = models.TextField(blank=True)
    not_for_file_words = models.CharField(max_length=40, default="Not for file")
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "print rules"

    def __str__(self) -> str:
        return f"Print rules of {self.agency_id}"
