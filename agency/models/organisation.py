"""The agency, its facilities and units."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

#: The agency of the request that is being answered; None outside a request.
agency_of_request: ContextVar[Agency | None] = ContextVar("agency_of_request", default=None)


def validate_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Write it like America/Chicago.")


class Agency(models.Model):
    """The one agency that this installation serves: its words, time zone and settings."""

    code = models.SlugField(max_length=40, unique=True, help_text="For example us-ok.")
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    terms = models.JSONField(
        default=dict,
        blank=True,
        help_text="The agency's own words, by our name for the thing: offender, case_officer.",
    )
    settings = models.JSONField(
        default=dict,
        blank=True,
        help_text="Choices that policies leave open, by name; what is absent has its default.",
    )
    standards = models.JSONField(
        default=list, blank=True, help_text="Codes of the standards packs in force."
    )
    live_from = models.DateField(
        null=True,
        blank=True,
        help_text="Duties due before this day count as before go-live: kept, but on no list.",
    )
    is_live = models.BooleanField(
        default=False, help_text="Holds real records: a training clock refuses to start on it."
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Agency:
        """The installation's agency.

        Within a request it is read once. Raises Agency.DoesNotExist before set-up.
        """
        agency = agency_of_request.get()
        return agency if agency is not None else cls.objects.get()

    def term(self, name: str, default: str) -> str:
        """The agency's word for `name` (for example "offender_plural")."""
        return str(self.terms.get(name, default))

    def setting(self, name: str, default: Any) -> Any:
        """The agency's choice for `name`, or `default`."""
        return self.settings.get(name, default)


class FacilityKind(models.TextChoices):
    """What kind of place a facility is."""

    PRISON = "prison", "Prison"
    COMMUNITY = "community", "Community office"
    TREATMENT = "treatment", "Treatment centre"
    HOSPITAL = "hospital", "Hospital"
    COURT = "court", "Court"


class LocalProcedureFields(models.Model):
    """A place may follow a local procedure in place of the agency's case-management standards.

    COPP 10.3, Scope: Wandoo and the Casuarina AOD unit are case managed by local procedures.
    """

    local_procedure = models.CharField(
        max_length=200, blank=True, help_text="Its reference; empty where the standards apply."
    )
    local_procedure_from = models.DateField(null=True, blank=True)
    local_procedure_until = models.DateField(
        null=True, blank=True, help_text="The last day on which it holds."
    )

    class Meta:
        abstract = True

    def follows_local_procedure(self, on: date) -> bool:
        """Whether the agency's standards are suspended here on that day."""
        return (
            bool(self.local_procedure)
            and (self.local_procedure_from is None or self.local_procedure_from <= on)
            and (self.local_procedure_until is None or on <= self.local_procedure_until)
        )


class Facility(LocalProcedureFields):
    """A prison, office, hospital or court."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    kind = models.CharField(max_length=20, choices=FacilityKind)
    operator = models.CharField(
        max_length=20, blank=True, choices=[("public", "Public"), ("private", "Private")]
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "facilities"

    def __str__(self) -> str:
        return self.name


class Unit(LocalProcedureFields):
    """A unit inside a facility."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    history = HistoricalRecords()

    class Meta:
        ordering = ["facility__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="unit_code_once_per_facility")
        ]

    def __str__(self) -> str:
        return self.name
