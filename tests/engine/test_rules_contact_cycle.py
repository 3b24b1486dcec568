"""Rules R1 to R16, one after another; each test's name ends with the rule that it defends."""

from __future__ import annotations

import pytest

from scheduling.engine.facts import (
    Assignment,
    CaseFacts,
    Departure,
    ExemptSpan,
    Placement,
    PlanEvent,
)
from scheduling.policy.dates import Span
from scheduling.policy.settings import Settings
from tests.engine.cases import ask, case, day, due, outcomes, owed

RCR, REVIEW, PRIMARY, ALLOCATE, IMP = (
    "WA.RCR",
    "WA.IMP_REVIEW",
    "WA.PRIMARY",
    "WA.ALLOCATE",
    "WA.IMP",
)
LONG = "2024-03-01 2034-03-01"


def cycle(facts, as_of="2025-12-31", **more):
    both = [*owed(facts, RCR, as_of, **more), *owed(facts, REVIEW, as_of, **more)]
    return sorted((o.due_on.isoformat(), o.standard.removeprefix("WA.")) for o in both)


# R1 and R2: counting


def test_the_day_of_arrival_is_day_0_r1():
    assert due(owed(case(), ALLOCATE)) == ["2025-02-17"]


def test_a_due_day_on_good_friday_stays_r1():
    facts = case(imp="2025-03-10", at=("2025-04-11 A",), officers=())
    assert due(owed(facts, ALLOCATE)) == ["2025-04-18"]


def test_the_whole_due_day_is_in_time_r1():
    facts = case(officers=("2025-02-17 CO-1",))
    assert outcomes(owed(facts, ALLOCATE)) == {"2025-02-17": "done 2025-02-17"}
    assert owed(case(officers=()), ALLOCATE, "2025-02-17")[0].is_open


def test_fourteen_days_over_a_leap_february_r1():
    facts = case(
        sentence="2028-01-03 2029-12-31", imp="2028-02-01", at=("2028-02-10 A",),
        officers=("2028-02-15 CO-1",),
    )  # fmt: skip
    assert due(owed(facts, PRIMARY, "2028-12-31")) == ["2028-02-29"]


def test_months_are_added_to_the_anchor_and_never_drift_r2():
    facts = case(sentence="2025-01-02 2026-12-31", imp="2025-01-31", at=("2025-01-31 A",))
    assert [on for on, _ in cycle(facts, "2026-04-30")] == [
        "2025-04-30", "2025-07-31", "2025-10-31", "2026-01-31", "2026-04-30",
    ]  # fmt: skip


def test_half_a_year_from_31_august_is_the_end_of_february_and_31_august_again_r2():
    facts = case(sentence="2023-08-01 2035-01-01", imp="2023-08-31", at=("2023-09-01 A",))
    assert [on for on, _ in cycle(facts, "2025-03-01")] == [
        "2024-02-29",
        "2024-08-31",
        "2025-02-28",
    ]


# R3 and R4: the end, and whether a plan is needed


@pytest.mark.parametrize(
    ("eed", "edr", "srd", "second"),
    [
        ("2026-01-01", "2034-01-01", "2035-01-01", "2025-08-03"),
        (None, "2026-01-01", "2035-01-01", "2025-08-03"),
        (None, None, "2026-01-01", "2025-08-03"),
        ("2034-01-01", "2026-01-01", None, "2026-02-03"),
        (None, "2034-01-01", "2026-01-01", "2026-02-03"),
        (None, None, None, "2026-02-03"),
    ],
)
def test_the_end_is_eed_else_edr_else_srd_r3(eed, edr, srd, second):
    facts = case()
    first = facts.sentences[0]
    dates = [day(text) if text else None for text in (eed, edr, srd)]
    sentence = type(first)(first.ref, first.effective_on, first.start_on, *dates)
    facts = CaseFacts(facts.ref, (sentence,), facts.placements, plan_events=facts.plan_events)
    assert cycle(facts, "2026-02-28")[1] == (second, "IMP_REVIEW")


def test_when_the_end_passes_in_custody_the_three_months_go_on_r3():
    facts = case(sentence="2023-05-01 2025-05-01", imp="2023-06-12", at=("2023-06-19 A",))
    assert cycle(facts, "2025-09-30", since="2025-05-01") == [
        ("2025-06-12", "IMP_REVIEW"),
        ("2025-09-12", "RCR"),
    ]
    findings = [f.code for f in ask(facts, "WA", "2025-05-02").findings]
    assert "release_date_passed" in findings
    assert "release_date_passed" not in [f.code for f in ask(facts, "WA", "2025-05-01").findings]


