"""Which days are covered, who works when, and who holds the coordinator's post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agency import audit, clock
from agency.access import governed_by
from agency.models import AuditEventType, Posting, User
from agency.roles import CASE_HOLDING_ROLES, Role
from casemgmt.pages.meetings import frame
from casemgmt.pages.meetings.post import post_of
from conferences.forms.coverage import HoursForm
from conferences.models import CoverageDay, Weekday
from conferences.periods import policy_settings
from conferences.services.coverage import assign_hours, hours_on, save_week
from scheduling import policies
from scheduling.policy.dates import period_of
from scheduling.policy.shapes import Quota

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agency.models import Facility
    from casemgmt.pages.signed_in import SignedInRequest

ACTIONS = {"coverage"}

#: Who covers case management.
COVERING_ROLES = (*CASE_HOLDING_ROLES, Role.COORDINATOR, Role.UNIT_MANAGER)

#: Where no policy in force says it: OP-060101, I.
USUAL_DAYS = 5
WEEKS_BEFORE = 4
WEEKS_AFTER = 4


def days_wanted() -> int:
    """How many days of a week the policy in force wants covered."""
    for edition in reversed(policies.in_force().policies.editions):
        for shape in edition.shapes:
            if isinstance(shape, Quota) and shape.fulfilled_by == "days_covered":
                return shape.at_least
    return USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the list beside the grid: its first day, how many days are covered, whether
    it is the one shown and whether it is over."""

    first_on: date
    covered: int
    wanted: int
    current: bool
    over: bool = True

    @property
    def short(self) -> bool:
        """Whether fewer days are covered than the policy wants."""
        return self.covered < self.wanted

    @property
    def words(self) -> str:
        """ "3 of 5 days"."""
        return f"{self.covered} of {self.wanted} days"


def week_of(day: date) -> date:
    """The first day of the week that holds the day."""
    return period_of(day, "week", week_starts_on=policy_settings().week_starts_on).first_on


def _week_asked(text: str, today: date) -> date:
    try:
        return week_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return week_of(today)


@governed_by("coverage", "read")
@require_GET
def coverage(request: SignedInRequest) -> HttpResponse:
    """The roster of one week, the weeks around it, hours, and the coordinator's post."""
    facility = frame.facility_for(request, "coverage")
    audit.record(
        AuditEventType.LISTED, object_type="coverageday", facility_id=facility.pk, details={}
    )
    today = clock.today(facility)
    first_on = _week_asked(request.GET.get("week", ""), today)
    return _page(request, facility, first_on, like_last="like_last" in request.GET)


def _page(
    request: SignedInRequest,
    facility: Facility,
    first_on: date,
    *,
    like_last: bool = False,
    error: str = "",
) -> HttpResponse:
    today = clock.today(facility)
    days = [first_on + timedelta(days=n) for n in range(7)]
    staff = _staff(facility, days)
    shift = timedelta(days=7 if like_last else 0)
    ticked = {
        (pk, on + shift)
        for pk, on in CoverageDay.objects.filter(
            facility=facility, on__in=[day - shift for day in days]
        ).values_list("staff_id", "on")
    }
    covered = {on for _, on in ticked}
    wanted = days_wanted()
    return render(
        request,
        "pages/meetings/coverage.html",
        {
            "days": [(day, day in covered) for day in days],
            "rows": [
                (
                    person,
                    [(day, f"{person.pk}:{day}", (person.pk, day) in ticked) for day in days],
                    hours_in_words(person, facility, first_on),
                )
                for person in staff
            ],
            "first_on": first_on,
            "before": first_on - timedelta(days=7),
            "after": first_on + timedelta(days=7),
            "this": Week(first_on, len(covered), wanted, True, days[-1] < today),
            "like_last": like_last,
            "weeks": _weeks(facility, first_on, wanted, today),
            "error": error,
            "facility": facility,
            "facilities": frame.facilities_for(request.user, "coverage"),
            "may_change": facility in frame.facilities_for(request.user, "coverage", "update"),
            "post": post_of(facility, today),
            "due": frame.due(today, ACTIONS, facility_subject=facility),
            "tabs": frame.tabs(request.user, "coverage"),
            "today": today,
        },
        status=422 if error else 200,
    )


