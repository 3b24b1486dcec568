"""What falls due in the next 90 days, week by week: for an officer, and officer by officer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from agency import audit, clock
from agency.access import Action, governed_by
from agency.models import AuditEventType
from casemgmt.pages.whereabouts import own_facility
from offenders.models import Offender
from offenders.queries import Officer, officers_in_charge_of
from scheduling import forecast, policies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpResponse

    from agency.models import User
    from casemgmt.pages.signed_in import SignedInRequest
    from scheduling.forecast import Expected, Week

#: A week with this many times the usual number of duties is called heavy.
HEAVY = 1.5


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of one officer: each duty's name with how many there are, and the items."""

    week: Week
    numbers: tuple[tuple[str, int], ...]
    items: tuple[dict[str, Any], ...]
    heavy: bool


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer's weeks, each with whether it is a heavy one."""

    officer: Officer
    overdue: int
    weeks: tuple[tuple[Week, bool], ...]
    total: int


@governed_by("worklist", Action.READ)
@require_GET
def own(request: SignedInRequest) -> HttpResponse:
    """One's own next 90 days."""
    return _of_one(request, request.user, None)


@governed_by("caseload", Action.READ)
@require_GET
def officer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next 90 days of an officer whose caseload one looks after."""
    today = clock.today(own_facility(request.user))
    for one in officers_in_charge_of(request.user, today, Action.READ):
        if one.user.pk == pk:
            return _of_one(request, one.user, one)
    raise Http404


def _of_one(request: SignedInRequest, user: User, of: Officer | None) -> HttpResponse:
    today = clock.today(own_facility(request.user))
    expected = forecast.expected_of([user.pk], today)
    people = (
        Offender.objects.in_scope(request.user, "due_item", Action.READ)
        .filter(pk__in={one.offender_id for one in expected})
        .in_bulk()
    )
    weeks = forecast.by_week(expected, today)
    names = _names(expected)
    columns = [code for code, _ in Counter(one.standard for one in expected).most_common()]
    overdue = [one for one in expected if one.overdue]
    audit.record(
        AuditEventType.LISTED,
        object_type="forecast",
        object_id=str(user.pk),
        details={"shown": len(expected)},
    )
    return render(
        request,
        "pages/forecast/officer.html",
        {
            "officer": of,
            "columns": [names[code] for code in columns],
            "rows": _week_rows(weeks, columns, names, people),
            "overdue": [_item(one, names, people) for one in overdue],
            "total": sum(week.number for week in weeks),
            "most": max((week.number for week in weeks), default=0),
            "until": forecast.last_day(today),
            "today": today,
        },
    )


def _week_rows(
    weeks: Sequence[Week],
    columns: Sequence[str],
    names: dict[str, str],
    people: dict[int, Offender],
) -> list[WeekRow]:
    usual = sum(week.number for week in weeks) / max(1, len(weeks))
    rows = []
    for week in weeks:
        numbers = Counter(one.standard for one in week.expected)
        rows.append(
            WeekRow(
                week,
                tuple((names[code], numbers[code]) for code in columns),
                tuple(_item(one, names, people) for one in week.expected),
                _is_heavy(week.number, usual),
            )
        )
    return rows


def _item(one: Expected, names: dict[str, str], people: dict[int, Offender]) -> dict[str, Any]:
    return {
        "due_on": one.due_on,
        "duty": names[one.standard],
        "about_case": one.offender_id is not None,
        "person": people.get(one.offender_id) if one.offender_id is not None else None,
    }


@governed_by("caseload", Action.READ)
@require_GET
def officers(request: SignedInRequest) -> HttpResponse:
    """The weeks of every officer whose caseload one looks after, to level the load."""
    today: date = clock.today(own_facility(request.user))
    team = officers_in_charge_of(request.user, today, Action.READ)
    by_officer: dict[int, list[Expected]] = defaultdict(list)
    for one in forecast.expected_of([member.user.pk for member in team], today):
        by_officer[one.officer_id].append(one)
    weeks = forecast.by_week([], today)
    rows = [_officer_row(member, by_officer[member.user.pk], today) for member in team]
    rows.sort(key=lambda row: (-row.total, row.officer.user.sort_name.casefold()))
    audit.record(AuditEventType.LISTED, object_type="forecast", details={"shown": len(rows)})
    return render(
        request,
        "pages/forecast/officers.html",
        {
            "rows": rows,
            "weeks": weeks,
            "totals": [
                (week, sum(row.weeks[place][0].number for row in rows))
                for place, week in enumerate(weeks)
            ],
            "total": sum(row.total for row in rows),
            "overdue": sum(row.overdue for row in rows),
            "until": forecast.last_day(today),
            "today": today,
        },
    )


def _officer_row(member: Officer, expected: Sequence[Expected], today: date) -> OfficerRow:
    weeks = forecast.by_week(expected, today)
    usual = sum(week.number for week in weeks) / max(1, len(weeks))
    return OfficerRow(
        officer=member,
        overdue=sum(one.overdue for one in expected),
        weeks=tuple((week, _is_heavy(week.number, usual)) for week in weeks),
        total=sum(week.number for week in weeks),
    )


def _is_heavy(number: int, usual: float) -> bool:
    return number >= 3 and number > HEAVY * usual


def _names(expected: Sequence[Expected]) -> dict[str, str]:
    duties = policies.in_force().duties()
    return {
        one.standard: duties[one.standard].name if one.standard in duties else one.standard
        for one in expected
    }