def test_without_a_release_date_six_months_and_a_finding_r3():
    facts = case(sentence="2025-01-06")
    assert [on for on, _ in cycle(facts)] == ["2025-08-03"]
    assert [f.code for f in ask(facts, "WA", "2025-12-31").findings] == ["no_release_date"]


@pytest.mark.parametrize(
    ("eed", "needed"), [("2025-07-14", 0), ("2025-07-15", 0), ("2025-07-16", 1)]
)
def test_a_plan_is_needed_only_above_six_months_r4(eed, needed):
    facts = case(sentence=f"2025-01-15 {eed}", imp="", officers=())
    plans = owed(facts, IMP)
    assert len(plans) == needed
    assert all(o.due_on is None and o.is_open for o in plans)


def test_a_plan_no_longer_needed_is_cancelled_when_the_sentence_is_shortened_r4():
    facts = case(sentence="2025-01-15 2026-07-15", imp="", changes=("2025-03-01 2025-06-01",))
    assert outcomes(owed(facts, IMP, "2025-02-28")) == {"-": "open"}
    assert outcomes(owed(facts, IMP, "2025-03-01")) == {"-": "cancelled 2025-03-01"}


def test_a_plan_becomes_needed_when_the_sentence_is_lengthened_r4():
    facts = case(sentence="2025-01-15 2025-07-15", imp="", changes=("2025-03-01 2025-07-16",))
    assert len(owed(facts, IMP)) == 1


# R5 and R6: allocation and the first report


def test_allocation_counts_from_the_arrival_when_the_plan_was_approved_before_r5():
    assert due(owed(case(imp="2024-06-01"), ALLOCATE)) == ["2025-02-17"]


def test_allocation_counts_from_the_approval_when_that_is_later_r5():
    assert due(owed(case(imp="2025-05-20"), ALLOCATE)) == ["2025-05-27"]


def test_without_an_approved_plan_no_allocation_is_owed_r5():
    assert owed(case(imp="", officers=()), ALLOCATE) == []


def test_a_plan_approved_after_the_move_counts_at_the_new_place_only_r5():
    facts = case(imp="2025-07-01", at=("2025-02-10 A", "2025-06-16 B"), officers=())
    assert due(owed(facts, ALLOCATE)) == ["2025-07-08"]


def test_a_plan_approved_on_the_day_of_the_move_counts_at_the_new_place_only_r5():
    facts = case(imp="2025-06-16", at=("2025-02-10 A", "2025-06-16 B"), officers=())
    assert due(owed(facts, ALLOCATE)) == ["2025-06-23"]


def test_an_allocation_before_the_arrival_counts_r5():
    facts = case(officers=("2025-02-07 CO-1",))
    assert outcomes(owed(facts, ALLOCATE)) == {"2025-02-17": "done 2025-02-07"}


def test_an_allocation_at_a_temporary_placement_is_not_one_for_the_permanent_r5_r12():
    facts = case(
        imp="2025-02-03",
        at=("2025-02-10 Hakea temporary", "2025-05-05 B"),
        officers=("2025-02-12 CO-0", "2025-05-12 CO-1"),
    )
    assert outcomes(owed(facts, ALLOCATE)) == {"2025-05-12": "done 2025-05-12"}
    assert due(owed(facts, PRIMARY)) == ["2025-05-26"]


def test_an_allocation_made_beforehand_for_the_next_place_counts_there_r5():
    facts = case(at=("2025-02-10 A", "2025-06-16 B"))
    ahead = (
        Assignment("assignment:1", "CO-1", day("2025-02-12"), day("2025-06-12")),
        Assignment("assignment:2", "CO-9", day("2025-06-13"), None, "B"),
    )
    facts = CaseFacts(
        facts.ref, facts.sentences, facts.placements, assignments=ahead,
        plan_events=facts.plan_events,
    )  # fmt: skip
    assert outcomes(owed(facts, ALLOCATE)) == {
        "2025-02-17": "done 2025-02-12",
        "2025-06-23": "done 2025-06-13",
    }
    assert due(owed(facts, PRIMARY)) == ["2025-02-26", "2025-06-27"]
    assert owed(facts, PRIMARY)[-1].officer == "CO-9"


def test_the_first_report_counts_from_the_actual_allocation_r6():
    late = case(imp="2025-02-20", at=("2025-03-03 A",), officers=("2025-03-19 CO-1",))
    assert due(owed(late, PRIMARY)) == ["2025-04-02"]
    early = case(officers=("2025-02-07 CO-1",))
    assert due(owed(early, PRIMARY)) == ["2025-02-21"]


def test_without_an_allocation_no_first_report_is_due_r6():
    assert owed(case(officers=()), PRIMARY) == []


def test_the_first_report_is_never_due_before_it_can_begin_r6():
    facts = case(imp="2025-04-01", officers=("2025-02-12 CO-1",))
    assert due(owed(facts, PRIMARY)) == ["2025-04-01"]


