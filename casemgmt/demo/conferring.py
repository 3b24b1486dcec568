"""Caseload conferences of a county: held last quarter, set for this one, coaching, statistics."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casemgmt.demo.life import add_months
from casemgmt.demo.office import quarter_start, weekday
from conferences.invitations import REQUEST, invitation
from conferences.models import (
    CoachingItem,
    Conference,
    ConferenceEvaluation,
    ConferenceNotice,
    NoticeKind,
    StatisticalReview,
)

if TYPE_CHECKING:
    from agency.models import User
    from casemgmt.demo.office import Office

WELL = [
    "Notes speak to the objectives of the plan. Contacts are spread over the month.",
    "Knows the people on the caseload and their drivers; timely responses to tests.",
    "Enrolments are current, and providers are asked about progress.",
]
IMPROVE = [
    "Booking types were missing in two cases. Stage of change is not in every note.",
    "Case plans of three people are older than six months.",
    "Field contacts come late in the month. Plan them with the team.",
]
COACHING = [
    ("time_management", "Plan field contacts in the first two weeks", "standards"),
    ("assessment", "Score two interviews together with the instructor", "instructor"),
    ("driver", "Name the driver in the plans of the five highest cases", "quality_coach"),
    ("competencies", "Write notes by objective, with the stage of change", "data_entry"),
]
NOTICE = (
    "Your caseload conference is on {day}. Please see that notes and plans, no-contact reasons, "
    "booking types and enrolments are up to date."
)


def make_conferences(office: Office) -> None:
    """Write what supervisors did with each officer in the last and in this quarter."""
    this = quarter_start(office.today)
    last = add_months(this, -3)
    for number, (facility, officer) in enumerate(office.officers()):
        if number % 9 != 7:  # one in nine was missed
            _held(office, facility, officer, last, this, number)
        _this_quarter(office, facility, officer, this, number)
    _statistics(office)


def _held(
    office: Office, facility: int, officer: User, first: date, after: date, number: int
) -> None:
    """A conference of the last quarter with its notice, evaluation and coaching."""
    span = (after - first).days
    on = weekday(first + timedelta(days=office.random.randint(15, span - 2)))
    conference = _conference(office, facility, officer, on, held=True)
    _notice(office, conference, on - timedelta(days=office.random.choice([10, 12, 14, 21])))
    evaluated = on + timedelta(days=office.random.choice([2, 5, 9, 13, 17]))
    if evaluated < office.today and number % 8 != 5:
        ConferenceEvaluation.objects.create(
            conference=conference,
            done_well=office.random.choice(WELL),
            to_improve=office.random.choice(IMPROVE),
            saved_at=office.at(evaluated),
            written_by=conference.supervisor,
            recorded_at=office.at(evaluated),
            recorded_on=evaluated,
        )
    if number % 3 == 0:
        _coaching(office, conference, on, number)


def _coaching(office: Office, conference: Conference, on: date, number: int) -> None:
    area, what, resource = COACHING[number // 3 % len(COACHING)]
    check = on + timedelta(days=office.random.choice([30, 45, 60, 90]))
    closed = check < office.today and number % 2 == 0
    CoachingItem.objects.create(
        officer=conference.officer,
        conference=conference,
        area=area,
        what=what,
        resource=resource,
        agreed_on=on,
        agreed_by=conference.supervisor,
        next_check_on=check,
        closed_on=check if closed else None,
        closed_by=conference.supervisor if closed else None,
        result="Done in the next five cases." if closed else "",
        recorded_at=office.at(on),
    )


def _this_quarter(office: Office, facility: int, officer: User, first: date, number: int) -> None:
    """Held already, set with a notice, set without one (early in the list), or not yet set."""
    days = (office.today - first).days
    step = number % 5
    if step in {0, 3} and days > 14 and number:
        on = weekday(first + timedelta(days=office.random.randint(11, days - 1)))
        if on < office.today:
            conference = _conference(office, facility, officer, on, held=True)
            _notice(office, conference, on - timedelta(days=11))
            return
    if step == 4:
        return
    ahead = 12 if number == 1 else office.random.randint(4, 24)
    on = weekday(office.today + timedelta(days=ahead))
    conference = _conference(office, facility, officer, on, held=False)
    if number != 1:
        sent = min(office.yesterday, on - timedelta(days=office.random.choice([10, 11, 15])))
        _notice(office, conference, sent)


def _conference(
    office: Office, facility: int, officer: User, on: date, *, held: bool
) -> Conference:
    at = office.at(on)
    return Conference.objects.create(
        officer=officer,
        supervisor=office.staff.supervisors[facility],
        facility_id=facility,
        scheduled_for=at,
        scheduled_on=on,
        place="Supervisor's office",
        uid=uuid.UUID(int=office.random.getrandbits(128)),
        arranged_at=office.at(min(on - timedelta(days=25), office.yesterday)),
        arranged_by=office.staff.supervisors[facility],
        held_at=at if held else None,
        held_on=on if held else None,
        held_recorded_at=at if held else None,
    )


def _figures(office: Office) -> dict[str, int]:
    """A month's figures, as `review_statistics` keeps them."""
    due = office.random.randint(55, 90)
    on_time = due - office.random.randint(0, 12)
    return {"cases": office.random.randint(38, 62), "due": due, "on_time": on_time}


def _notice(office: Office, conference: Conference, on: date) -> None:
    day = conference.scheduled_on
    ConferenceNotice.objects.create(
        conference=conference,
        kind=NoticeKind.NOTICE,
        scheduled_for=conference.scheduled_for,
        scheduled_on=day,
        sequence=0,
        recipient=conference.officer,
        address=conference.officer.email,
        subject=f"Caseload conference on {day.day} {day:%B %Y}",
        body=NOTICE.format(day=f"{day:%A} {day.day} {day:%B %Y}"),
        invitation=invitation(
            conference,
            method=REQUEST,
            description="Caseload conference",
            organiser_address=conference.supervisor.email,
        ),
        queued_at=office.at(on),
        queued_on=on,
        queued_by=conference.supervisor,
        sent_at=office.at(on),
        sent_on=on,
    )


def _statistics(office: Office) -> None:
    """The monthly review of figures, for most officers and the last six months."""
    rows = []
    month = office.today.replace(day=1)
    for back in range(1, 7):
        first = add_months(month, -back)
        for facility, officer in office.officers():
            if office.random.random() > 0.94:
                continue
            late = office.random.random() < 0.06
            on = add_months(first, 1) + timedelta(days=4 if late else -office.random.randint(1, 6))
            if on >= office.today:
                continue
            rows.append(
                StatisticalReview(
                    officer=officer,
                    month=first,
                    figures=_figures(office),
                    comment="Gone through together.",
                    reviewed_on=on,
                    reviewed_at=office.at(on),
                    reviewed_by=office.staff.supervisors[facility],
                )
            )
    StatisticalReview.objects.bulk_create(rows)
