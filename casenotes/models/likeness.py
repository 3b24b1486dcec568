"""How like earlier notes a signed note was, and what supervisors said of likely copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import Q

from agency import clock
from agency.access import Action
from agency.immutable import never_changed
from agency.models import User
from casenotes.models.notes import CaseNote
from offenders.models import Offender

if TYPE_CHECKING:
    from typing import Self


class LikenessCheckQuerySet(models.QuerySet[Any]):
    """What the comparisons found, within what the reader may see."""

    def visible_to(self, user: User, action: Action = Action.READ) -> Self:
        """Checks of notes that the user may read, on people whose officers' copies the user
        looks after."""
        people = Offender.objects.in_scope(user, "copied_note", action)
        notes = CaseNote.objects.visible_to(user)
        return self.filter(
            note__offender_id__in=people.values("pk"), note_id__in=notes.values("pk")
        )

    def likely_copies(self) -> Self:
        """Those that a supervisor looks at."""
        return self.filter(copied=True)

    def unseen(self) -> Self:
        """Those that nobody has looked at yet."""
        return self.filter(reviews=None)


class LikenessCheck(models.Model):
    """What the comparison of one note with earlier notes found when it was signed.

    Kept with the note and, like it, never changed: a later change of the settings judges no
    note anew. OP-060101, III.A.1.b: cut and paste notes from month to month are not acceptable.
    """

    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="likeness")
    score = models.FloatField(help_text="0 to 1: how like the most alike earlier note it is.")
    compared_with = models.ForeignKey(
        CaseNote,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The earlier note that is most like it.",
    )
    identical = models.BooleanField(
        default=False, help_text="The same words, whatever their case, spacing and punctuation."
    )
    copied = models.BooleanField(default=False, help_text="A likely copy: listed for supervisors.")
    counts = models.BooleanField(default=True, help_text="May fulfil the duty of its month.")
    reason = models.CharField(
        max_length=1000, blank=True, help_text="Why the author signed it in spite of the warning."
    )
    warning_at = models.FloatField(help_text="The setting of that day from which notes are asked.")
    block_at = models.FloatField(help_text="The setting of that day from which none counts.")

    objects = LikenessCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="likeness_from_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(identical=False) | Q(counts=False),
                name="identical_note_never_counts",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=Q(copied=True), name="likely_copies"),
        ]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"{self.score:.2f} of note {self.note_id}"


class CopyReview(models.Model):
    """That a supervisor looked at a likely copy, and what came of it; added, never changed."""

    check_of = models.ForeignKey(LikenessCheck, on_delete=models.PROTECT, related_name="reviews")
    remark = models.CharField(max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=400)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        triggers: list[pgtrigger.Trigger] = never_changed()

    def __str__(self) -> str:
        return f"Seen {self.seen_at:%Y-%m-%d}"