def test_a_new_officer_takes_over_the_open_report_with_its_date_r6():
    facts = case(officers=("2025-02-12 CO-1", "2025-02-20 CO-2"))
    (report,) = owed(facts, PRIMARY, "2025-02-21", horizon="2025-02-28")
    assert due([report]) == ["2025-02-26"]
    assert report.officer == "CO-2"


def test_a_report_done_stays_with_whoever_held_the_case_then_r6():
    facts = case(officers=("2025-02-12 CO-1", "2025-04-07 CO-2"), reports=("2025-02-20 primary",))
    assert [o.officer for o in owed(facts, PRIMARY)] == ["CO-1"]
    assert [o.officer for o in owed(facts, REVIEW, "2025-08-31")] == ["CO-2"]


def test_an_overdue_report_passes_to_the_new_officer_r6():
    facts = case(officers=("2025-02-12 CO-1", "2025-06-01 CO-2"))
    assert owed(facts, RCR, "2025-05-31")[0].officer == "CO-1"
    assert owed(facts, RCR, "2025-06-01")[0].officer == "CO-2"


def test_the_setting_asks_each_new_officer_for_a_report_r6():
    facts = case(officers=("2025-02-12 CO-1", "2025-04-07 CO-2"))
    asked = owed(facts, PRIMARY, settings=Settings(primary_on_reallocation=True))
    assert due(asked) == ["2025-02-26", "2025-04-21"]
    assert len(owed(facts, PRIMARY)) == 1


# R7: the cycle and its switch


def test_a_regular_report_comes_first_and_turns_alternate_r7():
    assert [kind for _, kind in cycle(case(), "2026-02-28")] == ["RCR", "IMP_REVIEW"] * 2


def test_more_than_three_years_left_is_every_six_months_r7():
    facts = case(sentence=LONG, imp="2024-04-15", at=("2024-04-22 A",))
    assert [on for on, _ in cycle(facts, "2025-10-31")] == [
        "2024-10-15",
        "2025-04-15",
        "2025-10-15",
    ]


@pytest.mark.parametrize(
    ("eed", "dates"),
    [
        # B is the eed less three years; the slots before are 2024-07-10 and 2025-01-10.
        ("2028-01-09", ["2024-07-10", "2025-01-09", "2025-04-09"]),
        ("2028-01-10", ["2024-07-10", "2025-01-10", "2025-04-10"]),
        ("2028-01-11", ["2024-07-10", "2025-01-10", "2025-04-10"]),
        ("2028-04-09", ["2024-07-10", "2025-01-10", "2025-04-10"]),
        ("2028-04-10", ["2024-07-10", "2025-01-10", "2025-04-10"]),
        ("2028-04-11", ["2024-07-10", "2025-01-10", "2025-04-11"]),
        ("2028-07-09", ["2024-07-10", "2025-01-10", "2025-07-09"]),
        ("2028-07-10", ["2024-07-10", "2025-01-10", "2025-07-10"]),
        ("2028-07-11", ["2024-07-10", "2025-01-10", "2025-07-10"]),
    ],
)
def test_the_switch_before_at_and_after_each_boundary_r7(eed, dates):
    facts = case(sentence=f"2023-11-20 {eed}", imp="2024-01-10", at=("2024-01-10 A",))
    assert [on for on, _ in cycle(facts, "2026-12-31")][:3] == dates


def test_a_slot_on_the_boundary_becomes_the_new_anchor_r7():
    facts = case(sentence="2023-11-20 2028-05-20", imp="2024-01-10", at=("2024-01-10 A",))
    assert cycle(facts, "2025-11-30", since="2025-05-01") == [
        ("2025-05-20", "RCR"),
        ("2025-08-20", "IMP_REVIEW"),
        ("2025-11-20", "RCR"),
    ]


def test_the_boundary_of_a_29_february_is_28_february_r7():
    facts = case(sentence="2023-11-20 2028-02-29", imp="2024-10-10", at=("2024-10-10 A",))
    # B = 2025-02-28, between 3 and 6 months after the approval.
    assert [on for on, _ in cycle(facts, "2025-06-30")] == ["2025-02-28", "2025-05-28"]


def test_a_boundary_on_29_february_counts_on_from_it_r7():
    facts = case(sentence="2023-01-20 2027-02-28", imp="2023-10-10", at=("2023-10-10 A",))
    # B = 2024-02-28 although 2024 is a leap year: whole years are counted back.
    assert [on for on, _ in cycle(facts, "2024-06-30")] == ["2024-02-28", "2024-05-28"]