def _staff(facility: Facility, days: list[date]) -> list[User]:
    """Who may cover the week: posted there in it to do such work, or on its roster already."""
    posted = (
        Posting.objects.in_roles(COVERING_ROLES)
        .filter(facility=facility, from_on__lte=days[-1])
        .exclude(until_on__lt=days[0])
    )
    there = CoverageDay.objects.filter(facility=facility, on__in=days)
    ids = {*posted.values_list("user_id", flat=True), *there.values_list("staff_id", flat=True)}
    return list(User.objects.filter(pk__in=ids))


def _weeks(facility: Facility, around: date, wanted: int, today: date) -> list[Week]:
    first = around - timedelta(weeks=WEEKS_BEFORE)
    last = around + timedelta(weeks=WEEKS_AFTER, days=6)
    found = CoverageDay.objects.filter(facility=facility, on__range=(first, last)).order_by()
    covered = set(found.values_list("on", flat=True))
    return [
        Week(
            start,
            sum(start <= day <= start + timedelta(days=6) for day in covered),
            wanted,
            start == around,
            start + timedelta(days=6) < today,
        )
        for start in (first + timedelta(weeks=n) for n in range(WEEKS_BEFORE + WEEKS_AFTER + 1))
    ]


@governed_by("coverage", "update")
@require_POST
def coverage_save(request: SignedInRequest) -> HttpResponse:
    """Keep the ticks of one week."""
    facility = frame.facility_for(request, "coverage", "update")
    try:
        first_on = week_of(date.fromisoformat(request.POST.get("week", "")))
    except (ValueError, OverflowError):
        today = clock.today(facility)
        return _page(
            request, facility, week_of(today), error="Say which week this is, then tick the days."
        )
    days = [first_on + timedelta(days=n) for n in range(7)]
    staff = {person.pk for person in _staff(facility, days)}
    covered = {tick for tick in map(_tick, request.POST.getlist("cover")) if tick is not None}
    added, removed = save_week(
        facility, request.user, first_on=first_on, staff=staff, covered=covered
    )
    messages.success(
        request,
        f"Saved: {added} added, {removed} taken off." if added or removed else "Nothing changed.",
    )
    return redirect(f"{reverse('pages:coverage')}?facility={facility.pk}&week={first_on}")


def _tick(value: str) -> tuple[int, date] | None:
    """One box of the grid, "12:2026-11-23"; None for anything else."""
    pk, _, day = value.partition(":")
    try:
        return int(pk), date.fromisoformat(day)
    except ValueError:
        return None


def hours_in_words(person: User, facility: Facility, on: date) -> str:
    """ "Mon 08:00–16:30, Tue 08:00–16:30", or "" when none are assigned."""
    return ", ".join(
        f"{Weekday(row.weekday).label[:3]} {row.starts_at:%H:%M}–{row.ends_at:%H:%M}"
        for row in hours_on(person, facility, on)
    )


@governed_by("coverage", "update")
@require_http_methods(["GET", "POST"])
def work_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    """Assign somebody's hours from a day on."""
    places = frame.facilities_for(request.user, "coverage", "update")
    asked = request.GET.get("facility", "")
    found = [
        (person, place)
        for place in places
        if asked in {"", str(place.pk)}
        for person in frame.staff_of(place).filter(pk=pk)
    ]
    if not found:
        raise Http404
    person, facility = found[0]
    today = clock.today(facility)
    initial: dict[str, Any] = {"from_on": today}
    for row in hours_on(person, facility, today):
        initial[f"starts_{row.weekday}"] = row.starts_at
        initial[f"ends_{row.weekday}"] = row.ends_at
    form = HoursForm(request.POST or None, initial=initial)
    return frame.ask(
        request,
        form,
        lambda: assign_hours(
            person,
            facility,
            request.user,
            from_on=form.cleaned_data["from_on"],
            hours=form.hours(),
        ),
        title=f"Work hours of {person.full_name}",
        button="Assign the hours",
        saved="The hours are assigned.",
        back=f"{reverse('pages:coverage')}?facility={facility.pk}",
        about=person,
        current="coverage",
        template="pages/meetings/hours.html",
        facility=facility,
    )
