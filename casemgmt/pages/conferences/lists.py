"""The supervisor's officers with their conferences; an officer's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, Scope, governed_by, may, scopes_of
from agency.models import AuditEventType, Posting
from agency.roles import CASE_HOLDING_ROLES
from casemgmt.pages.whereabouts import own_facility
from conferences.models import CoachingItem, Conference, StatisticalReview
from conferences.notice_clock import NoticeClock, notice_clock
from conferences.of_officers import officers_in_scope
from conferences.services.following import evaluation_due_on
from offenders.queries import loads_of
from scheduling.policy.dates import add_months, period_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest


@dataclass
class Row:
    """One officer: the last conference held, the next, and what is open after them."""

    officer: User
    load: int = 0
    last: Conference | None = None
    next: Conference | None = None
    clock: NoticeClock | None = None
    this_quarter: bool = False
    to_evaluate: Conference | None = None
    evaluation_due_on: date | None = None
    coaching: list[CoachingItem] = field(default_factory=list)
    figures_reviewed: bool = False


@governed_by("conference", Action.READ)
@require_GET
def conferences(request: SignedInRequest) -> HttpResponse:
    """Officers as rows for who supervises some; one's own conferences for who is an officer."""
    user = request.user
    today = clock.today(own_facility(user))
    supervises = may(user, "conference", Action.CREATE)
    rows = officer_rows(user, today) if supervises else []
    own: dict[str, Any] = {}
    if any(scope == Scope.ABOUT_ME for _, scope in scopes_of(user, "conference", Action.READ)):
        own = own_conferences(user, today)
    audit.record(
        AuditEventType.LISTED,
        object_type="conference",
        details={"officers": len(rows), "own": len(own.get("conferences", []))},
    )
    quarter = period_of(today, "quarter")
    return render(
        request,
        "pages/conferences/conferences.html",
        {
            "rows": rows,
            "supervises": supervises,
            "own": own,
            "today": today,
            "quarter": quarter,
            "held": sum(row.this_quarter for row in rows),
            "last_month": add_months(today.replace(day=1), -1),
        },
    )


def officer_rows(user: User, today: date) -> list[Row]:
    """The officers whom the user supervises; a fixed number of queries."""
    holding = Posting.objects.holding_on(today).in_roles(CASE_HOLDING_ROLES)
    officers = officers_in_scope(user, Action.CREATE).filter(pk__in=holding.values("user_id"))
    rows = {officer.pk: Row(officer) for officer in officers}
    for pk, load in loads_of(rows, today).items():
        rows[pk].load = load
    quarter = period_of(today, "quarter")
    for one in _with_notices(Conference.objects.standing().filter(officer__in=rows)).order_by(
        "scheduled_for"
    ):
        row = rows[one.officer_id]
        if one.held_on is not None:
            row.last = one if row.last is None or one.held_on > row.last.held_on else row.last
            row.this_quarter = row.this_quarter or quarter.holds(one.held_on)
            evaluation = getattr(one, "evaluation", None)
            if evaluation is None or evaluation.recorded_on is None:
                row.to_evaluate = row.to_evaluate or one
        elif one.is_open and row.next is None:
            row.next, row.clock = one, notice_clock(one, today)
    for row in rows.values():
        if row.to_evaluate is not None:
            row.evaluation_due_on = evaluation_due_on(row.to_evaluate)
    for item in CoachingItem.objects.open().filter(officer__in=rows):
        rows[item.officer_id].coaching.append(item)
    month = add_months(today.replace(day=1), -1)
    for pk in StatisticalReview.objects.filter(officer__in=rows, month=month).values_list(
        "officer_id", flat=True
    ):
        rows[pk].figures_reviewed = True
    return list(rows.values())


def own_conferences(user: User, today: date) -> dict[str, Any]:
    """An officer's own: conferences with their clocks, coaching, reviewed figures."""
    mine = _with_notices(Conference.objects.standing().filter(officer=user))
    return {
        "conferences": [(one, notice_clock(one, today)) for one in mine],
        "coaching": list(CoachingItem.objects.open().filter(officer=user)),
        "figures": list(StatisticalReview.objects.filter(officer=user)[:6]),
    }


def _with_notices(conferences: Any) -> Any:
    return conferences.select_related(
        "officer", "supervisor", "facility", "evaluation"
    ).prefetch_related("notices__job")