def test_a_date_that_falls_on_the_boundary_by_itself_keeps_its_anchor_r7_r2():
    facts = case(sentence="2023-11-20 2028-02-28", imp="2024-08-31", at=("2024-09-02 A",))
    assert [on for on, _ in cycle(facts, "2025-09-30")] == [
        "2025-02-28",
        "2025-05-31",
        "2025-08-31",
    ]


@pytest.mark.parametrize(
    ("reading", "after"),
    [
        ("strict", ["2025-05-20", "2025-08-20", "2025-11-20"]),
        ("lazy", ["2025-07-10", "2025-10-10", "2026-01-10"]),
        ("grace", ["2025-07-10", "2025-10-10", "2026-01-10"]),
    ],
)
def test_the_reading_of_the_switch_is_a_setting_r7(reading, after):
    facts = case(sentence="2023-11-20 2028-05-20", imp="2024-01-10", at=("2024-01-10 A",))
    dates = cycle(
        facts, "2026-02-15", since="2025-01-11", settings=Settings(switch_reading=reading)
    )
    assert [on for on, _ in dates] == after


def test_when_a_slot_falls_on_the_boundary_even_the_lazy_reading_switches_r7():
    facts = case(sentence="2023-11-20 2028-01-10", imp="2024-01-10", at=("2024-01-10 A",))
    dates = cycle(facts, "2025-07-31", settings=Settings(switch_reading="lazy"))
    assert [on for on, _ in dates] == ["2024-07-10", "2025-01-10", "2025-04-10", "2025-07-10"]


# R8, R9, R10: what fulfils a slot, and when it closes


@pytest.mark.parametrize(
    ("done_on", "outcome"),
    [
        ("2025-04-02", "open"),
        ("2025-04-03", "done 2025-04-03"),
        ("2025-05-03", "done 2025-05-03"),
        ("2025-05-04", "done 2025-05-04"),
    ],
)
def test_a_report_counts_from_one_month_early_r8(done_on, outcome):
    facts = case(reports=(f"{done_on} regular",))
    assert outcomes(owed(facts, RCR, "2025-06-30"))["2025-05-03"] == outcome


def test_the_window_of_31_march_opens_on_the_last_of_february_r8():
    facts = case(sentence="2024-12-01 2026-12-31", imp="2024-12-31", at=("2025-01-02 A",))
    assert owed(facts, RCR, "2025-03-31")[0].opens_on == day("2025-02-28")


def test_the_window_is_a_setting_r8():
    facts = case(reports=("2025-04-10 regular",))
    narrow = Settings(early_window=Span(days=14))
    assert outcomes(owed(facts, RCR, "2025-06-30", settings=narrow)) == {"2025-05-03": "open"}


def test_a_late_report_moves_no_later_date_r9():
    on_time = case(reports=("2025-05-03 regular",))
    late = case(reports=("2025-06-20 regular",))
    assert cycle(late) == cycle(on_time)
    assert outcomes(owed(late, RCR, "2025-08-31"))["2025-05-03"] == "done 2025-06-20"


def test_a_slot_closes_as_missed_when_the_next_of_its_kind_opens_r10():
    facts = case()
    assert outcomes(owed(facts, RCR, "2025-10-02"))["2025-05-03"] == "open"
    assert outcomes(owed(facts, RCR, "2025-10-03"))["2025-05-03"] == "missed 2025-10-03"


@pytest.mark.parametrize(
    ("done_on", "may", "november"),
    [
        ("2025-10-02", "done 2025-10-02", "open"),
        ("2025-10-03", "missed 2025-10-03", "done 2025-10-03"),
    ],
)
def test_a_report_goes_to_the_oldest_open_slot_r10(done_on, may, november):
    facts = case(reports=(f"{done_on} regular",))
    slots = outcomes(owed(facts, RCR, "2025-11-30"))
    assert slots["2025-05-03"] == may
    assert slots["2025-11-03"] == november


def test_two_reports_in_one_window_fulfil_one_slot_r10():
    facts = case(reports=("2025-04-20 regular", "2025-04-25 regular"))
    slots = outcomes(owed(facts, RCR, "2025-11-30"))
    assert slots == {"2025-05-03": "done 2025-04-20", "2025-11-03": "open"}


def test_a_window_that_opened_before_a_restart_has_closed_the_older_slot_r10_r16():
    facts = case(
        sentence="2024-07-01 2026-09-30", imp="2024-08-03", at=("2024-08-10 A",),
        reviews=("2025-07-10", "2025-07-20 resets"),
    )  # fmt: skip
    assert outcomes(owed(facts, REVIEW, "2025-12-31")) == {
        "2025-02-03": "missed 2025-07-03",
        "2025-08-03": "done 2025-07-10",
    }


