"""Referrals, enrolments and the lists of who lacks what: PRO-003, PRO-010, OK-008, TPC-013."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agency.errors import RuleViolation
from agency.events import cases_changed
from casemgmt.pages.programs.needs import needs_without_referral
from offenders.models import Enrolment, Instrument, InstrumentDomain, Offender, Referral
from offenders.program_lists import long_open, without_cbt
from offenders.services import (
    close_enrolment,
    enrol,
    record_assessment,
    record_no_referral,
    refer,
    save_program,
    step_referral,
    verify_enrolment,
)
from tests.programs.test_assessments import DOMAINS

TODAY = date(2026, 11, 23)


@pytest.fixture
def thinking(cast):
    return save_program(
        cast.amsel,
        name="Thinking for good",
        kind="cbt",
        domains=[InstrumentDomain.objects.get(code="companions")],
    )


@pytest.fixture
def refer_ashby(cast, thinking):
    return refer(cast.ashby, cast.okafor, program=thinking, referred_on=date(2026, 11, 2))


def status_of(referral):
    return Referral.objects.with_status().get(pk=referral.pk).status


# ---- The way of a referral --------------------------------------------------------------------


def test_a_referral_goes_from_step_to_step_and_keeps_each_with_its_day(cast, refer_ashby):
    """TPC-013"""
    step_referral(refer_ashby, cast.okafor, status="accepted", on=date(2026, 11, 9))
    step_referral(refer_ashby, cast.okafor, status="started", on=date(2026, 11, 16))
    enrolment = Enrolment.objects.get()
    assert (enrolment.referral, enrolment.opened_on) == (refer_ashby, date(2026, 11, 16))
    close_enrolment(enrolment, cast.okafor, closed_on=date(2026, 11, 20), result="completed")
    assert [(s.status, s.on.day) for s in refer_ashby.steps.all()] == [
        ("referred", 2),
        ("accepted", 9),
        ("started", 16),
        ("completed", 20),
    ]


def test_a_step_that_does_not_follow_is_refused_with_what_may_come(cast, refer_ashby):
    with pytest.raises(RuleViolation, match="comes accepted, started, refused, no place") as found:
        step_referral(refer_ashby, cast.okafor, status="completed", on=TODAY)
    assert found.value.field == "status"


def test_a_step_before_the_last_one_is_refused(cast, refer_ashby):
    with pytest.raises(RuleViolation, match="cannot be earlier"):
        step_referral(refer_ashby, cast.okafor, status="accepted", on=date(2026, 11, 1))


def test_no_place_can_be_taken_up_again(cast, refer_ashby):
    step_referral(refer_ashby, cast.okafor, status="no_place", on=date(2026, 11, 9))
    assert not Referral.objects.open().exists()
    step_referral(refer_ashby, cast.okafor, status="accepted", on=date(2026, 11, 20))
    assert Referral.objects.open().get() == refer_ashby


def test_a_second_referral_to_the_same_program_is_refused_while_one_is_under_way(
    cast, refer_ashby, thinking
):
    with pytest.raises(RuleViolation, match="under way already"):
        refer(cast.ashby, cast.okafor, program=thinking, referred_on=TODAY)


def test_enrolling_directly_starts_the_referral_that_waits(cast, refer_ashby, thinking):
    enrolment = enrol(cast.ashby, cast.okafor, program=thinking, opened_on=date(2026, 11, 16))
    assert enrolment.referral == refer_ashby
    assert status_of(refer_ashby) == "started"
    with pytest.raises(RuleViolation, match="open already"):
        enrol(cast.ashby, cast.okafor, program=thinking, opened_on=TODAY)


def test_every_change_is_announced(cast, thinking):
    heard = []

    def hear(sender, offender_ids, because, **_):
        heard.append((offender_ids, because))

    cases_changed.connect(hear)
    try:
        one = enrol(cast.ashby, cast.okafor, program=thinking, opened_on=date(2026, 11, 16))
        verify_enrolment(one, cast.okafor, on=TODAY, still_valid=True)
        close_enrolment(one, cast.okafor, closed_on=TODAY, result="left")
    finally:
        cases_changed.disconnect(hear)
    assert [because for ids, because in heard if ids == [cast.ashby.pk]] == [
        "enrolment opened",
        "enrolment verified",
        "enrolment closed",
    ]


# ---- Open over six months ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened_on", "on", "listed"),
    [
        (date(2025, 8, 31), date(2026, 2, 28), False),  # the six-month anniversary, clamped
        (date(2025, 8, 31), date(2026, 3, 1), True),
        (date(2026, 5, 23), date(2026, 11, 23), False),
        (date(2026, 5, 22), date(2026, 11, 23), True),
    ],
)
def test_over_six_months_begins_the_day_after_the_anniversary(
    cast, thinking, opened_on, on, listed
):
    """PRO-010, M7"""
    enrol(cast.ashby, cast.okafor, program=thinking, opened_on=opened_on)
    assert long_open(Offender.objects.all(), on).exists() == listed


def test_a_confirmed_enrolment_is_asked_for_again_in_the_next_quarter(cast, thinking):
    """PRO-010"""
    one = enrol(cast.ashby, cast.okafor, program=thinking, opened_on=date(2026, 1, 5))
    verify_enrolment(one, cast.okafor, on=date(2026, 11, 2), still_valid=True)
    people = Offender.objects.all()
    assert not long_open(people, date(2026, 12, 31)).exists()
    assert [row.verified_on for row in long_open(people, date(2027, 1, 1))] == [date(2026, 11, 2)]


def test_an_enrolment_that_holds_no_more_is_closed_by_saying_so(cast, thinking):
    one = enrol(cast.ashby, cast.okafor, program=thinking, opened_on=date(2026, 1, 5))
    with pytest.raises(RuleViolation, match="not valid any more"):
        verify_enrolment(one, cast.okafor, on=TODAY, still_valid=False)
    verify_enrolment(
        one, cast.okafor, on=TODAY, still_valid=False, note="Provider closed the group"
    )
    one.refresh_from_db()
    assert (one.closed_on, one.result) == (TODAY, "not_valid")


# ---- Higher risk without a cognitive behavioural program --------------------------------------


def assess(cast, person, score, on=date(2026, 10, 1), **facts):
    return record_assessment(
        person,
        cast.ferrante,
        instrument=Instrument.objects.get(code="LS/CMI"),
        assessed_on=on,
        score=Decimal(score),
        **facts,
    )


def listed(on=TODAY):
    return {person.family_name for person in without_cbt(Offender.objects.all(), on)}


def test_only_higher_levels_are_on_the_list(cast):
    """PRO-003: med-high and high, nobody else."""
    assess(cast, cast.ashby, 20)
    assess(cast, cast.mabry, 19)
    assert listed() == {"Ashby"}


def test_the_newest_level_in_force_counts(cast):
    assess(cast, cast.ashby, 30, date(2026, 1, 5))
    assess(cast, cast.ashby, 12, date(2026, 10, 1))
    assess(
        cast,
        cast.mabry,
        25,
        override_level="medium",
        override_kind="temporary",
        override_reason="Works full time",
        override_until_on=date(2026, 11, 30),
    )
    assert listed() == set()
    assert listed(date(2026, 12, 1)) == {"Mabry"}


def test_a_referral_an_enrolment_or_a_reason_takes_somebody_off(cast, thinking):
    for person in (cast.ashby, cast.mabry, cast.vann, cast.nalder):
        assess(cast, person, 25)
    referral = refer(cast.ashby, cast.okafor, program=thinking, referred_on=TODAY)
    enrol(cast.mabry, cast.reyes, program=thinking, opened_on=TODAY)
    record_no_referral(
        cast.vann,
        cast.ferrante,
        kind="cbt",
        reason="Waits for an interpreter",
        from_on=TODAY,
        until_on=date(2026, 11, 30),
    )
    assert listed() == {"Nalder"}
    assert listed(date(2026, 12, 1)) == {"Nalder", "Vann"}
    step_referral(referral, cast.okafor, status="no_place", on=TODAY)
    assert listed() == {"Nalder", "Ashby"}


def test_a_referral_to_another_kind_of_program_is_none_to_this(cast):
    assess(cast, cast.ashby, 25)
    school = save_program(cast.amsel, name="Evening school", kind="education")
    refer(cast.ashby, cast.okafor, program=school, referred_on=TODAY)
    assert listed() == {"Ashby"}


# ---- Needs without a referral -----------------------------------------------------------------


def test_changeable_domains_with_half_their_score_are_needs_until_somebody_is_referred(
    cast, thinking
):
    """OK-008. Criminal history scored half as well, but nobody can change it."""
    assess(cast, cast.ashby, 21, domain_scores=DOMAINS)
    people = Offender.objects.filter(pk=cast.ashby.pk)
    needs = [one.need for one in needs_without_referral(people, TODAY)]
    assert needs == [
        "Education/employment",
        "Family/marital",
        "Leisure/recreation",
        "Companions",
        "Antisocial pattern",
    ]
    refer(cast.ashby, cast.okafor, program=thinking, referred_on=TODAY)  # addresses companions
    school = save_program(cast.amsel, name="Evening school", kind="education")
    work = InstrumentDomain.objects.get(code="education-employment")
    refused = refer(cast.ashby, cast.okafor, program=school, referred_on=TODAY, domain=work)
    left = [one.need for one in needs_without_referral(people, TODAY)]
    assert left == ["Family/marital", "Leisure/recreation", "Antisocial pattern"]
    step_referral(refused, cast.okafor, status="refused", on=TODAY, note="He prefers work")
    assert "Education/employment" in {one.need for one in needs_without_referral(people, TODAY)}
