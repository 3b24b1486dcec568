"""What a state prison records beside cases: lists, coverage, the quarterly meeting, one form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from casemgmt.demo.life import add_months
from casemgmt.demo.office import quarter_start, weekday
from casenotes.models import PregnancyNotice
from conferences.models import CoverageDay, Meeting, MeetingAttendee
from offenders.models import CaseAssignment, CaseloadSubmission
from offenders.services.submissions import WHOM, fingerprint_of
from scheduling.sync import recompute

if TYPE_CHECKING:
    from casemgmt.demo.office import Office

COLUMNS = ["number", "name"]
WEEKS_COVERED = 26
MONTHS_OF_LISTS = 6


def make_prison_work(office: Office) -> None:
    """Write all of it."""
    _lists(office)
    _coverage(office)
    _meetings(office)
    _pregnancy(office)


def _lists(office: Office) -> None:
    """The caseload lists of the last months, with the people who were on them."""
    held: dict[int, list[tuple[date, date | None, dict[str, str | int]]]] = {}
    rows = CaseAssignment.objects.order_by("offender__family_name", "pk").values_list(
        "officer_id", "from_on", "until_on", "offender_id", "offender__number",
        "offender__family_name", "offender__given_names",
    )  # fmt: skip
    for officer, first, last, pk, number, family, given in rows:
        cells: dict[str, str | int] = {WHOM: pk, "number": number, "name": f"{family}, {given}"}
        held.setdefault(officer, []).append((first, last, cells))
    lists = []
    this = office.today.replace(day=1)
    for back in range(MONTHS_OF_LISTS, -1, -1):
        month = add_months(this, -back)
        for facility, officer_ in office.officers():
            if office.random.random() < 0.05:
                continue
            on = weekday(month + timedelta(days=office.random.randint(8, 27)))
            if on >= office.today:
                continue
            there = [
                cells
                for first, last, cells in held.get(officer_.pk, [])
                if first <= on and (last is None or on <= last)
            ]
            manager = office.staff.managers[facility]
            received = on + timedelta(days=1) < office.today
            lists.append(
                CaseloadSubmission(
                    officer=officer_,
                    officer_name=officer_.full_name,
                    facility_id=facility,
                    month=month,
                    generated_at=office.at(on),
                    submitted_at=office.at(on),
                    submitted_on=on,
                    unit_manager=manager,
                    columns=COLUMNS,
                    snapshot=there,
                    case_count=len(there),
                    fingerprint=fingerprint_of(COLUMNS, there),
                    received_at=office.at(on + timedelta(days=1)) if received else None,
                    received_by=manager if received else None,
                    received_by_name=manager.full_name if received else "",
                )
            )
    office.keep(CaseloadSubmission, lists)


def _coverage(office: Office) -> None:
    """Two officers on each working day, for half a year and through next week."""
    monday = office.today - timedelta(days=office.today.weekday() + 7 * WEEKS_COVERED)
    rows = []
    for facility, officers in office.staff.officers.items():
        recorder = office.staff.supervisors[facility]
        for week in range(WEEKS_COVERED + 2):
            for weekday_ in range(5):
                on = monday + timedelta(days=7 * week + weekday_)
                for place in (week, week + 1 + weekday_):
                    officer = officers[place % (len(officers) - 1)]
                    rows.append((facility, on, officer.pk, recorder))
    office.keep(
        CoverageDay,
        [
            CoverageDay(
                facility_id=facility,
                on=on,
                staff_id=officer,
                recorded_by=recorder,
                recorded_at=office.at(min(on - timedelta(days=7), office.yesterday)),
            )
            for facility, on, officer, recorder in {row[:3]: row for row in rows}.values()
        ],
    )


def _meetings(office: Office) -> None:
    """The staff meeting of each of the last quarters; this quarter's is held in one place."""
    this = quarter_start(office.today)
    rows = []
    for place, facility in enumerate(office.staff.officers):
        for back in range(4, -1, -1):
            on = weekday(add_months(this, -3 * back) + timedelta(days=20 + 9 * place))
            if on >= office.today or (back == 0 and place):
                continue
            rows.append(
                Meeting(
                    facility_id=facility,
                    kind="case_management_staff",
                    held_on=on,
                    chair=office.staff.managers[facility],
                    topics=["statewide_classification", "facility_issues"],
                    discussed="Classification changes, the new form, cover over the holidays.",
                    recorded_at=office.at(on, 16),
                    recorded_by=office.staff.managers[facility],
                )
            )
    MeetingAttendee.objects.bulk_create(
        MeetingAttendee(meeting=meeting, staff=officer)
        for meeting in office.keep(Meeting, rows)
        for officer in office.staff.officers[meeting.facility_id]
    )


def _pregnancy(office: Office) -> None:
    """One form received three weeks ago, whose call is still to be made."""
    on = office.today - timedelta(days=21)
    case = (
        CaseAssignment.objects.filter(until_on=None, from_on__lte=on, offender__sex="female")
        .order_by("offender_id")
        .select_related("officer")
        .first()
    )
    if case is None:
        return
    office.keep(
        PregnancyNotice,
        [
            PregnancyNotice(
                offender_id=case.offender_id,
                received_on=on,
                received_by=case.officer,
                received_by_name=case.officer.full_name,
            )
        ],
    )
    recompute([case.offender_id], "demonstration data")