def test_a_restart_before_the_next_window_leaves_the_older_slot_open_r10_r16():
    facts = case(
        sentence="2024-07-01 2026-09-30", imp="2024-08-03", at=("2024-08-10 A",),
        reviews=("2025-07-02 resets",),
    )  # fmt: skip
    assert outcomes(owed(facts, REVIEW, "2025-12-31")) == {
        "2025-02-03": "done 2025-07-02",
        "2025-08-03": "cancelled 2025-07-02",
    }


def test_a_slot_cancelled_before_its_window_opens_closes_no_older_one_r10_r16():
    facts = case(reviews=("2025-08-01", "2025-09-10 resets"), reports=("2025-10-15 regular",))
    assert outcomes(owed(facts, RCR, "2025-12-31")) == {
        "2025-05-03": "done 2025-10-15",
        "2025-11-03": "cancelled 2025-09-10",
        "2025-12-10": "open",
    }


# R11: permanent transfer


def test_a_transfer_owes_a_new_allocation_and_primary_and_keeps_the_grid_r11():
    facts = case(
        at=("2025-02-10 A", "2025-06-16 B"), officers=("2025-02-12 CO-1", "2025-06-20 CO-9")
    )
    assert due(owed(facts, ALLOCATE)) == ["2025-02-17", "2025-06-23"]
    assert due(owed(facts, PRIMARY)) == ["2025-02-26", "2025-07-04"]
    assert cycle(facts) == cycle(case())


@pytest.mark.parametrize(
    ("arrived", "allocated", "outcome"),
    [
        ("2025-05-04", "2025-05-08", "open"),  # the slot of 3 May fell before the arrival
        ("2025-05-03", "2025-05-08", "superseded 2025-05-03"),
        ("2025-04-28", "2025-05-05", "superseded 2025-04-28"),
        ("2025-04-16", "2025-04-19", "superseded 2025-04-16"),  # primary due 3 May
        ("2025-04-15", "2025-04-18", "open"),  # primary due 2 May
    ],
)
def test_the_primary_supersedes_a_regular_report_from_arrival_to_its_due_date_r11(
    arrived, allocated, outcome
):
    facts = case(
        at=("2025-02-10 A", f"{arrived} B"), officers=("2025-02-12 CO-1", f"{allocated} CO-9")
    )
    assert outcomes(owed(facts, RCR, "2025-08-31"))["2025-05-03"] == outcome


def test_before_the_first_primary_is_due_every_regular_report_is_superseded_r11():
    facts = case(at=("2025-02-10 Hakea temporary", "2025-05-20 B"), officers=("2025-05-21 CO-1",))
    assert outcomes(owed(facts, RCR, "2025-08-31")) == {"2025-05-03": "superseded 2025-05-03"}


def test_a_review_is_never_superseded_r11():
    facts = case(
        at=("2025-02-10 A", "2025-07-28 B"), officers=("2025-02-12 CO-1", "2025-07-30 CO-9")
    )
    assert outcomes(owed(facts, REVIEW, "2025-08-31")) == {"2025-08-03": "open"}


def test_without_an_allocation_nothing_is_superseded_r11():
    facts = case(at=("2025-02-10 A", "2025-04-28 B"))
    assert outcomes(owed(facts, RCR, "2025-08-31")) == {"2025-05-03": "open"}


def test_a_report_done_before_the_move_stands_r11():
    facts = case(
        at=("2025-02-10 A", "2025-04-28 B"),
        officers=("2025-02-12 CO-1", "2025-05-05 CO-9"),
        reports=("2025-04-20 regular", "2025-05-06 regular"),
    )
    assert outcomes(owed(facts, RCR, "2025-08-31")) == {"2025-05-03": "done 2025-04-20"}


def test_superseding_is_a_setting_r11():
    facts = case(
        at=("2025-02-10 A", "2025-04-28 B"), officers=("2025-02-12 CO-1", "2025-05-05 CO-9")
    )
    both = Settings(primary_supersedes_regular=False)
    assert outcomes(owed(facts, RCR, "2025-08-31", settings=both)) == {"2025-05-03": "open"}


def test_what_fell_due_before_the_move_stays_with_the_sending_place_r11():
    facts = case(
        at=("2025-02-10 A", "2025-06-16 B"), officers=("2025-02-12 CO-1", "2025-06-20 CO-9")
    )
    (slot,) = owed(facts, RCR, "2025-08-31")
    assert (slot.facility, slot.officer) == ("A", "CO-1")
    (review,) = owed(facts, REVIEW, "2025-08-31")
    assert (review.facility, review.officer) == ("B", "CO-9")


