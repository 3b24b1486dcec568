"""Alerts of a risk: a note that named people must see, and when each of them said so."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agency import clock
from agency.access import Action, may
from agency.immutable import never_changed, never_truncated
from agency.models import Facility, User
from casenotes.models.notes import CaseNote
from offenders.models import Offender
from offenders.querysets import AboutOffenderQuerySet


class RiskAlertQuerySet(AboutOffenderQuerySet):
    """Alerts, for those whom they concern."""

    access_object = "risk_alert"

    def visible_to(self, user: User) -> RiskAlertQuerySet:
        """Alerts that the user raised or was sent, on people whom he or she still knows of.

        Being a recipient opens the words of this one note and nothing else of the case. It opens
        nothing once the person is held elsewhere, the user is kept from the case, or the note was
        struck as an error.
        """
        if not may(user, self.access_object, Action.READ):
            return self.none()
        people = Offender.objects.known_to(user)
        sent_to = AlertRecipient.objects.filter(alert=OuterRef("pk"), user=user)
        return self.filter(Q(note__author=user) | Q(Exists(sent_to))).filter(
            offender_id__in=people.values("pk"), note__in=CaseNote.objects.standing().values("pk")
        )

    def open_for(self, user: User) -> RiskAlertQuerySet:
        """Alerts that the user has still to acknowledge."""
        waiting = AlertRecipient.objects.filter(
            alert=OuterRef("pk"), user=user, acknowledged_at=None
        )
        return self.visible_to(user).filter(Exists(waiting))


class RiskAlert(models.Model):
    """A note on behaviour that presents a risk, sent to people who can act on it.

    OP-060101, introduction: staff document such behaviour and communicate it, so that action can
    be taken.
    """

    offender = models.ForeignKey(Offender, on_delete=models.PROTECT, related_name="risk_alerts")
    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="risk_alert")
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=clock.now)

    objects = RiskAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Alert of {self.sent_at:%Y-%m-%d}"


class AlertRecipient(models.Model):
    """One person to whom an alert was sent. Once acknowledged it never changes."""

    alert = models.ForeignKey(RiskAlert, on_delete=models.PROTECT, related_name="recipients")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="alerts_received")
    user_name = models.CharField(max_length=400)
    chosen_as = models.CharField(
        max_length=100, blank=True, help_text="The role through which they were chosen, if any."
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "user"], name="one_alert_for_each_recipient")
        ]
        indexes = [
            models.Index(
                fields=["user"], condition=Q(acknowledged_at=None), name="alert_waiting_for_user"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="receipt_never_updated",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__acknowledged_at__isnull=False)
                | pgtrigger.Q(old__alert__df=pgtrigger.F("new__alert"))
                | pgtrigger.Q(old__user__df=pgtrigger.F("new__user")),
            ),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.user_name}, {'acknowledged' if self.acknowledged_at else 'waiting'}"
