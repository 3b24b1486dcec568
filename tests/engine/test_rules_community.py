"""Duties about people under supervision, before a team or on their way back: the corners."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from scheduling.engine.context import status_on
from scheduling.engine.facts import (
    AssessmentMade,
    Assignment,
    CaseFacts,
    Consent,
    CustodyBooking,
    Departure,
    Enrolment,
    Milestone,
    NoContactReason,
    Note,
    Placement,
    PlanAction,
    PlanEvent,
    Sentence,
    Supervision,
    TeamAppearance,
    WarrantRequest,
)
from scheduling.engine.keeping import in_force
from scheduling.policy.settings import Settings
from tests.engine.cases import day, due, found, outcomes


def probationer(**more):
    return CaseFacts(
        "offender:1", assignments=(Assignment("a:1", "DPO-1", day("2025-04-01")),), **more
    )


def note(on, **more):
    return Note(f"note:{on}", "contact", day(on), day(on), "DPO-1", **more)


NO_CONTACT = "PRO.NO_CONTACT_REASON"


@pytest.mark.parametrize(
    ("made", "owed"),
    [
        ((), True),
        ((note("2025-04-30"),), False),
        ((note("2025-03-31"),), True),
        ((note("2025-05-01"),), True),
        ((note("2025-04-10", contact=False),), True),
        ((note("2025-04-10", collateral="employer"),), True),
        ((note("2025-04-10", counts=False),), True),
        ((replace(note("2025-04-10"), author="DPO-2"),), False),
    ],
)
def test_a_reason_is_owed_only_where_nobody_reached_the_person(made, owed):
    items = found(NO_CONTACT, probationer(notes=made), "2025-04-30")
    assert bool(items) == owed


def test_a_reason_for_february_does_not_cover_march():
    reason = NoContactReason("r:1", day("2025-04-01"), "moved", day("2025-04-20"))
    items = found(NO_CONTACT, probationer(no_contact_reasons=(reason,)), "2025-05-15")
    assert outcomes(items) == {"2025-04-30": "done 2025-04-20", "2025-05-31": "open"}


@pytest.mark.parametrize(
    ("booking", "kind"),
    [
        (CustodyBooking("b:1", day("2025-04-30")), "in_custody"),
        (CustodyBooking("b:1", day("2025-04-02"), day("2025-04-30")), ""),
        (CustodyBooking("b:1", day("2025-04-02"), day("2025-05-01")), "in_custody"),
        (CustodyBooking("b:1", day("2025-05-01")), ""),
    ],
)
def test_in_custody_on_the_last_day_is_the_reason_that_is_expected(booking, kind):
    (item,) = found(NO_CONTACT, probationer(bookings=(booking,)), "2025-04-30")
    assert item.kind == kind


@pytest.mark.parametrize(
    ("request_", "months"),
    [
        (WarrantRequest("w:1", None, opened_on=day("2025-04-30")), ["2025-04-30", "2025-05-31"]),
        (WarrantRequest("w:1", None, decided_on=day("2025-05-01"), opened_on=day("2025-04-03")),
         ["2025-04-30", "2025-05-31"]),
        (WarrantRequest("w:1", None, decided_on=day("2025-04-30"), opened_on=day("2025-04-03")),
         ["2025-04-30"]),
        (WarrantRequest("w:1", None, opened_on=day("2025-05-01")), ["2025-05-31"]),
        (WarrantRequest("w:1", None), []),
    ],
)  # fmt: skip
def test_a_warrant_is_prepared_in_each_month_in_which_it_is_pending(request_, months):
    items = found("PRO.WARRANT_REQUEST", probationer(warrant_requests=(request_,)), "2025-05-31")
    assert due(items) == months


def test_residence_counts_on_the_last_day_of_the_month():
    stays = (
        Enrolment("e:1", "House", day("2025-04-02"), day("2025-04-30"), residential=True),
        Enrolment("e:2", "House", day("2025-05-31"), residential=True),
        Enrolment("e:3", "Class", day("2025-04-02")),
    )
    items = found("PRO.RESIDENTIAL_CONFIRM", probationer(enrolments=stays), "2025-05-31")
    assert due(items) == ["2025-05-31"]


def test_a_contact_with_the_staff_is_no_contact_with_the_person():
    home = Enrolment("e:1", "House", day("2025-04-02"), residential=True)
    staff = note("2025-04-10", collateral="residential_staff")
    facts = probationer(enrolments=(home,), notes=(staff,))
    assert outcomes(found("PRO.RESIDENTIAL_CONFIRM", facts, "2025-04-30")) == {
        "2025-04-30": "done 2025-04-10"
    }
    assert outcomes(found(NO_CONTACT, facts, "2025-04-30")) == {"2025-04-30": "open"}


@pytest.mark.parametrize(("ended", "months"), [("2025-04-30", []), ("2025-05-01", ["2025-04-30"])])
def test_nothing_is_owed_from_the_day_supervision_ended(ended, months):
    term = Supervision("s:1", day("2025-04-01"), ended_on=day(ended), ended_how="completed")
    items = found(NO_CONTACT, probationer(supervisions=(term,)), "2025-05-31")
    assert due(items) == months


def test_the_assessment_clock_waits_through_two_bookings():
    bookings = (
        CustodyBooking("b:1", day("2025-03-20"), day("2025-04-10")),
        CustodyBooking("b:2", day("2025-04-05"), day("2025-05-02")),
    )
    assert due(found("PRO.LSCMI", probationer(bookings=bookings), "2025-05-31")) == ["2025-06-01"]


def test_released_on_the_day_the_case_came_starts_the_clock_that_day():
    booking = CustodyBooking("b:1", day("2025-03-20"), day("2025-04-01"))
    assert due(found("PRO.LSCMI", probationer(bookings=(booking,)), "2025-05-31")) == ["2025-05-01"]


def test_another_instrument_is_no_assessment_of_this_kind():
    other = AssessmentMade("m:1", "STATIC", day("2025-03-20"))
    assert due(found("PRO.LSCMI", probationer(assessments=(other,)), "2025-05-31")) == [
        "2025-05-01"
    ]


def test_another_instrument_neither_starts_nor_renews_what_is_current():
    made = (
        AssessmentMade("m:1", "LS/CMI", day("2025-04-10")),
        AssessmentMade("m:2", "STATIC", day("2025-06-01")),
    )
    items = found("PRO.LSCMI_CURRENT", probationer(assessments=made), "2025-07-01")
    assert due(items) == ["2026-04-10"]
    assert found("PRO.LSCMI_CURRENT", probationer(assessments=made[1:]), "2025-07-01") == []


def test_a_new_officer_takes_over_the_assessment_with_its_date():
    facts = CaseFacts(
        "offender:1",
        assignments=(
            Assignment("a:1", "DPO-1", day("2025-04-01"), day("2025-04-09")),
            Assignment("a:2", "DPO-2", day("2025-04-10")),
        ),
    )
    (item,) = found("PRO.LSCMI", facts, "2025-04-20")
    assert (str(item.due_on), item.officer) == ("2025-05-01", "DPO-2")


INMATE = CaseFacts("offender:1", placements=(Placement("m:1", "A", day("2025-03-03")),))


def appearance(at, noticed="", **more):
    return TeamAppearance(
        "t:1",
        datetime.fromisoformat(at),
        datetime.fromisoformat(noticed) if noticed else None,
        **more,
    )


def test_a_notice_a_minute_late_on_the_due_day_is_late():
    facts = replace(INMATE, team_appearances=(appearance("2025-03-31T13:00", "2025-03-29T13:01"),))
    (item,) = found("FED.TEAM_NOTICE", facts, "2025-04-10")
    assert item.fulfilled_on == item.due_on
    assert status_on(item, day("2025-04-10")) == "done late"


def test_a_team_that_did_not_meet_classified_nobody():
    facts = replace(
        INMATE, team_appearances=(appearance("2025-03-20T13:00", kind="initial_classification"),)
    )
    assert outcomes(found("FED.INITIAL_CLASSIFICATION", facts, "2025-04-10")) == {
        "2025-03-31": "open"
    }


def test_a_review_is_no_initial_classification_and_the_other_way_round():
    review = appearance("2025-03-20T13:00", held_on=day("2025-03-20"))
    facts = replace(INMATE, team_appearances=(review,))
    assert outcomes(found("FED.INITIAL_CLASSIFICATION", facts, "2025-04-10")) == {
        "2025-03-31": "open"
    }
    first = replace(review, kind="initial_classification")
    facts = replace(INMATE, team_appearances=(first,))
    assert due(found("FED.PROGRAM_REVIEW", facts, "2025-04-10")) == ["2025-09-16"]


def test_reviews_stop_with_custody():
    review = appearance("2025-03-20T13:00", held_on=day("2025-03-20"))
    facts = replace(
        INMATE,
        team_appearances=(review,),
        departures=(Departure("m:9", "discharge", day("2025-09-16")),),
    )
    assert outcomes(found("FED.PROGRAM_REVIEW", facts, "2025-12-01")) == {
        "2025-09-16": "cancelled 2025-09-16"
    }


def test_a_later_release_date_lengthens_the_interval_again():
    review = appearance("2025-03-31T13:00", held_on=day("2025-03-31"))
    start = day("2024-01-01")
    sentences = (
        Sentence("s:1", start, start, edr=day("2026-01-15")),
        Sentence("s:2", day("2025-05-01"), start, edr=day("2029-01-15")),
    )
    facts = replace(INMATE, team_appearances=(review,), sentences=sentences)
    assert due(found("FED.PROGRAM_REVIEW", facts, "2025-05-02")) == ["2025-09-27"]


def way(*milestones, **more):
    return CaseFacts(
        "offender:1",
        milestones=tuple(
            Milestone(f"{kind}:1" if kind != "intake" else f"intake:{on}", kind, day(on))
            for kind, on in (text.split() for text in milestones)
        ),
        **more,
    )


def test_a_planned_release_that_happens_keeps_the_key_of_its_item():
    planned = way("intake 2025-02-03", "planned_release 2026-08-14")
    happened = way("intake 2025-02-03", "planned_release 2026-08-14", "release 2026-08-20")
    (before,) = found("TPC.OMP2", planned, "2026-01-01")
    (after,) = found("TPC.OMP2", happened, "2026-01-01")
    assert before.occurrence == after.occurrence
    assert (str(before.due_on), str(after.due_on)) == ("2026-08-13", "2026-08-19")


def test_a_plan_of_the_first_time_in_prison_does_not_count_for_the_second():
    approved = PlanEvent("p:1", "omp1", "approved", day("2025-02-03"))
    facts = way("intake 2025-02-03", "intake 2027-03-01", plan_events=(approved,))
    assert outcomes(found("TPC.OMP1", facts, "2027-03-01")) == {
        "2025-02-03": "done 2025-02-03",
        "2027-03-01": "open",
    }


def test_a_reviewed_plan_is_not_an_approved_one():
    reviewed = PlanEvent("p:1", "omp1", "reviewed", day("2025-02-03"))
    facts = way("intake 2025-02-03", plan_events=(reviewed,))
    assert outcomes(found("TPC.OMP1", facts, "2025-02-03")) == {"2025-02-03": "open"}


@pytest.mark.parametrize("how", ["revoked", "absconded", "died", "transferred"])
def test_only_a_successful_discharge_owes_the_last_plan(how):
    term = Supervision("s:1", day("2026-08-14"), day("2028-08-14"), day("2027-01-01"), how)
    facts = way("intake 2025-02-03", "release 2026-08-14", supervisions=(term,))
    assert found("TPC.OMP4", facts, "2027-06-01") == []
    completed = replace(term, ended_how="completed")
    running = replace(term, ended_on=None, ended_how="")
    for kept in (completed, running):
        assert due(found("TPC.OMP4", replace(facts, supervisions=(kept,)), "2027-06-01")) == [
            "2028-08-13"
        ]


@pytest.mark.parametrize(
    ("setting", "code", "expected"),
    [
        ("omp1_grace_days", "TPC.OMP1", "2025-02-13"),
        ("omp2_grace_days", "TPC.OMP2", "2026-08-23"),
        ("omp3_grace_days", "TPC.OMP3", "2026-08-24"),
        ("omp4_grace_days", "TPC.OMP4", "2028-08-23"),
        ("intake_assessment_days", "TPC.ASSESSMENT", "2025-02-13"),
    ],
)
def test_grace_for_each_stage_is_a_setting(setting, code, expected):
    facts = way("intake 2025-02-03", "release 2026-08-14", "discharge 2028-08-14")
    assert due(found(code, facts, "2025-02-03", Settings(**{setting: 10}))) == [expected]


def test_the_team_owes_through_whoever_holds_the_case():
    facts = replace(
        way("intake 2025-02-03"), assignments=(Assignment("a:1", "CO-1", day("2025-02-03")),)
    )
    (item,) = found("TPC.OMP1", facts, "2025-02-03")
    assert (item.owner_role, item.officer) == ("transition_team", "CO-1")


def test_an_action_is_owed_by_whoever_the_plan_names():
    actions = (
        PlanAction("x:1", "omp1", day("2025-03-01"), owner="u:5"),
        PlanAction("x:2", "omp1", day("2025-03-02")),
    )
    facts = replace(
        way("intake 2025-02-03", plan_actions=actions),
        assignments=(Assignment("a:1", "CO-1", day("2025-02-03")),),
    )
    assert [o.officer for o in found("TPC.PLAN_ACTION", facts, "2025-02-03")] == ["u:5", "CO-1"]


def test_actions_of_another_plan_are_not_the_accountability_plans():
    actions = (PlanAction("x:1", "omp1", day("2025-03-01")),)
    assert (
        found("OK.PLAN_ACTION", way("intake 2025-02-03", plan_actions=actions), "2025-03-01") == []
    )


@pytest.mark.parametrize(
    ("on", "holds"),
    [("2025-04-30", False), ("2025-05-01", True), ("2025-09-14", True), ("2025-09-15", False)],
)
def test_a_consent_holds_from_its_signing_until_the_day_it_is_revoked(on, holds):
    consent = Consent("c:1", "Partner", day("2025-05-01"), day("2026-05-01"), day("2025-09-15"))
    assert in_force(consent, day(on)) is holds