@pytest.mark.parametrize(
    ("moved", "outcome"),
    [
        ("2025-02-25", "cancelled 2025-02-25"),
        ("2025-02-26", "cancelled 2025-02-26"),
        ("2025-02-27", "missed 2025-02-27"),
    ],
)
def test_an_unfinished_primary_is_cancelled_by_a_move_unless_overdue_r11(moved, outcome):
    facts = case(at=("2025-02-10 A", f"{moved} B"))
    assert outcomes(owed(facts, PRIMARY)) == {"2025-02-26": outcome}


def test_from_a_to_b_to_c_each_permanent_placement_owes_its_own_r11():
    facts = case(
        at=("2025-02-10 A", "2025-04-28 B", "2025-05-10 C"),
        officers=("2025-02-12 CO-1", "2025-04-30 CO-2", "2025-05-12 CO-3"),
    )
    assert outcomes(owed(facts, PRIMARY)) == {
        "2025-02-26": "missed 2025-04-28",
        "2025-05-14": "cancelled 2025-05-10",
        "2025-05-26": "open",
    }
    assert outcomes(owed(facts, RCR, "2025-08-31")) == {"2025-05-03": "superseded 2025-04-28"}


def test_from_a_to_b_to_c_in_one_day_only_c_holds_a_clock_r11():
    facts = case(
        at=("2025-02-10 A", "2025-06-16 B", "2025-06-16 C"),
        officers=("2025-02-12 CO-1", "2025-06-20 CO-9"),
    )
    assert [o.facility for o in owed(facts, ALLOCATE)] == ["A", "C"]


# R12: temporary placements and absences


def test_a_temporary_placement_starts_no_clock_r12():
    facts = case(at=("2025-02-10 Hakea temporary",), officers=())
    assert owed(facts, ALLOCATE) == []
    assert [on for on, _ in cycle(facts)] == ["2025-05-03", "2025-08-03", "2025-11-03"]


def test_back_from_a_temporary_placement_is_no_new_placement_r12():
    facts = case(at=("2025-02-10 A", "2025-03-01 Hospital temporary", "2025-03-20 A"))
    assert due(owed(facts, ALLOCATE)) == ["2025-02-17"]
    assert due(owed(facts, PRIMARY)) == ["2025-02-26"]


def test_a_due_item_stays_with_the_permanent_place_during_a_temporary_one_r12():
    facts = case(at=("2025-02-10 A", "2025-05-01 Hospital temporary"))
    assert owed(facts, RCR, "2025-05-31")[0].facility == "A"


# R13: exempt places


def test_in_an_exempt_place_nothing_is_allocated_and_slots_are_held_r13():
    facts = case(at=("2025-02-10 Wandoo exempt",), officers=())
    assert owed(facts, ALLOCATE) == []
    assert outcomes(owed(facts, RCR, "2025-05-31")) == {"2025-05-03": "held, open"}
    assert owed(facts, RCR, "2025-05-31")[0].hold_reason == "Local procedure 4"


def test_from_an_exempt_place_to_another_the_duties_begin_r13():
    facts = case(at=("2025-02-10 Wandoo exempt", "2025-06-16 B"), officers=("2025-06-20 CO-9",))
    assert due(owed(facts, ALLOCATE)) == ["2025-06-23"]
    assert due(owed(facts, PRIMARY)) == ["2025-07-04"]
    assert outcomes(owed(facts, RCR, "2025-12-31")) == {
        "2025-05-03": "held, cancelled 2025-06-16",
        "2025-11-03": "open",
    }


@pytest.mark.parametrize(
    ("entered", "left", "held"),
    [
        ("2025-05-03", "2025-06-01", True),
        ("2025-05-04", "2025-06-01", False),
        ("2025-04-01", "2025-05-04", True),
        ("2025-04-01", "2025-05-03", False),
    ],
)
def test_only_slots_due_inside_are_held_r13(entered, left, held):
    facts = case(at=("2025-02-10 A", f"{entered} AOD exempt", f"{left} A"))
    assert owed(facts, RCR, "2025-06-30")[0].on_hold is held


def test_a_report_done_before_entering_stands_r13():
    facts = case(at=("2025-02-10 A", "2025-05-01 AOD exempt"), reports=("2025-04-20 regular",))
    assert outcomes(owed(facts, RCR, "2025-06-30")) == {"2025-05-03": "done 2025-04-20"}


def test_an_exemption_that_ends_starts_the_clock_then_r13():
    facts = case(officers=())
    span = ExemptSpan("exemption:1", day("2025-01-01"), day("2025-03-31"), "Local procedure 4")
    facts = CaseFacts(
        facts.ref, facts.sentences, facts.placements, (span,), plan_events=facts.plan_events
    )
    assert due(owed(facts, ALLOCATE)) == ["2025-04-08"]


