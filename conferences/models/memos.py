"""Memoranda on the performance of case managers, and disputes about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from agency import clock
from agency.access import Action, Scope, scopes_of
from agency.immutable import never_truncated
from agency.models import Facility, Posting, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: The elements that every memo addresses; field, number and title. P.S. 3510.08, Att. A, II.F.
ELEMENTS = (
    ("element_2", "Element #2", "Performs Professional Duties"),
    ("element_3", "Element #3", "Communicates"),
    ("element_4", "Element #4", "Maintains and Provides Expertise"),
)


class PerformanceMemoQuerySet(models.QuerySet["PerformanceMemo"]):
    """Memos, within what the reader may see. They are confidential information about staff: the
    author, the rating official, the officer concerned once it is sent, and, when it is disputed,
    the reviewing official. Nobody else, whatever their postings."""

    def sent(self) -> PerformanceMemoQuerySet:
        """Those that went to the rating official."""
        return self.exclude(sent_on=None)

    def written_by(self, user: User) -> PerformanceMemoQuerySet:
        """Memos of this author at the facilities where he or she writes them today."""
        facilities = _facilities(user, Action.CREATE, Scope.FACILITY)
        return self.filter(author=user, facility_id__in=facilities)

    def rated_by(self, user: User) -> PerformanceMemoQuerySet:
        """Memos sent to this rating official, or on an officer whom he or she supervises today."""
        if not _facilities(user, Action.UPDATE, Scope.TEAM):
            return self.none()
        team = Posting.objects.holding_on(clock.today()).filter(supervisor=user)
        return self.sent().filter(Q(recipient=user) | Q(officer_id__in=team.values("user_id")))

    def referred_to(self, user: User) -> PerformanceMemoQuerySet:
        """Memos on whose dispute this reviewing official decides or decided."""
        if not _facilities(user, Action.UPDATE, Scope.TEAM):
            return self.none()
        disputes = MemoDispute.objects.filter(referred_to=user)
        return self.sent().filter(pk__in=disputes.values("memo_id"))

    def about(self, user: User) -> PerformanceMemoQuerySet:
        """Memos about this officer, once sent."""
        if not scopes_of(user, "memo", Action.SIGN):
            return self.none()
        return self.sent().filter(officer=user)

    def visible_to(self, user: User) -> PerformanceMemoQuerySet:
        """Memos that the user may read."""
        if not user.is_active:
            return self.none()
        ways = (self.written_by, self.rated_by, self.referred_to, self.about)
        found = Q(pk__in=[])
        for way in ways:
            found |= Q(pk__in=way(user).values("pk"))
        # The officer concerned reads it as that alone: never before it is sent.
        return self.filter(found).exclude(officer=user, sent_on=None)


def _facilities(user: User, action: Action, scope: Scope) -> set[int]:
    """The facilities at which the user has that cell of the access table."""
    return {
        posting.facility_id
        for posting, found in scopes_of(user, "memo", action)
        if found == scope and posting.facility_id is not None
    }


#: What nobody changes once the memo is sent.
SENT_FIELDS = (
    "officer_id",
    "facility_id",
    "period_on",
    "author_id",
    "author_name",
    "element_2",
    "element_3",
    "element_4",
    "sections",
    "sent_on",
    "sent_at",
    "recipient_id",
    "recipient_name",
)


class PerformanceMemo(models.Model):
    """Written information on a case manager's performance in one quarter, to the rating official.

    A draft until it is sent, immutable after. `sections` are what the author adds beyond the
    elements: a list of {"title", "text"}. The rating official discusses it with the officer, who
    acknowledges that; acknowledging is not agreeing. P.S. 3510.08, Attachment A, II.F.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    period_on = models.DateField(help_text="The first day of the quarter that it is about.")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=400)
    element_2 = models.TextField(blank=True)
    element_3 = models.TextField(blank=True)
    element_4 = models.TextField(blank=True)
    sections = models.JSONField(default=list, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    sent_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    recipient = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient_name = models.CharField(max_length=400, blank=True)
    discussed_on = models.DateField(null=True, blank=True)
    discussed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(blank=True, help_text="The officer's own, on acknowledging.")
    history = HistoricalRecords()

    objects = PerformanceMemoQuerySet.as_manager()

    class Meta:
        ordering = ["-period_on", "-pk"]
        indexes = [models.Index(fields=["officer", "period_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on=None)
                | Q(sent_at__isnull=False, recipient__isnull=False)
                & ~Q(element_2="")
                & ~Q(element_3="")
                & ~Q(element_4=""),
                name="memo_is_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=False) | Q(discussed_on=None, acknowledged_at=None),
                name="memo_is_discussed_after_it_is_sent",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_memo_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.sent_on IS NOT NULL AND ("
                    + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SENT_FIELDS)
                    + ")"
                ),
            ),
            pgtrigger.Protect(
                name="acknowledgement_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.acknowledged_at IS NOT NULL AND"
                    " (OLD.acknowledged_at IS DISTINCT FROM NEW.acknowledged_at"
                    " OR OLD.remarks IS DISTINCT FROM NEW.remarks)"
                ),
            ),
            pgtrigger.Protect(
                name="sent_memo_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.sent_on IS NOT NULL"),
            ),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Memo on {self.officer_id} for {self.period_on}"

    @property
    def elements(self) -> list[tuple[str, str, str]]:
        """Number, title and text of each element."""
        return [(number, title, getattr(self, field)) for field, number, title in ELEMENTS]

    @property
    def state(self) -> str:
        """One word for a list: draft, sent, discussed, acknowledged."""
        if self.sent_on is None:
            return "draft"
        if self.acknowledged_at is not None:
            return "acknowledged"
        return "discussed" if self.discussed_on is not None else "sent"


class DisputeOutcome(models.TextChoices):
    """What the reviewing official decided."""

    STANDS = "stands", "The memo stands"
    CORRECTED = "corrected", "To be read with the correction below"
    SET_ASIDE = "set_aside", "Set aside: not used in the evaluation"


class MemoDisputeQuerySet(models.QuerySet["MemoDispute"]):
    """Disputes about memos."""

    def open(self) -> QuerySet[Any]:
        """Those that nobody has decided yet."""
        return self.filter(resolved_on=None)


class MemoDispute(models.Model):
    """The rating official finds a memo inaccurate or inappropriate and refers it to the reviewing
    official, who decides. Both texts are kept and neither is changed.

    P.S. 3510.08, Attachment A, II.F.
    """

    memo = models.ForeignKey(PerformanceMemo, on_delete=models.PROTECT, related_name="disputes")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    reason = models.TextField()
    referred_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    referred_on = models.DateField()
    resolved_on = models.DateField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=DisputeOutcome, blank=True)
    resolution = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = MemoDisputeQuerySet.as_manager()

    class Meta:
        ordering = ["raised_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["memo"], condition=Q(resolved_on=None), name="one_open_dispute_a_memo"
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None, outcome="", resolution="")
                | Q(resolved_on__isnull=False, resolved_by__isnull=False)
                & ~Q(outcome="")
                & ~Q(resolution=""),
                name="dispute_is_resolved_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_was_raised_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.memo_id IS DISTINCT FROM NEW.memo_id"
                    " OR OLD.raised_by_id IS DISTINCT FROM NEW.raised_by_id"
                    " OR OLD.raised_on IS DISTINCT FROM NEW.raised_on"
                    " OR OLD.reason IS DISTINCT FROM NEW.reason"
                ),
            ),
            pgtrigger.Protect(
                name="resolution_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.resolved_on IS NOT NULL"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"Dispute of {self.raised_on} about memo {self.memo_id}"
