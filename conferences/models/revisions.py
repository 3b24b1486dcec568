"""Revised procedures and who has read them."""

from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.immutable import never_changed, never_truncated
from agency.models import Facility, Posting, User
from agency.roles import Role

#: Whoever works here may have to read a revision; partners are no staff.
STAFF_ROLES = [role for role in Role if role != Role.PARTNER]


class RevisionKind(models.TextChoices):
    """What was done to the procedure. OP-060101, II.H names these three."""

    REVISED = "revised", "Revised"
    ADDED = "added", "Added"
    DELETED = "deleted", "Deleted"


class PolicyRevisionQuerySet(models.QuerySet["PolicyRevision"]):
    """Revisions, within what the reader may see."""

    def standing(self) -> PolicyRevisionQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def addressed_to(self, user: User) -> PolicyRevisionQuerySet:
        """Revisions that this person must read: posted in one of its roles, at its facility where
        it has one, on a day between its issue and its first day in force."""
        reached = Q(pk__in=[])
        for posting in user.postings.all():
            reached |= addressed_by(posting)
        return self.filter(reached)

    def visible_to(self, user: User) -> PolicyRevisionQuerySet:
        """One's own to read, and those of the facility that one looks after."""
        if not user.is_active:
            return self.none()
        found = Q(pk__in=[])
        for posting, scope in scopes_of(user, "revision", Action.READ):
            if scope == Scope.AGENCY:
                return self.all()
            if scope == Scope.FACILITY:
                found |= Q(facility=None) | Q(facility_id=posting.facility_id)
            elif scope == Scope.ABOUT_ME:
                found |= Q(pk__in=self.addressed_to(user).values("pk"))
        return self.filter(found)

    def governed_by(self, user: User, action: Action | str) -> PolicyRevisionQuerySet:
        """Revisions that the user issued for, or may withdraw from, a facility or the agency."""
        found = Q(pk__in=[])
        for posting, scope in scopes_of(user, "revision", action):
            if scope == Scope.AGENCY:
                return self.all()
            if scope == Scope.FACILITY:
                found |= Q(facility_id=posting.facility_id)
        return self.filter(found)


def addressed_by(posting: Posting) -> Q:
    """The revisions that a posting of somebody makes to be read by that person."""
    reached = Q(roles__contains=[posting.role]) & (
        Q(facility=None) | Q(facility_id=posting.facility_id)
    )
    # Who came after its first day in force learns of it when learning the work.
    reached &= Q(effective_on__gte=posting.from_on) | Q(issued_on__gte=posting.from_on)
    if posting.until_on is not None:
        reached &= Q(issued_on__lte=posting.until_on)
    return reached


class PolicyRevision(models.Model):
    """A procedure was revised, added or deleted; who must know of it before it takes effect.

    OP-060101, II.H; P.S. 3510.08, Attachment A, II.A (Institution Supplements: `facility`). What
    was issued stands: a mistake in it is withdrawn and issued anew.
    """

    code = models.CharField(max_length=60, help_text="For example OP-060101.")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=RevisionKind)
    what_changed = models.TextField()
    issued_on = models.DateField()
    effective_on = models.DateField()
    roles = ArrayField(models.CharField(max_length=30, choices=Role))
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)
    history = HistoricalRecords()

    objects = PolicyRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        indexes = [models.Index(fields=["effective_on"])]
        triggers = [
            pgtrigger.Protect(
                name="what_was_issued_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "code",
                    "title",
                    "kind",
                    "what_changed",
                    "issued_on",
                    "effective_on",
                    "roles",
                    "facility",
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display().lower()}"

    @property
    def read_by(self) -> date:
        """The last day in time: the one before it takes effect; the day of its issue when it was
        issued no earlier than that."""
        return max(self.issued_on, self.effective_on - timedelta(days=1))

    @property
    def read_window(self) -> tuple[date, date]:
        """The days on which a posting makes somebody read it: from its issue to its first day in
        force; the day of issue alone when it was issued late."""
        return self.issued_on, max(self.issued_on, self.effective_on)

    def readers(self) -> list[User]:
        """Who must read it: active, posted in one of its roles and its facility in that window."""
        first, last = self.read_window
        postings = Posting.objects.filter(
            Q(until_on=None) | Q(until_on__gte=first), role__in=self.roles, from_on__lte=last
        )
        if self.facility_id is not None:
            postings = postings.filter(facility_id=self.facility_id)
        people = User.objects.filter(is_active=True, pk__in=postings.values("user_id"))
        return list(people)


class RevisionAcknowledgement(models.Model):
    """ "I have read it", said once by one officer; late when said after it took effect."""

    revision = models.ForeignKey(
        PolicyRevision, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(default=clock.now)
    acknowledged_on = models.DateField()

    class Meta:
        ordering = ["acknowledged_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "officer"], name="revision_acknowledged_once"
            )
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.officer} on {self.acknowledged_on}"

    @property
    def is_late(self) -> bool:
        """Whether it was said after the last day in time."""
        return self.acknowledged_on > self.revision.read_by
