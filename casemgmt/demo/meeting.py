"""A coordinator's work: meetings and their minutes, memos, attendance of the unit teams."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from agency.models import Unit
from casemgmt.demo.life import add_months
from casemgmt.demo.office import quarter_start, weekday
from conferences.models import (
    Meeting,
    MeetingAttendee,
    MeetingTraining,
    Minutes,
    PerformanceMemo,
    TeamAttendance,
    TeamSession,
)

if TYPE_CHECKING:
    from casemgmt.demo.office import Office

REGION = "Regional Office, Correctional Programs"
DISCUSSED = [
    "Two new memoranda were read. Release plans are to reach the coordinator six weeks earlier.",
    "Program review: copies of the report were missing in four files. Units will check.",
    "The education department asks for referrals by the tenth. The mail room changes its hours.",
    "Notices of team appearances: 48 hours by the clock, or the signed waiver in the file.",
]
TRAINING = ["Computing projected dates", "Writing program review reports", "Victim notification"]
TOPICS = ["new_policy", "review_trends", "other_departments", "administration"]
ELEMENTS = {
    "element_2": [
        "Reviews are held in time; two of nine reports went out without a copy.",
        "Files are complete. Release preparation begins early.",
    ],
    "element_3": [
        "Explains decisions to people and staff in plain words.",
        "Answers requests within the week; could tell other departments sooner.",
    ],
    "element_4": [
        "Trained two colleagues in the new form.",
        "Knows the program statements and asks when in doubt.",
    ],
}


def make_meetings(office: Office) -> None:
    """Every two weeks with the case managers, every month with the support staff, for a year."""
    for facility in office.staff.officers:
        first = office.today - timedelta(days=364 + office.random.randint(0, 6))
        days = []
        day = first
        while day < office.today:
            days.append(weekday(day))
            late = 0.06 * (len(days) > 1)
            day += timedelta(days=14 + (7 if office.random.random() < late else 0))
        support = [
            weekday(add_months(office.today.replace(day=1), -back) + timedelta(days=8 + back % 7))
            for back in range(12, -1, -1)
        ]
        _hold(office, facility, "cm_group", [one for one in days if one < office.today])
        _hold(office, facility, "unit_support", [one for one in support if one < office.today])


def _hold(office: Office, facility: int, kind: str, days: list[date]) -> None:
    staff, random = office.staff, office.random
    chair = staff.coordinators[facility]
    group = staff.officers[facility] if kind == "cm_group" else staff.others[facility]
    meetings = office.keep(
        Meeting,
        [
            Meeting(
                facility_id=facility,
                kind=kind,
                held_on=day,
                chair=chair,
                topics=random.sample(TOPICS, 2),
                discussed=random.choice(DISCUSSED),
                recorded_at=office.at(day, 16),
                recorded_by=chair,
            )
            for day in days
        ],
    )
    MeetingAttendee.objects.bulk_create(
        MeetingAttendee(meeting=meeting, staff=person) for meeting in meetings for person in group
    )
    MeetingTraining.objects.bulk_create(
        MeetingTraining(meeting=meeting, subject=random.choice(TRAINING), given_by=group[0])
        for meeting in meetings
        if random.random() < 0.2
    )
    rows = []
    for meeting in meetings:
        prepared = meeting.held_on + timedelta(days=random.randint(1, 5))
        forwarded = prepared + timedelta(days=random.choices([0, 2, 4, 15], [40, 40, 15, 5])[0])
        if prepared >= office.today or random.random() < 0.02:
            continue
        sent = forwarded < office.today
        rows.append(
            Minutes(
                meeting=meeting,
                text=f"Present: as listed. {meeting.discussed} Next meeting as planned.",
                prepared_on=prepared,
                prepared_by=chair,
                forwarded_on=forwarded if sent else None,
                forwarded_to=REGION if sent else "",
                forwarded_by=chair if sent else None,
                kept_months=24,
                kept_through=add_months(meeting.held_on, 24),
            )
        )
    office.keep(Minutes, rows)


def make_memos(office: Office) -> None:
    """One on each case manager in each of the last four quarters; some of this one's are sent."""
    random, rows = office.random, []
    this = quarter_start(office.today)
    for back in range(4, -1, -1):
        first = add_months(this, -3 * back)
        for facility, officer in office.officers():
            if random.random() < 0.05:
                continue
            on = weekday(first + timedelta(days=random.randint(20, 80)))
            if on >= office.today:
                continue
            boss = office.staff.supervisors[facility]
            discussed = on + timedelta(days=random.randint(1, 8))
            talked = discussed < office.today and random.random() < 0.94
            author = office.staff.coordinators[facility]
            rows.append(
                PerformanceMemo(
                    officer=officer,
                    facility_id=facility,
                    period_on=first,
                    author=author,
                    author_name=author.full_name,
                    begun_at=office.at(on, 9),
                    sent_on=on,
                    sent_at=office.at(on, 15),
                    recipient=boss,
                    recipient_name=boss.full_name,
                    discussed_on=discussed if talked else None,
                    discussed_by=boss if talked else None,
                    **{field: random.choice(words) for field, words in ELEMENTS.items()},
                )
            )
    office.keep(PerformanceMemo, rows)


def make_team_sessions(office: Office) -> None:
    """The coordinator attended each unit's team about twice a year; the last unit is overdue."""
    sessions = []
    units = list(Unit.objects.order_by("pk"))
    for unit in units:
        day = office.today - timedelta(days=office.random.randint(500, 560))
        late = unit == units[-1]
        while day < office.today - timedelta(days=195 if late else 0):
            sessions.append(
                TeamSession(
                    unit=unit,
                    on=weekday(day),
                    conducted_properly=True,
                    findings="Conducted properly; the report was read out and explained.",
                    recorded_at=office.at(weekday(day), 16),
                    recorded_by=office.staff.coordinators[unit.facility_id],
                )
            )
            day += timedelta(days=office.random.randint(140, 176))
    made = office.keep(TeamSession, sessions)
    TeamAttendance.objects.bulk_create(
        TeamAttendance(
            session=session,
            unit_id=session.unit_id,
            on=session.on,
            staff=office.staff.coordinators[session.unit.facility_id],
            as_coordinator=True,
        )
        for session in made
    )
