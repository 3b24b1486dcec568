"""Rewards and sanctions by officer and by person over a period. The county's goal: 4 to 1."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType, User
from casemgmt.pages.behaviour.shown import Ratio
from casemgmt.pages.whereabouts import own_facility
from casenotes.choices import chosen
from casenotes.models import BehaviourResponse, ResponseKind
from offenders.models import Offender

if TYPE_CHECKING:
    from django.http import HttpResponse

    from casemgmt.pages.signed_in import SignedInRequest

PERIODS = ((90, "90 days"), (180, "180 days"), (365, "A year"))
MOST_PEOPLE = 200


@governed_by("behaviour", "read")
@require_GET
def responses(request: SignedInRequest) -> HttpResponse:
    """How often officers answered with a reward and how often with a sanction, within the cases
    that the reader reads; and the same of each person."""
    user = request.user
    today = clock.today(own_facility(user))
    asked = request.GET.get("days", "")
    days = next((n for n, _ in PERIODS if str(n) == asked), PERIODS[0][0])
    rows = BehaviourResponse.objects.standing().visible_to(user)
    rows = rows.filter(imposed_on__gt=today - timedelta(days=days), imposed_on__lte=today)
    by_officer = _counted(rows, "officer")
    by_person = _counted(rows, "offender")
    officers = User.objects.in_bulk([pk for pk in by_officer if pk])
    people = Offender.objects.in_bulk(list(by_person))
    audit.record(
        AuditEventType.LISTED,
        object_type="behaviour",
        details={"days": days, "officers": len(by_officer), "people": len(by_person)},
    )
    return render(
        request,
        "pages/behaviour/responses.html",
        {
            "today": today,
            "since": _first_day(today, days),
            "days": days,
            "periods": PERIODS,
            "goal": chosen().rewards_per_sanction,
            "officers": sorted(
                (
                    (officers[pk].sort_name if pk else "Nobody in charge", ratio)
                    for pk, ratio in by_officer.items()
                ),
                key=lambda row: row[0],
            ),
            "people": sorted(
                ((people[pk], ratio) for pk, ratio in by_person.items()),
                key=lambda row: row[0].sort_name,
            )[:MOST_PEOPLE],
            "more_people": max(0, len(by_person) - MOST_PEOPLE),
        },
    )


def _first_day(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def _counted(rows: Any, whose: str) -> dict[int | None, Ratio]:
    """The ratio by the id in that column; one query."""
    goal = chosen().rewards_per_sanction
    counted = (
        rows.order_by()
        .values(whose)
        .annotate(
            rewards=Count("pk", filter=Q(kind=ResponseKind.REWARD)),
            sanctions=Count("pk", filter=Q(kind=ResponseKind.SANCTION)),
        )
    )
    return {row[whose]: Ratio(row["rewards"], row["sanctions"], goal) for row in counted}
