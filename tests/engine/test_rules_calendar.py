"""Rules M1 to M5 as far as Oklahoma needs them, and when a slot by the calendar closes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduling.engine.facts import (
    CaseFacts,
    FacilityFacts,
    Meeting,
    OfficerFacts,
    Placement,
    PlanEvent,
    PregnancyNotice,
    Submission,
)
from scheduling.engine.obligations import assess
from scheduling.policy.dates import Span
from scheduling.policy.settings import Settings
from scheduling.scenarios import policies_of
from tests.engine.cases import ask, day, due, monthly, outcomes, owed

NOTE, SUMMARY = "OK.MONTHLY_NOTE", "OK.TERMINATION_SUMMARY"
MEETING = "OK.QUARTERLY_MEETING"
PREGNANCY, PREGNANCY_NOTE, FORM = "OK.DHS_PREGNANCY", "OK.DHS_CASE_NOTE", "OK.FILE_MSRM"


def kinds(facts, as_of, since=""):
    return [o.kind for o in owed(facts, NOTE, as_of, since=since)]


# M1: calendar months, owed by the holder on the last day


def test_a_note_is_owed_by_the_last_day_of_each_month_m1():
    assert due(owed(monthly(), NOTE, "2025-03-31")) == ["2025-01-31", "2025-02-28", "2025-03-31"]


def test_the_last_day_of_a_leap_february_m1():
    facts = monthly(officers=("2024-02-10 CM-1",))
    assert due(owed(facts, NOTE, "2024-02-29")) == ["2024-02-29"]


@pytest.mark.parametrize(
    ("handed_over", "owner"),
    [("2025-03-30", "CM-7"), ("2025-03-31", "CM-7"), ("2025-04-01", "CM-1")],
)
def test_whoever_holds_the_case_on_the_last_day_owes_the_month_m1(handed_over, owner):
    facts = monthly(officers=("2025-01-06 CM-1", f"{handed_over} CM-7"))
    assert [o.officer for o in owed(facts, NOTE, "2025-03-31", since="2025-03-01")] == [owner]


@pytest.mark.parametrize(
    ("left", "months"),
    [
        ("2025-03-30", ["2025-01-31", "2025-02-28"]),
        ("2025-03-31", ["2025-01-31", "2025-02-28"]),
        ("2025-04-01", ["2025-01-31", "2025-02-28", "2025-03-31"]),
    ],
)
def test_from_the_day_of_a_departure_the_person_is_off_the_caseload_m1(left, months):
    assert due(owed(monthly(left=left), NOTE, "2025-05-31")) == months


def test_an_officer_assigned_on_the_day_of_a_departure_owes_nothing_m1():
    facts = monthly(officers=("2025-01-06 CM-1", "2025-07-31 CM-2"), left="2025-07-31")
    assert due(owed(facts, NOTE, "2025-08-31", since="2025-07-01")) == []


def test_a_case_taken_on_the_last_day_owes_that_month_m1():
    assert due(owed(monthly(officers=("2025-01-31 CM-1",)), NOTE, "2025-01-31")) == ["2025-01-31"]


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        ("2025-01-31 CM-1", "missed 2025-04-01"),
        ("2025-02-01 CM-1", "done 2025-02-01"),
        ("2025-02-28 CM-1", "done 2025-02-28"),
        ("2025-03-01 CM-1", "missed 2025-04-01"),
        ("2025-02-10 CM-2", "missed 2025-04-01"),
    ],
)
def test_only_the_holders_note_of_that_month_counts_m1(note, outcome):
    facts = monthly(notes=(note,))
    assert outcomes(owed(facts, NOTE, "2025-04-30"))["2025-02-28"] == outcome


def test_a_month_is_overdue_until_the_next_has_ended_m1():
    facts = monthly()
    assert outcomes(owed(facts, NOTE, "2025-02-28"))["2025-01-31"] == "open"
    assert outcomes(owed(facts, NOTE, "2025-03-01"))["2025-01-31"] == "missed 2025-03-01"


def test_a_note_that_does_not_count_fulfils_nothing_m1():
    facts = monthly(notes=("2025-01-10 CM-1",))
    (note,) = facts.notes
    copy = type(note)(note.ref, note.kind, note.on, note.recorded_on, note.author, counts=False)
    facts = CaseFacts(facts.ref, assignments=facts.assignments, notes=(copy,))
    assert outcomes(owed(facts, NOTE, "2025-01-31")) == {"2025-01-31": "open"}


def test_a_colleagues_note_on_behalf_of_the_officer_counts_m1():
    facts = monthly(notes=("2025-01-10 CM-2",))
    (note,) = facts.notes
    cover = type(note)(
        note.ref, note.kind, note.on, note.recorded_on, note.author, on_behalf_of="CM-1"
    )
    facts = CaseFacts(facts.ref, assignments=facts.assignments, notes=(cover,))
    assert outcomes(owed(facts, NOTE, "2025-01-31")) == {"2025-01-31": "done 2025-01-10"}


def test_the_due_day_is_a_setting_m1():
    early = Settings(month_note_due_day=25)
    assert due(owed(monthly(), NOTE, "2025-02-28", settings=early)) == ["2025-01-25", "2025-02-25"]
    late = Settings(month_note_due_day=30)
    assert due(owed(monthly(), NOTE, "2025-02-28", settings=late)) == ["2025-01-30", "2025-02-28"]


def test_without_a_horizon_the_current_month_is_listed_m1():
    answer = ask(monthly(), "OK", "2025-02-10")
    notes = [o for o in answer.obligations if o.standard == NOTE]
    assert [str(o.due_on) for o in notes] == ["2025-01-31", "2025-02-28"]
    assert answer.recheck_on == day("2025-03-01")


# M2: termination summary


@pytest.mark.parametrize("left", ["2025-06-10", "2025-06-30", "2025-07-01"])
def test_a_departure_owes_a_summary_that_day_m2(left):
    (summary,) = owed(monthly(left=left), SUMMARY, "2025-07-31")
    assert (str(summary.due_on), summary.officer) == (left, "CM-1")


def test_a_change_of_officer_owes_a_summary_by_the_losing_one_m2():
    facts = monthly(officers=("2025-01-06 CM-1", "2025-03-12 CM-7"))
    (summary,) = owed(facts, SUMMARY, "2025-03-31")
    assert (str(summary.due_on), summary.officer) == ("2025-03-12", "CM-1")


def test_a_transfer_and_its_change_of_officer_owe_one_summary_m2():
    facts = monthly(officers=("2025-01-06 CM-1", "2025-03-14 CM-7"))
    places = (
        Placement("movement:1", "F-1", day("2025-01-06")),
        Placement("movement:2", "F-2", day("2025-03-12")),
    )
    facts = CaseFacts(facts.ref, placements=places, assignments=facts.assignments)
    assert [(str(o.due_on), o.officer) for o in owed(facts, SUMMARY, "2025-03-31")] == [
        ("2025-03-12", "CM-1")
    ]


def test_after_a_death_the_summary_is_a_setting_m2():
    alive = monthly(left="2025-06-10")
    (departure,) = alive.departures
    died = replace(alive, departures=(replace(departure, kind="death"),))
    none = Settings(termination_after_death=False)
    assert len(owed(died, SUMMARY, "2025-07-31")) == 1
    assert owed(died, SUMMARY, "2025-07-31", settings=none) == []
    assert len(owed(alive, SUMMARY, "2025-07-31", settings=none)) == 1


def test_the_grace_is_a_setting_m2():
    late = Settings(termination_grace_days=3)
    assert due(owed(monthly(left="2025-06-10"), SUMMARY, "2025-07-31", settings=late)) == [
        "2025-06-13"
    ]


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        ("2025-05-09 CM-1 termination_summary", "open"),
        ("2025-05-10 CM-1 termination_summary", "done 2025-05-10"),
        ("2025-06-12 CM-1 termination_summary", "done 2025-06-12"),
        ("2025-06-10 CM-1 progress", "open"),
        ("2025-06-10 CM-2 termination_summary", "open"),
    ],
)
def test_a_summary_by_the_losing_officer_fulfils_it_m2(note, outcome):
    facts = monthly(notes=(note,), left="2025-06-10")
    assert outcomes(owed(facts, SUMMARY, "2025-06-30")) == {"2025-06-10": outcome}


def test_the_summary_is_an_entry_for_the_month_m2():
    facts = monthly(notes=("2025-05-20 CM-1 termination_summary",), left="2025-06-10")
    assert outcomes(owed(facts, NOTE, "2025-05-31"))["2025-05-31"] == "done 2025-05-20"


def test_the_losing_officer_owes_no_note_for_that_month_m2():
    facts = monthly(officers=("2025-01-06 CM-1", "2025-03-12 CM-7"))
    assert [o.officer for o in owed(facts, NOTE, "2025-03-31", since="2025-03-01")] == ["CM-7"]


# M3: continued absence


@pytest.mark.parametrize(
    ("away", "kind"),
    [
        # On 28 February: more than a month before means from 27 January at the latest.
        ("2025-01-27 -", "continued_absence"),
        ("2025-01-28 -", "ordinary"),
        ("2025-01-29 -", "ordinary"),
        ("2025-01-31 -", "ordinary"),
        ("2025-01-10 2025-02-27", "ordinary"),
        ("2025-01-10 2025-02-28", "continued_absence"),
        ("2025-01-10 2025-03-01", "continued_absence"),
    ],
)
def test_away_on_the_last_day_and_more_than_a_month_before_it_m3(away, kind):
    assert kinds(monthly(away=(away,)), "2025-02-28", "2025-02-01") == [kind]


def test_an_absence_from_31_january_in_march_m3():
    facts = monthly(away=("2025-01-31 -",))
    assert kinds(facts, "2025-03-31") == ["ordinary", "ordinary", "continued_absence"]


def test_absences_without_a_day_between_are_one_m3():
    facts = monthly(away=("2025-01-10 2025-02-09", "2025-02-10 2025-03-05"))
    assert kinds(facts, "2025-02-28") == ["ordinary", "continued_absence"]
    apart = monthly(away=("2025-01-10 2025-02-08", "2025-02-10 2025-03-05"))
    assert kinds(apart, "2025-02-28") == ["ordinary", "ordinary"]


# M4: quarters, lists, and what rolls


def test_a_meeting_is_owed_by_the_last_day_of_each_quarter_m4():
    facility = FacilityFacts(
        "F-1", day("2025-01-01"), meetings=(Meeting("m:1", day("2025-03-31")),)
    )
    answer = assess(policies_of("OK"), facility, day("2025-06-30"))
    assert outcomes([o for o in answer.obligations if o.standard == MEETING]) == {
        "2025-03-31": "done 2025-03-31",
        "2025-06-30": "open",
    }


def test_a_meeting_on_the_first_day_of_the_next_quarter_is_the_next_ones_m4():
    facility = FacilityFacts(
        "F-1", day("2025-01-01"), meetings=(Meeting("m:1", day("2025-04-01")),)
    )
    answer = assess(policies_of("OK"), facility, day("2025-06-30"))
    assert outcomes([o for o in answer.obligations if o.standard == MEETING]) == {
        "2025-03-31": "open",
        "2025-06-30": "done 2025-04-01",
    }


def test_the_start_of_the_quarters_is_a_setting_m4():
    facility = FacilityFacts("F-1", day("2025-02-01"))
    fiscal = Settings(quarter_starts_in=2)
    answer = assess(policies_of("OK"), facility, day("2025-05-01"), settings=fiscal)
    found = [o for o in answer.obligations if o.standard == MEETING]
    assert due(found) == ["2025-04-30", "2025-07-31"]


def test_a_caseload_list_is_owed_each_month_by_the_officer_m4():
    officer = OfficerFacts(
        "user:7", day("2025-01-15"), submissions=(Submission("list:1", day("2025-01-20")),)
    )
    answer = assess(policies_of("OK"), officer, day("2025-02-10"))
    assert outcomes(list(answer.obligations)) == {
        "2025-01-31": "done 2025-01-20",
        "2025-02-28": "open",
    }
    assert {o.officer for o in answer.obligations} == {"user:7"}


def test_no_list_is_owed_for_the_month_in_which_the_caseload_ended_m4():
    officer = OfficerFacts("user:7", day("2025-01-15"), day("2025-02-27"))
    assert due(list(assess(policies_of("OK"), officer, day("2025-03-10")).obligations)) == [
        "2025-01-31"
    ]


def test_an_adjustment_review_rolls_from_the_last_one_m4():
    reviews = tuple(
        PlanEvent(f"review:{n}", "accountability", "reviewed", day(on))
        for n, on in enumerate(("2025-10-31", "2026-03-10"), start=1)
    )
    facts = CaseFacts("offender:1", plan_events=reviews)
    assert outcomes(owed(facts, "OK.ADJUSTMENT_REVIEW", "2026-07-31")) == {
        "2026-02-28": "done 2026-03-10",
        "2026-07-10": "open",
    }


def test_120_days_instead_of_four_months_is_a_setting_m4():
    facts = CaseFacts(
        "offender:1",
        plan_events=(PlanEvent("review:1", "accountability", "reviewed", day("2025-10-30")),),
    )
    by_days = Settings(adjustment_review=Span(days=120))
    code = "OK.ADJUSTMENT_REVIEW"
    assert due(owed(facts, code, "2026-03-31", settings=by_days)) == ["2026-02-27"]
    assert due(owed(facts, code, "2026-03-31")) == ["2026-02-28"]


def test_before_the_first_review_it_counts_from_the_arrival_m4():
    facts = CaseFacts("offender:1", placements=(Placement("movement:1", "F-1", day("2025-10-31")),))
    assert due(owed(facts, "OK.ADJUSTMENT_REVIEW", "2026-03-31")) == ["2026-02-28"]


# M5: pregnancy


@pytest.mark.parametrize(
    ("received", "due_on"),
    [("2025-01-31", "2025-03-02"), ("2024-01-31", "2024-03-01"), ("2025-12-15", "2026-01-14")],
)
def test_thirty_days_from_the_receipt_of_the_form_m5(received, due_on):
    facts = monthly(pregnancy=PregnancyNotice("form:1", day(received)))
    assert due(owed(facts, PREGNANCY, "2026-12-31")) == [due_on]


def test_a_new_officer_owes_the_notice_by_the_same_date_m5():
    form = PregnancyNotice("form:1", day("2025-01-31"))
    facts = monthly(officers=("2025-01-06 CM-1", "2025-02-15 CM-2"), pregnancy=form)
    (notice,) = owed(facts, PREGNANCY, "2025-02-20", horizon="2025-03-31")
    assert (str(notice.due_on), notice.officer) == ("2025-03-02", "CM-2")


@pytest.mark.parametrize(
    ("left", "due_on"),
    [
        ("2025-01-30", "2025-03-02"),
        ("2025-01-31", "2025-01-31"),
        ("2025-02-10", "2025-02-10"),
        ("2025-03-02", "2025-03-02"),
        ("2025-03-03", "2025-03-02"),
    ],
)
def test_discharge_brings_the_notice_forward_m5(left, due_on):
    facts = monthly(left=left, pregnancy=PregnancyNotice("form:1", day("2025-01-31")))
    assert due(owed(facts, PREGNANCY, "2025-12-31")) == [due_on]


def test_a_late_notice_is_done_late_and_noted_that_day_m5():
    form = PregnancyNotice("form:1", day("2025-01-31"), day("2025-03-05"), day("2025-03-06"))
    facts = monthly(pregnancy=form)
    assert outcomes(owed(facts, PREGNANCY, "2025-03-31")) == {"2025-03-02": "done 2025-03-05"}
    assert outcomes(owed(facts, PREGNANCY_NOTE, "2025-03-31")) == {"2025-03-05": "done 2025-03-06"}
    assert due(owed(facts, FORM, "2025-03-31")) == ["-"]


def test_before_the_notice_no_note_of_it_is_owed_m5():
    facts = monthly(pregnancy=PregnancyNotice("form:1", day("2025-01-31")))
    assert owed(facts, PREGNANCY_NOTE) == []