# R14: discharge


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        ("2025-08-02", "cancelled 2025-08-02"),
        ("2025-08-03", "cancelled 2025-08-03"),
        ("2025-08-04", "missed 2025-08-04"),
    ],
)
def test_discharge_cancels_what_is_due_on_or_after_it_r14(left, outcome):
    assert outcomes(owed(case(left=left), REVIEW, "2025-08-31")) == {"2025-08-03": outcome}


def test_discharge_closes_earlier_failures_as_missed_r14():
    assert outcomes(owed(case(left="2025-07-15"), RCR, "2025-08-31")) == {
        "2025-05-03": "missed 2025-07-15"
    }


def test_discharge_cancels_the_primary_due_that_day_r14():
    facts = case(left="2025-02-26")
    assert outcomes(owed(facts, PRIMARY)) == {"2025-02-26": "cancelled 2025-02-26"}


def test_discharge_goes_before_hold_and_superseding_r14():
    facts = case(
        at=("2025-02-10 A", "2025-04-28 B"),
        officers=("2025-02-12 CO-1", "2025-05-05 CO-9"),
        left="2025-05-03",
    )
    assert outcomes(owed(facts, RCR, "2025-08-31")) == {"2025-05-03": "cancelled 2025-05-03"}
    exempt = case(at=("2025-02-10 Wandoo exempt",), left="2025-05-03")
    assert outcomes(owed(exempt, RCR, "2025-05-31")) == {"2025-05-03": "cancelled 2025-05-03"}


def test_what_was_done_early_stays_done_after_a_discharge_r14():
    facts = case(reports=("2025-04-20 regular",), left="2025-05-01")
    assert outcomes(owed(facts, RCR, "2025-05-31")) == {"2025-05-03": "done 2025-04-20"}


def test_a_discharge_to_come_has_cancelled_nothing_yet_r14():
    facts = case(left="2025-08-01")
    assert outcomes(owed(facts, REVIEW, "2025-07-31", horizon="2025-08-31")) == {
        "2025-08-03": "open"
    }


def test_a_return_to_custody_begins_anew_r14():
    facts = case(left="2025-04-01")
    facts = CaseFacts(
        facts.ref,
        facts.sentences,
        (*facts.placements, Placement("movement:10", "A", day("2025-09-01"))),
        assignments=facts.assignments,
        plan_events=(*facts.plan_events, PlanEvent("plan:9", "imp", "approved", day("2025-09-10"))),
        departures=facts.departures,
    )
    assert due(owed(facts, ALLOCATE)) == ["2025-02-17", "2025-09-17"]
    assert outcomes(owed(facts, RCR)) == {
        "2025-05-03": "cancelled 2025-04-01",
        "2025-11-03": "cancelled 2025-04-01",
        "2025-12-10": "open",
    }


def test_without_a_horizon_nothing_is_kept_of_the_years_after_a_discharge_r14():
    answer = ask(case(left="2025-04-01"), "WA", "2027-12-31")
    assert [o.due_on for o in answer.obligations if o.standard == RCR] == [day("2025-05-03")]


# R15: a new sentence


def test_a_shortened_sentence_recomputes_the_next_slot_from_the_last_r15():
    facts = case(
        sentence="2024-12-01 2031-01-10", imp="2025-01-10", at=("2025-01-13 A",),
        changes=("2025-08-20 2028-06-30",),
    )  # fmt: skip
    assert cycle(facts, "2026-01-31") == [
        ("2025-07-10", "RCR"),
        ("2025-10-10", "IMP_REVIEW"),
        ("2026-01-10", "RCR"),
    ]


def test_a_recomputed_slot_is_never_earlier_than_the_change_r15():
    facts = case(
        sentence="2024-12-01 2031-01-10", imp="2025-01-10", at=("2025-01-13 A",),
        changes=("2025-11-20 2028-06-30",),
    )  # fmt: skip
    assert cycle(facts, "2026-05-31") == [
        ("2025-07-10", "RCR"),
        ("2025-11-20", "IMP_REVIEW"),
        ("2026-02-20", "RCR"),
        ("2026-05-20", "IMP_REVIEW"),
    ]


@pytest.mark.parametrize(
    ("changed", "review"),
    [("2025-07-09", "2025-09-01"), ("2025-07-10", "2025-10-10"), ("2025-07-11", "2025-10-10")],
)
def test_slots_due_on_or_before_the_change_stay_r15(changed, review):
    facts = case(
        sentence="2024-12-01 2031-01-10", imp="2025-01-10", at=("2025-01-13 A",),
        changes=(f"{changed} 2028-06-01",),
    )  # fmt: skip
    found = cycle(facts, "2025-12-31")
    if changed < "2025-07-10":
        # The regular report of 10 July is recomputed to the later of 10 April and the change.
        assert found == [("2025-07-09", "RCR"), ("2025-10-09", "IMP_REVIEW")]
    else:
        assert found == [("2025-07-10", "RCR"), (review, "IMP_REVIEW")]


