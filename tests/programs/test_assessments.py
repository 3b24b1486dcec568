"""Assessments: levels by the bands of the day, sums of domains, overrides, corrections, TPC-001
to TPC-003."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from agency.errors import RuleViolation
from agency.models import AuditEvent
from offenders.models import Assessment, Instrument, InstrumentBand
from offenders.services import (
    correct_assessment,
    record_assessment,
    record_qualification,
    set_levels,
    withdraw_assessment,
)

DOMAINS = {
    "criminal-history": 4,
    "education-employment": 6,
    "family-marital": 2,
    "leisure-recreation": 1,
    "companions": 3,
    "alcohol-drug": 2,
    "procriminal-attitude": 1,
    "antisocial-pattern": 2,
}  # 21 in all


@pytest.fixture
def ls_cmi(cast):
    return Instrument.objects.get(code="LS/CMI")


def assess(cast, instrument, on=date(2026, 11, 20), **facts):
    facts.setdefault("score", Decimal(21))
    return record_assessment(
        cast.ashby, cast.ferrante, instrument=instrument, assessed_on=on, **facts
    )


def refused(field):
    """A rule that is broken, at this field."""

    class Refused:
        def __enter__(self):
            self.raises = pytest.raises(RuleViolation)
            self.found = self.raises.__enter__()
            return self.found

        def __exit__(self, *what):
            caught = self.raises.__exit__(*what)
            assert self.found.value.field == field, self.found.value
            return caught

    return Refused()


# ---- Levels by the bands of the day -----------------------------------------------------------


def four_levels(instrument, from_on, by):
    """Low to 19, as a county splits them, from a day on."""
    return set_levels(
        instrument,
        by,
        from_on=from_on,
        bands=[
            ("low", Decimal(0), Decimal(10), "lower"),
            ("medium-low", Decimal(11), Decimal(19), "lower"),
            ("medium-high", Decimal(20), Decimal(29), "higher"),
            ("high", Decimal(30), Decimal(43), "higher"),
        ],
    )


def test_the_level_is_that_of_the_band_in_force_on_the_day_of_assessment(cast, ls_cmi):
    four_levels(ls_cmi, date(2026, 11, 10), cast.amsel)
    assert assess(cast, ls_cmi, date(2026, 11, 9)).level == "high"
    assert assess(cast, ls_cmi, date(2026, 11, 10)).level == "medium-high"


def test_what_was_assessed_keeps_its_level_when_levels_change(cast, ls_cmi):
    made = assess(cast, ls_cmi, date(2026, 11, 20))
    with refused("from_on"):
        four_levels(ls_cmi, date(2026, 11, 20), cast.amsel)
    four_levels(ls_cmi, date(2026, 11, 21), cast.amsel)
    made.refresh_from_db()
    assert made.level == "high"


def test_levels_that_take_in_one_score_are_refused_by_the_service_and_the_database(cast, ls_cmi):
    with pytest.raises(RuleViolation, match="same score"):
        set_levels(
            ls_cmi,
            cast.amsel,
            from_on=date(2026, 12, 1),
            bands=[("low", Decimal(0), Decimal(20), ""), ("high", Decimal(20), Decimal(43), "")],
        )
    table = InstrumentBand._meta.db_table
    with (
        pytest.raises(IntegrityError, match="one_band_for_a_score_on_a_day"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f'INSERT INTO {table} (instrument_id, level, lowest_score, highest_score, "group", '
            "from_on) VALUES (%s, 'between', 10, 11, '', '2026-11-23')",
            [ls_cmi.pk],
        )


def test_a_level_is_there_once_on_a_day(cast, ls_cmi):
    with (
        pytest.raises(IntegrityError, match="band_level_once_on_a_day"),
        transaction.atomic(),
    ):
        InstrumentBand.objects.create(
            instrument=ls_cmi, level="high", lowest_score=50, highest_score=60
        )


def test_a_score_outside_every_level_is_refused(cast, ls_cmi):
    ls_cmi.domains.all().delete()
    with refused("score"):
        assess(cast, ls_cmi, score=Decimal(44))


def test_the_shipped_domains_add_up_to_the_highest_score(cast, ls_cmi):
    assert ls_cmi.domains.count() == 8
    assert sum(domain.maximum for domain in ls_cmi.domains.all()) == 43
    assert [d.code for d in ls_cmi.domains.filter(dynamic=False)] == ["criminal-history"]


# ---- Sums and maxima --------------------------------------------------------------------------


def test_domains_give_the_total_when_none_is_typed(cast, ls_cmi):
    made = assess(cast, ls_cmi, score=None, domain_scores=DOMAINS)
    assert (made.score, made.level) == (21, "high")


def test_a_total_that_is_not_the_sum_is_refused_with_both_numbers(cast, ls_cmi):
    with refused("score") as found:
        assess(cast, ls_cmi, score=Decimal(22), domain_scores=DOMAINS)
    assert "add up to 21, not 22" in found.value.reason
    assert not Assessment.objects.exists()


def test_a_domain_over_its_maximum_is_refused_at_its_field(cast, ls_cmi):
    with refused("domain_companions"):
        assess(cast, ls_cmi, score=None, domain_scores=DOMAINS | {"companions": 5})


def test_a_missing_domain_is_named(cast, ls_cmi):
    scores = {code: score for code, score in DOMAINS.items() if code != "family-marital"}
    with refused("domain_family-marital") as found:
        assess(cast, ls_cmi, score=None, domain_scores=scores)
    assert "Family/marital is missing" in found.value.reason


def test_a_total_over_the_highest_score_is_refused(cast, ls_cmi):
    with refused("score"):
        assess(cast, ls_cmi, score=Decimal(44))


def test_a_level_that_contradicts_the_score_asks_for_an_override(cast, ls_cmi):
    with refused("level") as found:
        assess(cast, ls_cmi, level="low")
    assert "record an override" in found.value.reason


# ---- Overrides --------------------------------------------------------------------------------


def test_a_temporary_override_holds_through_its_last_day(cast, ls_cmi):
    made = assess(
        cast,
        ls_cmi,
        override_level="low",
        override_kind="temporary",
        override_reason="Stable housing and work",
        override_until_on=date(2026, 11, 30),
    )
    assert (made.level, made.level_on(date(2026, 11, 30))) == ("high", "low")
    assert made.level_on(date(2026, 12, 1)) == "high"
    for day, level, group in (
        (date(2026, 11, 30), "low", "lower"),
        (date(2026, 12, 1), "high", "higher"),
    ):
        row = Assessment.objects.with_level_on(day).get()
        assert (row.level_in_force, row.risk_group) == (level, group)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"override_level": "low"}, "override_kind"),
        ({"override_level": "low", "override_kind": "professional"}, "override_reason"),
        (
            {"override_level": "low", "override_kind": "temporary", "override_reason": "x"},
            "override_until_on",
        ),
        ({"override_level": "high", "override_kind": "professional"}, "override_level"),
        ({"override_kind": "professional"}, "override_level"),
    ],
)
def test_an_override_says_what_why_and_how_long(cast, ls_cmi, facts, field):
    with refused(field):
        assess(cast, ls_cmi, **facts)


# ---- Who assesses -----------------------------------------------------------------------------


def test_an_assessor_without_a_qualification_has_to_say_why(cast, ls_cmi):
    """TPC-002"""
    ls_cmi.needs_qualification = True
    ls_cmi.save()
    with refused("unqualified_reason"):
        assess(cast, ls_cmi)
    made = assess(cast, ls_cmi, unqualified_reason="The trained colleague is on leave")
    assert made.unqualified_reason
    record_qualification(
        cast.ferrante, cast.amsel, instrument=ls_cmi, from_on=date(2026, 1, 1), evidence="Course 12"
    )
    assert assess(cast, ls_cmi, date(2026, 11, 21)).unqualified_reason == ""


def test_a_screening_needs_a_finding_and_no_score(cast):
    """TPC-001"""
    housing = Instrument.objects.get(code="housing")
    with refused("finding"):
        assess(cast, housing, score=None)
    made = assess(
        cast, housing, score=None, finding="indicated", strengths=["Sister offers a room", " "]
    )
    assert [strength.text for strength in made.strengths.all()] == ["Sister offers a room"]


# ---- One after another ------------------------------------------------------------------------


def test_a_reassessment_names_the_one_before_it(cast, ls_cmi):
    """TPC-003"""
    first = assess(cast, ls_cmi, date(2026, 3, 2))
    second = assess(cast, ls_cmi, date(2026, 11, 20), score=Decimal(15), reason="after_program")
    assert second.previous == first
    assert second.get_reason_display() == "After treatment or a program"


def test_a_correction_is_a_new_row_that_names_the_wrong_one(cast, ls_cmi):
    wrong = assess(cast, ls_cmi, date(2026, 3, 2))
    later = assess(cast, ls_cmi, date(2026, 11, 20), score=Decimal(15))
    right = correct_assessment(
        wrong,
        cast.ferrante,
        assessed_on=date(2026, 3, 2),
        score=Decimal(12),
        correction_reason="Wrong sheet",
    )
    later.refresh_from_db()
    wrong.refresh_from_db()
    assert (right.corrects, right.origin_id_or_own, right.level) == (wrong, wrong.pk, "medium")
    assert (wrong.score, later.previous) == (21, right)
    assert set(Assessment.objects.standing()) == {right, later}
    with pytest.raises(RuleViolation, match="corrected already"):
        withdraw_assessment(wrong, cast.ferrante, reason="Again")
    assert AuditEvent.objects.filter(type="corrected", object_type="assessment").count() == 1


def test_a_withdrawn_assessment_makes_room_for_another_on_its_day(cast, ls_cmi):
    withdraw_assessment(assess(cast, ls_cmi), cast.ferrante, reason="Another person’s")
    assert not Assessment.objects.standing().exists()
    assert assess(cast, ls_cmi).previous is None
    with refused("assessed_on"):
        assess(cast, ls_cmi)
