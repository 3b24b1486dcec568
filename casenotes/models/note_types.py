"""The kinds of notes that the agency uses: its own data, with the days on which each holds."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Facet(models.TextChoices):
    """What a note deals with. OP-060101, III.A.1 names the first seven, III.A.1.a the rest."""

    ELIGIBILITY_DATES = "eligibility_dates", "Eligibility dates"
    PACKET_SUBMISSION = "packet_submission", "Packet submission"
    EARNED_CREDIT_CHANGE = "earned_credit_change", "Earned credits"
    DISCIPLINARY = "disciplinary", "Discipline"
    PLAN_PROGRESS = "plan_progress", "Plan progress"
    REENTRY = "reentry", "Reentry"
    ADJUSTMENT = "adjustment", "Adjustment"
    FAMILY = "family", "Family"
    FAMILY_LOSS = "family_loss", "Death or illness in the family"
    SOCIAL_CONTACT = "social_contact", "Social contacts"


#: What a monthly review looks at, so that silence on one of them shows. OP-060101, III.A.1.
SEVEN_FACETS = (
    Facet.ELIGIBILITY_DATES,
    Facet.PACKET_SUBMISSION,
    Facet.EARNED_CREDIT_CHANGE,
    Facet.DISCIPLINARY,
    Facet.PLAN_PROGRESS,
    Facet.REENTRY,
    Facet.ADJUSTMENT,
)


class Behaviour(models.TextChoices):
    """What a type asks for besides the text, or who makes its notes."""

    PLAIN = "", "Nothing more"
    NO_CONTACT = "no_contact", "Why nobody could be reached in the month"
    ABSENCE = "absence", "Where the person is, and why"
    COLLATERAL = "collateral", "With whom else contact was made"
    RISK_ALERT = "risk_alert", "Who is alerted and acknowledges"
    INQUIRY = "inquiry", "Who asked; made when an inquiry is answered"
    OWN_FORM = "own_form", "Made on a form of its own"


#: Behaviours whose notes come from a page of their own and not from the form of a note.
MADE_ELSEWHERE = frozenset({Behaviour.RISK_ALERT, Behaviour.INQUIRY, Behaviour.OWN_FORM})


class NoteTypeQuerySet(models.QuerySet["NoteType"]):
    """Types by day and rank."""

    def tops(self) -> NoteTypeQuerySet:
        """Types that are not part of another one."""
        return self.filter(parent=None)

    def in_force_on(self, on: date) -> NoteTypeQuerySet:
        """Those that may be chosen for a note about that day."""
        return self.filter(
            Q(from_on=None) | Q(from_on__lte=on),
            Q(until_on=None) | Q(until_on__gte=on),
            selectable=True,
        )


class NoteType(models.Model):
    """A kind of note that the agency uses, or a part of one (its `parent`).

    It may be chosen for notes about the days from `from_on` to `until_on`; afterwards its notes
    stay readable under its name. `code` is what standards and imports call it and never changes.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subtypes",
        help_text="The type of which this is a part.",
    )
    from_on = models.DateField(null=True, blank=True, help_text="The first day; empty: always.")
    until_on = models.DateField(
        null=True, blank=True, help_text="The last day; empty: until further notice."
    )
    confidential = models.BooleanField(
        default=False, help_text="Notes of this type are confidential without being asked."
    )
    selectable = models.BooleanField(default=True, help_text="May be chosen for a new note.")
    is_contact = models.BooleanField(default=False, help_text="Records contact with the person.")
    subtype_required = models.BooleanField(
        default=False, help_text="One of its parts has to be chosen."
    )
    behaviour = models.CharField(
        max_length=20, choices=Behaviour, blank=True, default=Behaviour.PLAIN
    )
    facets = ArrayField(
        models.CharField(max_length=30, choices=Facet),
        default=list,
        blank=True,
        help_text="What its notes may be marked as dealing with; none: all.",
    )
    order = models.PositiveIntegerField(default=100)
    history = HistoricalRecords()

    objects = NoteTypeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")),
                name="note_type_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, on: date) -> bool:
        """Whether it may be chosen for a note about that day; the last day is included."""
        return (
            self.selectable
            and (self.from_on is None or self.from_on <= on)
            and (self.until_on is None or on <= self.until_on)
        )

    @property
    def facets_offered(self) -> list[str]:
        """The facets that its notes may have."""
        return list(self.facets) or list(Facet.values)
