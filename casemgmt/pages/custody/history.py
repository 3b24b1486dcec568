"""Everything that was recorded of where a person was and who they are, the corrected too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from agency.viewtools import get_or_refuse
from casemgmt.pages.whereabouts import own_facility, whereabouts_of
from offenders.models import Movement, Offender

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest


@governed_by("movement", Action.READ)
@require_GET
def custody(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every movement, release date and name that was recorded, the corrected ones too."""
    user = request.user
    people = Offender.objects
    offender = get_or_refuse(people.in_scope(user, "movement", Action.READ), pk=pk)
    assert isinstance(offender, Offender)
    place = whereabouts_of(offender).facility or own_facility(user)
    audit.record(AuditEventType.READ, offender, details={"part": "custody"})

    def may(object_: str, action: Action) -> bool:
        return people.in_scope(user, object_, action).filter(pk=pk).exists()

    movements = (
        Movement.objects.filter(offender=offender)
        .select_related("facility", "unit", "recorded_by", "corrects", "correction__recorded_by")
        .order_by("-occurred_at", "-pk")
    )
    may_correct = may("movement", Action.UPDATE)
    context = {
        "offender": offender,
        "where": whereabouts_of(offender),
        "today": clock.today(place),
        "zone": clock.zone(place),
        "movements": [_movement_row(row, may_correct=may_correct) for row in movements],
        "sentences": offender.sentences.select_related("recorded_by", "correction").order_by(
            "-recorded_on", "-pk"
        ),
        "history": _identity_history(offender),
        "aliases": list(offender.aliases.all()),
        "may_move": may("movement", Action.CREATE),
        "may_sentence": may("sentence", Action.CREATE),
        "may_correct_sentence": may("sentence", Action.UPDATE),
        "may_identify": may("offender", Action.UPDATE),
    }
    with timezone.override(clock.zone(place)):
        return render(request, "pages/custody/custody.html", context)


def _movement_row(movement: Movement, *, may_correct: bool) -> dict[str, Any]:
    correction = getattr(movement, "correction", None)
    return {
        "movement": movement,
        "correction": correction,
        "stands": correction is None and not movement.withdraws,
        "may_correct": may_correct and correction is None and not movement.withdraws,
        "zone": clock.zone(movement.facility) if movement.facility else None,
    }


def _identity_history(offender: Offender) -> list[dict[str, Any]]:
    """Each change of who the person is: when, by whom, from what to what; newest first."""
    records = list(offender.history.select_related("history_user").order_by("history_date", "pk"))
    changes = []
    for before, after in zip(records, records[1:], strict=False):
        fields = [
            {
                "name": _field_name(change.field),
                "old": change.old,
                "new": change.new,
            }
            for change in after.diff_against(before).changes
        ]
        if fields:
            by = after.history_user
            changes.append(
                {
                    "at": after.history_date,
                    "by": by.full_name if by else "the system",
                    "fields": fields,
                }
            )
    return changes[::-1]


def _field_name(name: str) -> str:
    return name.replace("_", " ")