def test_a_lengthened_sentence_moves_the_next_slot_out_to_six_months_r15():
    facts = case(changes=("2025-06-01 2034-01-01",))
    assert cycle(facts, "2026-05-31") == [
        ("2025-05-03", "RCR"),
        ("2025-11-03", "IMP_REVIEW"),
        ("2026-05-03", "RCR"),
    ]


def test_a_sentence_that_changes_twice_before_the_next_slot_r15():
    facts = case(changes=("2025-06-01 2034-01-01", "2025-09-15 2026-12-31"))
    assert cycle(facts, "2025-12-31") == [
        ("2025-05-03", "RCR"),
        ("2025-09-15", "IMP_REVIEW"),
        ("2025-12-15", "RCR"),
    ]


def test_a_change_that_keeps_the_interval_moves_nothing_r15():
    assert cycle(case(changes=("2025-07-20 2027-03-01",))) == cycle(case())


# R16: an unscheduled review


def test_an_unscheduled_review_changes_nothing_r16():
    facts = case(reviews=("2025-06-10",))
    assert cycle(facts) == cycle(case())
    assert outcomes(owed(facts, REVIEW, "2025-08-31")) == {"2025-08-03": "open"}


def test_an_unscheduled_review_inside_the_window_fulfils_the_slot_r16_r8():
    facts = case(reviews=("2025-07-03",))
    assert outcomes(owed(facts, REVIEW, "2025-08-31")) == {"2025-08-03": "done 2025-07-03"}


def test_a_marked_review_starts_the_cycle_again_r16():
    facts = case(reviews=("2025-06-10 resets",))
    assert outcomes(owed(facts, RCR, "2025-12-31")) == {
        "2025-05-03": "missed 2025-08-10",
        "2025-09-10": "open",
    }
    assert outcomes(owed(facts, REVIEW, "2025-12-31")) == {
        "2025-08-03": "cancelled 2025-06-10",
        "2025-12-10": "open",
    }


@pytest.mark.parametrize(
    ("on", "review"),
    [("2025-08-02", "cancelled 2025-08-02"), ("2025-08-03", "done 2025-08-03")],
)
def test_the_pending_slot_of_a_marked_review_is_the_next_one_due_after_it_r16(on, review):
    facts = case(reviews=(f"{on} resets",))
    assert outcomes(owed(facts, REVIEW, "2025-10-31")) == {"2025-08-03": review}


def test_a_marked_review_cancels_a_pending_regular_report_too_r16():
    facts = case(reviews=("2025-08-01", "2025-09-10 resets"), reports=("2025-05-01 regular",))
    assert outcomes(owed(facts, RCR, "2025-12-31")) == {
        "2025-05-03": "done 2025-05-01",
        "2025-11-03": "cancelled 2025-09-10",
        "2025-12-10": "open",
    }


def test_a_marked_review_before_the_cycle_began_is_reported_and_not_used_r16():
    facts = case(reviews=("2025-01-20 resets",))
    assert cycle(facts) == cycle(case())
    assert "reset_before_start" in [f.code for f in ask(facts, "WA", "2025-03-01").findings]


# What is stored


def test_without_a_horizon_the_next_of_each_turn_is_listed():
    answer = ask(case(), "WA", "2025-06-01")
    listed = sorted(str(o.due_on) for o in answer.obligations if o.standard in (RCR, REVIEW))
    assert listed == ["2025-05-03", "2025-08-03", "2025-11-03"]


def test_an_occurrence_stays_the_same_when_a_date_is_corrected():
    before = ask(case(), "WA", "2025-06-01").obligations
    after = ask(
        case(imp="2025-02-04", at=("2025-02-11 A",), officers=("2025-02-13 CO-1",)),
        "WA",
        "2025-06-01",
    ).obligations
    assert {o.occurrence for o in before} == {o.occurrence for o in after}
    assert {o.due_on for o in before} != {o.due_on for o in after}


def test_a_departure_before_any_arrival_is_reported_and_not_used():
    facts = case(left="2025-01-01")
    answer = ask(facts, "WA", "2025-06-01")
    assert [f.code for f in answer.findings] == ["departed_before_arrival"]
    assert cycle(facts) == cycle(case())


def test_a_return_without_a_new_plan_is_reported():
    facts = case(left="2025-04-01")
    facts = CaseFacts(
        facts.ref,
        facts.sentences,
        (*facts.placements, Placement("movement:10", "A", day("2025-09-01"))),
        plan_events=facts.plan_events,
        departures=(Departure("movement:9", "escape", day("2025-04-01")),),
    )
    codes = [f.code for f in ask(facts, "WA", "2025-09-05").findings]
    assert "no_plan_since_return" in codes
