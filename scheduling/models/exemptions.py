"""Authorised reasons why duties do not count for a while."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.models import Facility, Posting, Unit, User
from offenders.models import Offender
from scheduling.models.due_items import SUBJECT_FIELDS, DueItem, exactly_one

if TYPE_CHECKING:
    from agency.models import Agency
    from scheduling.querysets import DueItemQuerySet


def subjects_in_scope(user: User, action: Action | str) -> Q:
    """Rows with the columns of a subject about whom or what the user may do `action`.

    An officer is reached through the postings of today: at the facility, in the unit, or under
    the user's supervision.
    """
    people = Offender.objects.in_scope(user, "exemption", action)
    reached = Q(offender_id__in=people.values("pk"))
    for posting, scope in scopes_of(user, "exemption", action):
        staff = Posting.objects.holding_on(clock.today(posting.facility)).exclude(user=user)
        match scope:
            case Scope.FACILITY if posting.facility_id is not None:
                here = posting.facility_id
                reached |= Q(facility_subject_id=here) | Q(unit_subject__facility_id=here)
                reached |= Q(officer_id__in=staff.filter(facility_id=here).values("user_id"))
            case Scope.UNIT if posting.unit_id is not None:
                reached |= Q(unit_subject_id=posting.unit_id)
                reached |= Q(officer_id__in=staff.filter(unit=posting.unit_id).values("user_id"))
            case Scope.TEAM:
                reached |= Q(officer_id__in=staff.filter(supervisor=user).values("user_id"))
    return reached


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions by what became of them, within what the reader may see."""

    def in_scope(self, user: User, action: Action | str) -> ExemptionQuerySet:
        """Exemptions of subjects on which the user may do `action`."""
        return self.filter(subjects_in_scope(user, action)) if user.is_active else self.none()

    def visible_to(self, user: User) -> ExemptionQuerySet:
        """Exemptions that the user may read."""
        return self.in_scope(user, Action.READ)

    def waiting(self) -> ExemptionQuerySet:
        """Asked for and not yet decided."""
        return self.filter(approved_on=None, refused_on=None)

    def approved(self) -> ExemptionQuerySet:
        """Approved, whether or not they run today."""
        return self.filter(approved_on__isnull=False)

    def ever_running(self) -> ExemptionQuerySet:
        """Approved, and not cleared before their first day: those that move due items."""
        return self.approved().filter(Q(cleared_on=None) | Q(cleared_on__gt=F("from_on")))

    def not_over(self, on: date) -> ExemptionQuerySet:
        """Waiting, running, or approved for later."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), refused_on=None, cleared_on=None)


class Exemption(models.Model):
    """The duties named do not count for one subject from a day to a day.

    It has to be approved before its use, by somebody other than who asked for it. standards: the
    duties' codes; empty means every duty of the subject. authority, authority_reference: who
    outside this system approved it and on which document (OP-060101, Exceptions: the director).
    cleared_on: the first day on which the duties count again though it was to run longer.
    """

    offender = models.ForeignKey(
        Offender, on_delete=models.PROTECT, null=True, blank=True, related_name="exemptions"
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
    standards = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    reason = models.CharField(max_length=1000)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    authority_reference = models.CharField(max_length=200, blank=True)
    refused_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_on = models.DateField(null=True, blank=True)
    refused_reason = models.CharField(max_length=1000, blank=True)
    cleared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_on = models.DateField(null=True, blank=True)
    cleared_reason = models.CharField(max_length=1000, blank=True)
    history = HistoricalRecords()

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(SUBJECT_FIELDS), name="exemption_has_one_subject"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="exemption_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(asked_by=None) | ~Q(approved_by=F("asked_by")),
                name="exemption_is_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(approved_on__lte=F("from_on")),
                name="exemption_is_approved_before_its_use",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(refused_on=None),
                name="exemption_is_approved_or_refused",
            ),
        ]
        indexes = [models.Index(fields=["offender"], name="exemption_of_case")]

    def __str__(self) -> str:
        return f"Exemption from {self.from_on}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, clearing included; None while no end is set."""
        if self.cleared_on is None:
            return self.until_on
        day_before = date.fromordinal(self.cleared_on.toordinal() - 1)
        return day_before if self.until_on is None else min(day_before, self.until_on)

    @property
    def subject(self) -> Offender | User | Facility | Unit:
        """Whom or what it is about."""
        found = self.offender or self.officer or self.facility_subject or self.unit_subject
        assert found is not None  # the database holds that one of them is filled
        return found

    def due_items(self) -> DueItemQuerySet:
        """The due items of its subject that it exempts, whatever their dates."""
        items = DueItem.objects.filter(
            **{f"{name}_id": getattr(self, f"{name}_id") for name in SUBJECT_FIELDS}
        )
        return items.filter(standard__in=self.standards) if self.standards else items

    def state_on(self, on: date) -> str:
        """waiting, refused, cleared, over, running or to come, on that day."""
        if self.refused_on is not None:
            return "refused"
        if self.approved_on is None:
            return "waiting"
        if self.cleared_on is not None:
            return "cleared"
        if self.until_on is not None and self.until_on < on:
            return "over"
        return "running" if self.from_on <= on else "to come"


def approving_authority(agency: Agency) -> str:
    """Who outside this system must approve first ("Director"); "" where nobody must."""
    return str(agency.setting("exemption_authority", ""))
