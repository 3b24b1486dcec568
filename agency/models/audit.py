"""The append-only record of who did and saw what."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from agency import clock
from agency.immutable import never_changed


class AuditEventType(models.TextChoices):
    """What happened. A new kind of act gets a new code here, never free text."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    LOCKED_OUT = "locked_out", "Locked out"
    UNLOCKED = "unlocked", "Unlocked"
    SIGNED_OUT = "signed_out", "Signed out"
    SESSION_ENDED = "session_ended", "Session ended"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    READ = "read", "Read"
    LISTED = "listed", "Listed"
    SEARCHED = "searched", "Searched"
    CREATED = "created", "Created"
    UPDATED = "updated", "Updated"
    CORRECTED = "corrected", "Corrected"
    SIGNED = "signed", "Signed"
    AMENDED = "amended", "Amended"
    ENDED = "ended", "Ended"
    DISCARDED = "discarded", "Discarded"
    PRINTED = "printed", "Printed"
    EXPORTED = "exported", "Exported"
    IMPORTED = "imported", "Imported"
    REFUSED = "refused", "Refused"
    REASON_GIVEN = "reason_given", "Reason for access given"
    PERMISSION_CHANGED = "permission_changed", "Permission changed"
    SETTING_CHANGED = "setting_changed", "Setting changed"


class AuditEvent(models.Model):
    """One act: who, what, when, from where, on what, with which outcome and why.

    It holds no foreign keys, so nothing that it names can take it along, and never the text of
    a record.
    """

    at = models.DateTimeField(default=clock.now)
    type = models.CharField(max_length=30, choices=AuditEventType)
    outcome = models.CharField(max_length=10, default="ok")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=400, blank=True)
    actor_role = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=64, blank=True, help_text="A hash of the session's key.")
    source_ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    offender_id = models.BigIntegerField(null=True)
    facility_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["offender_id", "-at"]),
            models.Index(fields=["actor_id", "-at"]),
            models.Index(fields=["-at"]),
            # Which people a search in many people's notes showed: a search is about nobody alone.
            GinIndex(
                fields=["details"],
                opclasses=["jsonb_path_ops"],
                condition=Q(object_type="note_search"),
                name="audit_of_note_searches",
            ),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name or 'nobody'}: {self.type}"
