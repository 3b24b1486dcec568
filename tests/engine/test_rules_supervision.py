"""Duties about officers, facilities and units: who owes them, what fulfils them, what rolls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduling.engine.facts import (
    CoachingItem,
    Conference,
    FacilityFacts,
    Meeting,
    OfficerFacts,
    PerformanceMemo,
    PolicyRevision,
    Submission,
    TeamAttendance,
    UnitFacts,
)
from scheduling.engine.obligations import assess
from scheduling.policy.settings import Settings
from scheduling.scenarios import policies_of
from tests.engine.cases import day, due, found, outcomes


def officer(*conferences, **more):
    return OfficerFacts(
        "user:7", day("2025-01-01"), supervisor="user:2", conferences=conferences, **more
    )


def conference(on, noticed="", held="", evaluated="", number=1, by="user:2"):
    return Conference(
        f"conference:{number}",
        day(on),
        by,
        day(noticed) if noticed else None,
        day(held) if held else None,
        None,
        day(evaluated) if evaluated else None,
    )


def test_a_notice_is_owed_by_whoever_holds_the_conference():
    facts = officer(conference("2025-05-20", by="user:5"))
    (notice,) = found("PRO.NOTICE", facts, "2025-05-01")
    assert (notice.subject, notice.officer, str(notice.due_on)) == (
        "user:7",
        "user:5",
        "2025-05-10",
    )


def test_a_conference_held_without_a_notice_leaves_it_missed():
    facts = officer(conference("2025-05-20", held="2025-05-20"))
    assert outcomes(found("PRO.NOTICE", facts, "2025-06-01")) == {"2025-05-10": "missed 2025-05-20"}


def test_one_conference_in_the_quarter_is_enough_whoever_held_it():
    facts = officer(conference("2025-02-11", held="2025-02-11", by="user:99"))
    assert outcomes(found("PRO.CONFERENCE", facts, "2025-04-01")) == {
        "2025-03-31": "done 2025-02-11",
        "2025-06-30": "open",
    }


def test_a_conference_that_is_only_set_fulfils_no_quarter():
    assert outcomes(found("PRO.CONFERENCE", officer(conference("2025-02-11")), "2025-03-01")) == {
        "2025-03-31": "open"
    }


def test_conferences_may_roll_by_the_agencys_setting():
    facts = officer(conference("2025-01-31", held="2025-01-31"))
    rolling = Settings(conference_period="rolling")
    assert outcomes(found("PRO.CONFERENCE", facts, "2025-03-01", rolling)) == {
        "2025-04-01": "done 2025-01-31",
        "2025-04-30": "open",
    }


def test_the_time_for_an_evaluation_is_a_setting():
    facts = officer(conference("2025-05-20", held="2025-05-20"))
    from scheduling.policy.dates import Span

    short = Settings(conference_evaluation=Span(days=7))
    assert due(found("PRO.EVALUATION", facts, "2025-05-21", short)) == ["2025-05-27"]
    assert due(found("PRO.EVALUATION", facts, "2025-05-21")) == ["2025-06-03"]


def test_coaching_moves_with_its_next_check_and_keeps_its_key():
    first = officer(coaching=(CoachingItem("c:1", day("2025-05-20"), day("2025-06-20")),))
    moved = officer(coaching=(CoachingItem("c:1", day("2025-05-20"), day("2025-07-20")),))
    (before,) = found("PRO.COACHING", first, "2025-06-01")
    (after,) = found("PRO.COACHING", moved, "2025-06-01")
    assert before.occurrence == after.occurrence
    assert (str(before.due_on), str(after.due_on)) == ("2025-06-20", "2025-07-20")


def test_a_statistical_review_counts_for_the_month_that_it_is_about():
    review = Submission("r:1", day("2025-03-03"), "statistical_review", day("2025-02-01"))
    facts = OfficerFacts("user:7", day("2025-02-01"), submissions=(review,))
    assert outcomes(found("PRO.STAT_REVIEW", facts, "2025-03-10")) == {
        "2025-02-28": "done 2025-03-03",
        "2025-03-31": "open",
    }


def test_another_list_is_no_statistical_review():
    facts = OfficerFacts(
        "user:7", day("2025-02-01"), submissions=(Submission("l:1", day("2025-02-03")),)
    )
    assert outcomes(found("PRO.STAT_REVIEW", facts, "2025-02-10")) == {"2025-02-28": "open"}


def test_a_memo_is_about_the_officer_and_owed_by_the_coordinator():
    facts = OfficerFacts("user:7", day("2025-10-01"))
    (memo,) = found("FED.PERFORMANCE_MEMO", facts, "2025-12-01")
    assert (memo.subject, memo.officer, memo.owner_role) == (
        "user:7",
        "",
        "case_management_coordinator",
    )


def test_a_memo_that_was_not_sent_fulfils_nothing():
    facts = OfficerFacts(
        "user:7", day("2025-10-01"), memos=(PerformanceMemo("m:1", day("2025-12-01")),)
    )
    assert outcomes(found("FED.PERFORMANCE_MEMO", facts, "2025-12-31")) == {"2025-12-31": "open"}


def test_the_time_for_the_discussion_of_a_memo_is_a_setting():
    from scheduling.policy.dates import Span

    facts = OfficerFacts(
        "user:7",
        day("2025-10-01"),
        memos=(PerformanceMemo("m:1", day("2025-11-03"), day("2025-11-03")),),
    )
    assert due(found("FED.MEMO_DISCUSSION", facts, "2025-11-04")) == ["2025-12-31"]
    ten = Settings(memo_discussion=Span(days=10))
    assert due(found("FED.MEMO_DISCUSSION", facts, "2025-11-04", ten)) == ["2025-11-13"]


def test_a_revision_is_owed_by_each_officer_who_is_to_read_it():
    facts = OfficerFacts(
        "user:7", revisions=(PolicyRevision("r:1", day("2025-05-01"), day("2025-06-01")),)
    )
    (item,) = found("OK.REVISION_ACK", facts, "2025-05-02")
    assert (item.officer, str(item.due_on)) == ("user:7", "2025-05-31")


def facility(*days, kind="cm_group", opened="2025-01-01", **more):
    return FacilityFacts(
        "facility:1",
        day(opened) if opened else None,
        meetings=tuple(Meeting(f"m:{n}", day(on), kind) for n, on in enumerate(days, start=1)),
        **more,
    )


def test_a_late_meeting_moves_the_next_one():
    facts = facility("2025-01-15", "2025-01-31")
    assert outcomes(found("FED.CM_MEETING", facts, "2025-02-01")) == {
        "2025-01-15": "done 2025-01-15",
        "2025-01-29": "done 2025-01-31",
        "2025-02-14": "open",
    }


def test_fixed_fortnights_are_a_setting_and_a_late_meeting_moves_nothing():
    facts = facility("2025-01-08", "2025-01-24", opened="")
    fixed = Settings(meeting_roll="fixed")
    assert outcomes(found("FED.CM_MEETING", facts, "2025-02-01", fixed)) == {
        "2025-01-22": "done 2025-01-24",
        "2025-02-05": "open",
    }


def test_on_a_fixed_grid_a_meeting_on_the_next_date_is_not_a_late_one_of_the_last():
    facts = facility("2025-01-08", "2025-02-05", opened="")
    fixed = Settings(meeting_roll="fixed")
    assert outcomes(found("FED.CM_MEETING", facts, "2025-02-10", fixed)) == {
        "2025-01-22": "missed 2025-02-05",
        "2025-02-05": "done 2025-02-05",
        "2025-02-19": "open",
    }


def test_on_a_fixed_grid_a_second_meeting_of_a_fortnight_is_extra():
    facts = facility("2025-01-08", "2025-01-15", "2025-01-20", opened="")
    fixed = Settings(meeting_roll="fixed")
    assert outcomes(found("FED.CM_MEETING", facts, "2025-02-20", fixed)) == {
        "2025-01-22": "done 2025-01-15",
        "2025-02-05": "missed 2025-02-19",
        "2025-02-19": "open",
        "2025-03-05": "open",
    }


def test_a_place_of_which_nothing_is_known_gets_a_finding_and_no_date():
    answer = assess(policies_of("FED"), UnitFacts("unit:1"), day("2025-02-01"))
    assert answer.obligations == ()
    assert [f.code for f in answer.findings] == ["nothing_to_count_from"]
    assert "Attendance of the unit team" in answer.findings[0].text


def test_each_unit_counts_from_its_own_last_attendance():
    unit = UnitFacts(
        "unit:1", "facility:1", attendances=(TeamAttendance("a:1", day("2025-08-31")),)
    )
    (item,) = found("FED.TEAM_ATTENDANCE", unit, "2025-09-01")
    assert (item.subject, item.facility, str(item.due_on)) == ("unit:1", "facility:1", "2026-02-28")


def test_nothing_is_owed_for_a_place_after_it_closed():
    unit = UnitFacts("unit:1", open_from=day("2025-01-01"), open_until=day("2025-05-01"))
    assert outcomes(found("FED.TEAM_ATTENDANCE", unit, "2025-09-01")) == {
        "2025-07-01": "cancelled 2025-05-01"
    }


def covered(*numbers, opened="2025-01-06"):
    first = date(2025, 1, 6)
    days = tuple(first + timedelta(days=number) for number in numbers)
    return FacilityFacts("F-1", day(opened), covered_on=days)


@pytest.mark.parametrize(
    ("numbers", "outcome"),
    [((0, 1, 2, 3), "open"), ((0, 1, 2, 3, 4), "done 2025-01-10"), ((0, 0, 1, 2, 3), "open"),
     ((6, 5, 4, 3, 2, 1), "done 2025-01-11"), ((1, 2, 3, 4, 7), "open")],
)  # fmt: skip
def test_five_different_days_cover_a_week_from_monday(numbers, outcome):
    weeks = found("OK.COVERAGE", covered(*numbers), "2025-01-13")
    assert outcomes(weeks)["2025-01-12"] == outcome


def test_the_first_day_of_the_week_is_a_setting():
    sunday = Settings(week_starts_on=7)
    weeks = found("OK.COVERAGE", covered(*range(5), opened="2025-01-05"), "2025-01-12", sunday)
    assert outcomes(weeks) == {"2025-01-11": "done 2025-01-10", "2025-01-18": "open"}


def test_the_week_in_which_a_facility_opened_is_not_counted():
    assert due(found("OK.COVERAGE", covered(opened="2025-01-07"), "2025-01-14")) == ["2025-01-19"]


def test_weeks_have_keys_of_their_own():
    weeks = found("OK.COVERAGE", covered(), "2025-01-28")
    assert len({o.occurrence for o in weeks}) == len(weeks) == 4


def test_a_deadline_in_days_moves_to_a_working_day_only_by_setting():
    meetings = facility("2025-01-10", opened="")
    # 13 days on is Thursday 23 January 2025, made a holiday here, and so is the Friday.
    assert due(found("FED.MINUTES", meetings, "2025-01-11")) == ["2025-01-23"]
    working = Settings(working_days_only=True, holidays=(day("2025-01-23"), day("2025-01-24")))
    assert due(found("FED.MINUTES", meetings, "2025-01-11", working)) == ["2025-01-27"]


def test_a_notice_is_never_moved_closer_to_its_conference():
    # Ten days before Tuesday 20 May 2025 is Saturday 10 May.
    facts = officer(conference("2025-05-20"))
    working = Settings(working_days_only=True)
    assert due(found("PRO.NOTICE", facts, "2025-05-01", working)) == ["2025-05-10"]


def test_minutes_kept_under_a_hold_are_on_hold_and_nothing_else_moves():
    meeting = Meeting("m:1", day("2025-01-08"), "cm_group", legal_hold=True)
    facts = FacilityFacts("facility:1", meetings=(meeting,))
    (item,) = found("FED.MINUTES_RETENTION", facts, "2028-01-01")
    assert (item.on_hold, item.hold_reason, item.is_open) == (True, "Legal hold", True)
