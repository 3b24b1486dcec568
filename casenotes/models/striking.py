"""What a strike does to the reading of a record, as SQL for the querysets of notes and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from agency.access import Action
from offenders.models import Offender

if TYPE_CHECKING:
    from agency.models import User


def about_somebody_unread(user: User, record: str) -> Exists:
    """That a record was struck as one about another person, whom the user may not read.

    record: "note" or "report". Who decides on errors of the file on which it stands reads it all
    the same; so does whoever may read such a record about the right person.
    """
    # Looked up late: the models of strikes import those of the records.
    strikes: Any = apps.get_model("casenotes", "Strike").objects
    reads = Offender.objects.in_scope(user, record, Action.READ).values("pk")
    readable = Q(right_person_id__in=reads)
    if record == "note":
        trusted = Offender.objects.in_scope(user, "confidential_note", Action.READ).values("pk")
        readable = Q(note__confidential=False) & readable | Q(
            note__confidential=True, right_person_id__in=trusted
        )
    decides = Offender.objects.in_scope(user, "record_error", Action.APPROVE).values("pk")
    return Exists(
        strikes.filter(**{f"{record}_id": OuterRef("pk")}, about_another=True).exclude(
            readable | Q(offender_id__in=decides)
        )
    )
